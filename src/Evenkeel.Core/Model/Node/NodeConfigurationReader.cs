using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Model.Node;

/// <summary>Reads <c>node.json</c> and reports all its mistakes at once.</summary>
public static class NodeConfigurationReader
{
    private const int LastPort = 65535;

    /// <summary>
    /// The configuration in a text, or null when it has an error. Mistakes are added to
    /// <paramref name="diagnostics"/>. It never throws on any text.
    /// </summary>
    public static NodeConfiguration? Read(SourceText source, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var found = new DiagnosticBag();
        var configuration = ReadDocument(source, found);
        diagnostics.Merge(found);
        return found.HasErrors ? null : configuration;
    }

    private static NodeConfiguration? ReadDocument(SourceText source, DiagnosticBag diagnostics)
    {
        var documents = YamlReader.Read(source, diagnostics);
        if (documents.Count == 0)
        {
            if (!diagnostics.HasErrors)
            {
                diagnostics.Add(YamlDiagnostics.Empty(source, "a node's configuration"));
            }

            return null;
        }

        var form = NodeDiagnostics.Form;
        if (ObjectReader.From(documents[0], diagnostics, "", form, ReaderMode.Strict) is not { } root)
        {
            return null;
        }

        var configuration = new NodeConfiguration
        {
            Cluster = ReadName(root, "cluster", "shop"),
            Role = Required(root, "role", root.Enum<NodeRole>(
                "role", ("server", NodeRole.Server), ("etcd", NodeRole.Etcd), ("worker", NodeRole.Worker))),
            Zone = root.RequiredString("zone", "eu-west-1a") ?? "",
            Slot = root.String("slot"),
            Slots = [.. root.Objects("slots").Select(ReadSlot)],
            Platform = ReadPlatform(root),
            Etcd = root.RequiredObject("etcd") is { } etcd ? ReadEtcd(etcd) : new() { Version = "" },
            Kubernetes = root.RequiredObject("kubernetes") is { } kubernetes
                ? ReadKubernetes(kubernetes)
                : new() { Distribution = NodeDistribution.None },
            Health = root.Object("health") is { } health ? ReadHealth(health) : new(),
            Timings = root.Object("timings") is { } timings ? ReadTimings(timings) : new(),
        };
        root.RejectUnknown();
        NodeConfigurationChecks.Check(configuration, root, diagnostics);
        return configuration;
    }

    private static T Required<T>(ObjectReader reader, string key, T? value)
        where T : struct
    {
        if (value is null && !reader.Has(key))
        {
            _ = reader.RequiredText(key, "…");
        }

        return value ?? default;
    }

    private static string ReadName(ObjectReader reader, string key, string example)
    {
        var name = reader.RequiredString(key, example);
        if (name is not null && !DnsLabel.IsValid(name))
        {
            reader.Invalid(
                key,
                $"is {DisplayText.Quote(name)}, which is not a DNS label",
                "write small letters, digits and hyphens, a letter or digit at both ends");
        }

        return name ?? "";
    }

    private static SlotAddress ReadSlot(ObjectReader slot)
    {
        var read = new SlotAddress(
            ReadName(slot, "name", "a"),
            slot.RequiredString("zone", "eu-west-1a") ?? "",
            ReadAddress(slot, "address", required: true) ?? "",
            ReadAddress(slot, "server", required: false));
        slot.RejectUnknown();
        return read;
    }

    private static string? ReadAddress(ObjectReader reader, string key, bool required)
    {
        var address = required ? reader.RequiredString(key, "10.20.0.10") : reader.String(key);
        if (address is not null && !Ipv4Network.TryParse(address + "/32", out _, out _))
        {
            reader.Invalid(
                key,
                $"is {DisplayText.Quote(address)}, which is no IPv4 address",
                "write one such as 10.20.0.10");
        }

        return address;
    }

    private static PlatformSettings ReadPlatform(ObjectReader root)
    {
        var nothing = new PlatformSettings.Local("");
        if (root.RequiredObject("platform") is not { } platform)
        {
            return nothing;
        }

        PlatformSettings? read = null;
        if (platform.Object("aws") is { } aws)
        {
            read = new PlatformSettings.Aws(
                aws.RequiredString("region", "eu-west-1") ?? "",
                aws.RequiredString("artifacts", "BUCKET") ?? "",
                aws.RequiredString("snapshots", "BUCKET") ?? "",
                aws.String("issuer"),
                aws.RequiredString("parameters", "/evenkeel/NAME") ?? "");
            aws.RejectUnknown();
        }

        if (platform.Object("local") is { } local)
        {
            if (read is not null)
            {
                root.Invalid("platform", "has both `aws` and `local`", "leave one of them");
            }

            read ??= new PlatformSettings.Local(local.RequiredString("folder", "..") ?? "");
            local.Keep("folder");
            local.RejectUnknown();
        }

        platform.RejectUnknown();
        if (read is null && !platform.Has("aws") && !platform.Has("local"))
        {
            root.Invalid("platform", "names neither `aws` nor `local`", "add one of them");
        }

        return read ?? nothing;
    }

