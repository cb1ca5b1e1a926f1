using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Evenkeel.Core.Quantities;

namespace Evenkeel.Core.Model.Node;

/// <summary>Writes <c>node.json</c>: every key in a fixed order, two spaces, <c>\n</c>.</summary>
public static class NodeConfigurationWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        NewLine = "\n",
    };

    /// <summary>The text of a configuration; <see cref="NodeConfigurationReader"/> reads it back.</summary>
    public static string Write(NodeConfiguration node)
    {
        ArgumentNullException.ThrowIfNull(node);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("cluster", node.Cluster);
            json.WriteString("role", NodeWords.Of(node.Role));
            json.WriteString("zone", node.Zone);
            json.WriteString("slot", node.Slot);
            WriteSlots(json, node);
            WritePlatform(json, node.Platform);
            WriteEtcd(json, node.Etcd);
            WriteKubernetes(json, node.Kubernetes);
            json.WriteStartObject("health");
            json.WriteNumber("port", node.Health.Port);
            WriteStrings(json, "judges", node.Health.Judges.Select(NodeWords.Of));
            json.WriteEndObject();
            WriteTimings(json, node.Timings);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static void WriteSlots(Utf8JsonWriter json, NodeConfiguration node)
    {
        json.WriteStartArray("slots");
        foreach (var slot in node.Slots)
        {
            json.WriteStartObject();
            json.WriteString("name", slot.Name);
            json.WriteString("zone", slot.Zone);
            json.WriteString("address", slot.Address);
            if (slot.Server is { } server)
            {
                json.WriteString("server", server);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePlatform(Utf8JsonWriter json, PlatformSettings platform)
    {
        json.WriteStartObject("platform");
        switch (platform)
        {
            case PlatformSettings.Aws aws:
                json.WriteStartObject("aws");
                json.WriteString("region", aws.Region);
                json.WriteString("artifacts", aws.Artifacts);
                json.WriteString("snapshots", aws.Snapshots);
                json.WriteString("issuer", aws.Issuer);
                json.WriteString("parameters", aws.Parameters);
                json.WriteEndObject();
                break;
            case PlatformSettings.Local local:
                json.WriteStartObject("local");
                json.WriteString("folder", local.Folder);
                json.WriteEndObject();
                break;
            default:
                throw new InvalidOperationException($"platform {platform.GetType().Name}");
        }

        json.WriteEndObject();
    }

    private static void WriteEtcd(Utf8JsonWriter json, NodeEtcd etcd)
    {
        json.WriteStartObject("etcd");
        json.WriteString("version", etcd.Version);
        json.WriteString("mode", NodeWords.Of(etcd.Mode));
        json.WriteNumber("clientPort", etcd.ClientPort);
        json.WriteNumber("peerPort", etcd.PeerPort);
        json.WriteNumber("heartbeatMs", etcd.HeartbeatMs);
        json.WriteNumber("electionMs", etcd.ElectionMs);
        json.WriteNumber("quotaBytes", etcd.QuotaBytes);
        json.WriteStartObject("snapshots");
        WriteTime(json, "every", etcd.SnapshotEvery);
        json.WriteNumber("keep", etcd.SnapshotKeep);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteKubernetes(Utf8JsonWriter json, NodeKubernetes kubernetes)
    {
        json.WriteStartObject("kubernetes");
        json.WriteString("distribution", NodeWords.Of(kubernetes.Distribution));
        json.WriteString("version", kubernetes.Version);
        json.WriteString("endpoint", kubernetes.Endpoint);
        WriteStrings(json, "names", kubernetes.Names);
        json.WriteString("podNetwork", kubernetes.PodNetwork.ToString());
        json.WriteString("serviceNetwork", kubernetes.ServiceNetwork.ToString());
        json.WriteString("clusterDns", kubernetes.ClusterDns);
        json.WriteStartObject("labels");
        foreach (var (key, value) in kubernetes.Labels.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        WriteStrings(json, "taints", kubernetes.Taints);
        json.WriteBoolean("schedulable", kubernetes.Schedulable);
        json.WriteEndObject();
    }

    private static void WriteTimings(Utf8JsonWriter json, NodeTimings timings)
    {
        json.WriteStartObject("timings");
        WriteTime(json, "claim", timings.Claim);
        WriteTime(json, "replace", timings.Replace);
        WriteTime(json, "mark", timings.Mark);
        WriteTime(json, "diskStall", timings.DiskStall);
        WriteTime(json, "diskKill", timings.DiskKill);
        WriteTime(json, "childHung", timings.ChildHung);
        WriteTime(json, "childBackoffMost", timings.ChildBackoffMost);
        WriteTime(json, "request", timings.Request);
        WriteTime(json, "drain", timings.Drain);
        WriteTime(json, "repair", timings.Repair);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, TimeSpan time) =>
        json.WriteString(name, new KubernetesDuration(time.Ticks * TimeSpan.NanosecondsPerTick).ToString());

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
