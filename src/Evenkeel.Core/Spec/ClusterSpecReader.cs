using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec.Sections;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec;

/// <summary>Reads a cluster file and reports all its mistakes at once.</summary>
public static class ClusterSpecReader
{
    /// <summary>For how many zones a network is divided.</summary>
    public const int MostZones = 6;

    /// <summary>
    /// The cluster that a file describes, or null when it has an error. Mistakes, and warnings about files
    /// that can be used, are added to <paramref name="diagnostics"/>. It never throws on any text.
    /// </summary>
    public static ClusterSpec? Read(SourceText source, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var found = new DiagnosticBag();
        var spec = ReadDocuments(source, found);
        diagnostics.Merge(found);
        return found.HasErrors ? null : spec;
    }

    private static ClusterSpec? ReadDocuments(SourceText source, DiagnosticBag diagnostics)
    {
        var documents = YamlReader.Read(source, diagnostics);
        if (documents.Count == 0)
        {
            if (!diagnostics.HasErrors)
            {
                diagnostics.Add(YamlDiagnostics.Empty(
                    source, "a cluster description; `evenkeel init` writes one with comments"));
            }

            return null;
        }

        var root = ObjectReader.From(documents[0], diagnostics, "", SpecDiagnostics.Form, ReaderMode.Strict);
        if (root is null || !IsClusterFile(root, diagnostics))
        {
            return null;
        }

        if (documents.Count > 1)
        {
            diagnostics.Add(SpecDiagnostics.SeveralDocuments(documents[1].Span));
        }

        var name = ClusterFields.Metadata.Read(root) is { } metadata ? ReadName(metadata, diagnostics) : null;
        var spec = ClusterFields.Spec.Read(root);
        ClusterFields.Root.Close(root);
        return spec is null ? null : ReadSpec(source, spec, name, diagnostics);
    }

    /// <summary>False for a file of another kind: its fields would all be reported as unknown.</summary>
    private static bool IsClusterFile(ObjectReader root, DiagnosticBag diagnostics)
    {
        var apiVersion = ClusterFields.ApiVersion.Read(root);
        var kind = ClusterFields.Kind.Read(root);
        var isOurs = apiVersion is { } version
            ? version.Value.StartsWith("evenkeel.dev/", StringComparison.Ordinal)
            : kind is null or { Value: ClusterSpec.Kind };
        if (!isOurs)
        {
            diagnostics.Add(SpecDiagnostics.NotAClusterFile(
                (apiVersion ?? kind)!.Value.Span, kind?.Value ?? "something", apiVersion?.Value ?? "no API"));
            return false;
        }

        Demand(root, "apiVersion", apiVersion, ClusterSpec.ApiVersion);
        Demand(root, "kind", kind, ClusterSpec.Kind);
        return true;
    }

    private static void Demand(ObjectReader root, string key, Spanned<string>? given, string wanted)
    {
        if (given is { } text && text.Value != wanted)
        {
            var problem = $"is {DisplayText.Quote(text.Value)}, not `{wanted}`";
            root.Invalid(key, problem, $"write `{key}: {wanted}`");
        }
    }

    private static Spanned<string>? ReadName(ObjectReader metadata, DiagnosticBag diagnostics)
    {
        var name = ClusterFields.Name.Read(metadata);
        ClusterFields.MetadataSection.Close(metadata);
        if (name is { } given)
        {
            SpecChecks.Label(given, "metadata.name", diagnostics);
        }

        return name;
    }

    private static ClusterSpec ReadSpec(
        SourceText source, ObjectReader spec, Spanned<string>? name, DiagnosticBag diagnostics)
    {
        var unnamed = new Spanned<string>("", spec.Span);
        var region = ReadRegion(spec, diagnostics);
        var zones = ReadZones(spec, region, diagnostics);
        var distribution = ClusterFields.Distribution.Read(spec)!.Value;
        var version = ReadVersion(spec, diagnostics, out var versionText);
        var data = DataReader.Read(spec, diagnostics);
        var autoscaling = ReadAutoscaling(spec);
        var network = new NetworkReader(distribution, zones, diagnostics).Read(spec);
        var account = new AccountReader(name?.Value ?? "", region?.Value ?? "", diagnostics);
        var cluster = new ClusterSpec
        {
            Source = source,
            Name = name ?? unnamed,
            Region = region ?? unnamed,
            Zones = zones,
            Distribution = new(distribution, spec.SpanOf("distribution")),
            Version = new(version, spec.SpanOf("version")),
            VersionText = versionText,
            Network = network,
            ControlPlane = ControlPlaneReader.Read(spec, distribution, diagnostics),
            NodePools = NodePoolReader.Read(spec, zones, autoscaling.Cluster, diagnostics),
            ClusterAutoscaler = autoscaling.Cluster,
            Descheduler = autoscaling.Descheduler,
            Ingress = account.ReadIngress(spec),
            Data = data,
            SharedFiles = ReadStorage(spec),
            DependsOn = DataReader.ReadDependencies(spec, data, diagnostics),
            ApiAccess = account.ReadApiAccess(spec),
            Account = account.Read(spec) with
            {
                Mirrors = new MirrorReader(distribution, network.Settings, diagnostics).Read(spec),
            },
            Workloads = ReadWorkloads(spec),
            Rates = RateReader.Read(spec, diagnostics),
            Claims = ClaimReader.Read(spec, zones, diagnostics),
        };
        ClusterFields.SpecSection.Close(spec);
        if (NamedZones(spec) == zones.Length)
        {
            SpecChecks.Quorum(cluster, spec.SpanOf("zones"), diagnostics);
        }

        return cluster;
    }