    private static NodeEtcd ReadEtcd(ObjectReader etcd)
    {
        var usual = new NodeEtcd { Version = etcd.RequiredString("version", "3.5.21") ?? "" };
        var read = usual with
        {
            Mode = etcd.Enum<EtcdMode>("mode", ("agent", EtcdMode.Agent), ("embedded", EtcdMode.Embedded))
                ?? usual.Mode,
            ClientPort = etcd.Int("clientPort", 1, LastPort) ?? usual.ClientPort,
            PeerPort = etcd.Int("peerPort", 1, LastPort) ?? usual.PeerPort,
            HeartbeatMs = etcd.Int("heartbeatMs", 1, 10_000) ?? usual.HeartbeatMs,
            ElectionMs = etcd.Int("electionMs", 1, 50_000) ?? usual.ElectionMs,
            QuotaBytes = etcd.Long("quotaBytes", 1 << 20) ?? usual.QuotaBytes,
        };

        // etcd refuses to start otherwise (server/embed/config.go, Validate).
        if (read.ElectionMs < 5 * read.HeartbeatMs)
        {
            etcd.Invalid(
                "electionMs", "is less than five heartbeats", "write at least five times `heartbeatMs`");
        }

        if (etcd.Object("snapshots") is { } snapshots)
        {
            read = read with
            {
                SnapshotEvery = Time(snapshots, "every", usual.SnapshotEvery),
                SnapshotKeep = snapshots.Int("keep", 1) ?? usual.SnapshotKeep,
            };
            snapshots.RejectUnknown();
        }

        etcd.RejectUnknown();
        return read;
    }

    private static NodeKubernetes ReadKubernetes(ObjectReader reader)
    {
        var usual = new NodeKubernetes
        {
            Distribution = Required(reader, "distribution", reader.Enum<NodeDistribution>(
                "distribution",
                ("k3s", NodeDistribution.K3s),
                ("upstream", NodeDistribution.Upstream),
                ("none", NodeDistribution.None))),
        };
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in reader.StringMap("labels"))
        {
            labels[key] = value;
        }

        var read = usual with
        {
            Version = reader.String("version"),
            Endpoint = reader.String("endpoint"),
            Names = reader.Strings("names"),
            PodNetwork = Network(reader, "podNetwork", usual.PodNetwork),
            ServiceNetwork = Network(reader, "serviceNetwork", usual.ServiceNetwork),
            ClusterDns = ReadAddress(reader, "clusterDns", required: false) ?? usual.ClusterDns,
            Labels = labels,
            Taints = reader.Strings("taints"),
            Schedulable = reader.Bool("schedulable") ?? usual.Schedulable,
        };
        reader.RejectUnknown();
        return read;
    }

    private static Ipv4Network Network(ObjectReader reader, string key, Ipv4Network usual)
    {
        if (reader.String(key) is not { } text)
        {
            return usual;
        }

        if (!Ipv4Network.TryParse(text, out var network, out _))
        {
            reader.Invalid(
                key, $"is {DisplayText.Quote(text)}, which is no network", "write one such as 10.42.0.0/16");
        }

        return network;
    }

    private static NodeHealth ReadHealth(ObjectReader health)
    {
        var usual = new NodeHealth();
        var judges = new List<HealthSubject>();
        foreach (var word in health.Texts("judges"))
        {
            if (NodeWords.SubjectOf(word.Value) is { } subject)
            {
                judges.Add(subject);
            }
            else
            {
                health.Invalid(
                    word.Span, "health.judges", $"names {DisplayText.Quote(word.Value)}",
                    "write words of " + string.Join(", ", NodeWords.Subjects.Select(s => s.Word)));
            }
        }

        var read = new NodeHealth { Port = health.Int("port", 1, LastPort) ?? usual.Port, Judges = judges };
        health.RejectUnknown();
        return read;
    }

    private static NodeTimings ReadTimings(ObjectReader timings)
    {
        var usual = new NodeTimings();
        var read = new NodeTimings
        {
            Claim = Time(timings, "claim", usual.Claim),
            Replace = Time(timings, "replace", usual.Replace),
            Mark = Time(timings, "mark", usual.Mark),
            DiskStall = Time(timings, "diskStall", usual.DiskStall),
            DiskKill = Time(timings, "diskKill", usual.DiskKill),
            ChildHung = Time(timings, "childHung", usual.ChildHung),
            ChildBackoffMost = Time(timings, "childBackoffMost", usual.ChildBackoffMost),
            Request = Time(timings, "request", usual.Request),
            Drain = Time(timings, "drain", usual.Drain),
            Repair = Time(timings, "repair", usual.Repair),
        };
        timings.RejectUnknown();
        return read;
    }

    private static TimeSpan Time(ObjectReader reader, string key, TimeSpan usual)
    {
        if (reader.Duration(key) is not { } duration)
        {
            return usual;
        }

        if (duration.Nanoseconds < 1_000_000)
        {
            reader.Invalid(key, "is shorter than a millisecond", "write a duration such as 30s");
        }

        return duration.ToTimeSpan();
    }
}