    /// <summary>The region; null where it is none (reported).</summary>
    private static Spanned<string>? ReadRegion(ObjectReader spec, DiagnosticBag diagnostics)
    {
        if (ClusterFields.Region.Read(spec) is not { } region)
        {
            return null;
        }

        if (!AwsPlace.IsRegion(region.Value))
        {
            var fix = AwsPlace.RegionOf(region.Value) is { } meant
                ? $"write `region: {meant}`; zones stand under `zones`"
                : "write a region's code, such as eu-west-1";
            spec.Invalid("region", $"is {DisplayText.Quote(region.Value)}, which is not an AWS region", fix);
            return null;
        }

        if (!AwsRegions.Names.Contains(region.Value))
        {
            diagnostics.Add(SpecDiagnostics.UnknownRegion(region, AwsRegions.Names, AwsRegions.AsOf));
        }

        return region;
    }

    private static ImmutableArray<Spanned<string>> ReadZones(
        ObjectReader spec, Spanned<string>? region, DiagnosticBag diagnostics)
    {
        var home = region is { } given && AwsRegions.Names.Contains(given.Value) ? given.Value : "eu-west-1";
        var three = $"[{string.Join(", ", AwsRegions.UsualZonesOf(home))}]";
        if (spec.Node("zones") is YamlSequence { Items.Count: 0 })
        {
            spec.Invalid("zones", "is empty", $"name three zones: {three}");
            return [];
        }

        if (!spec.Has("zones"))
        {
            _ = spec.RequiredText("zones", three);
            return [];
        }

        var zones = ZoneChecks.Usable(ClusterFields.Zones.Read(spec), region, diagnostics);
        if (zones.Length > MostZones)
        {
            spec.Invalid(
                "zones",
                string.Create(
                    CultureInfo.InvariantCulture, $"names {zones.Length} zones, more than {MostZones}"),
                "name three or five; more of them add members to etcd, which makes it slower and no safer");
        }

        return zones;
    }

    /// <summary>
    /// How many different zones are written, usable or not: one that is misspelt still counts.
    /// </summary>
    private static int NamedZones(ObjectReader spec) =>
        spec.Node("zones") is YamlSequence { Items: var items }
            ? items.Select(item => (item as YamlScalar)?.Value).Distinct(StringComparer.Ordinal).Count()
            : 0;

    private static KubernetesVersion ReadVersion(
        ObjectReader spec, DiagnosticBag diagnostics, out string text)
    {
        var given = spec.Has("version") ? ClusterFields.Version.Read(spec) : null;
        text = given?.Value ?? ClusterFields.Version.Default!;
        var isKnown = KubernetesVersion.TryParse(text, out var version)
            && version.CompareTo(KubernetesVersion.Oldest) >= 0
            && version.CompareTo(KubernetesVersion.Newest) <= 0;
        if (given is { } written && !isKnown)
        {
            var isNumber = spec.Node("version") is YamlScalar { IsPlain: true } scalar
                && YamlScalars.Kind(scalar) is YamlScalarKind.Float or YamlScalarKind.Integer;
            diagnostics.Add(SpecDiagnostics.UnknownVersion(
                written, KubernetesVersion.Oldest.ToString(), KubernetesVersion.Newest.ToString(), isNumber));
        }

        return version;
    }

    private static (bool Cluster, bool Descheduler) ReadAutoscaling(ObjectReader spec)
    {
        if (ClusterFields.Autoscaling.Read(spec) is not { } autoscaling)
        {
            return default;
        }

        var cluster = AccountFields.ClusterAutoscaler.Read(autoscaling);
        var descheduler = AccountFields.Descheduler.Read(autoscaling);
        AccountFields.AutoscalingSection.Close(autoscaling);
        return (cluster, descheduler);
    }

    private static bool ReadStorage(ObjectReader spec)
    {
        if (ClusterFields.Storage.Read(spec) is not { } storage)
        {
            return false;
        }

        var efs = StorageFields.Efs.Read(storage);
        StorageFields.Section.Close(storage);
        return efs;
    }

    private static ImmutableArray<Spanned<string>> ReadWorkloads(ObjectReader spec)
    {
        var workloads = ClusterFields.Workloads.Read(spec);
        foreach (var path in workloads.Where(path => string.IsNullOrWhiteSpace(path.Value)))
        {
            spec.Invalid(
                path.Span,
                spec.PathOf("workloads"),
                "has an empty path",
                "name files or folders of Kubernetes YAML, relative to this file");
        }

        return [.. workloads];
    }
}
