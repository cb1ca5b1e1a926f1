using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec;

/// <summary>Reads <c>spec.nodePools</c>.</summary>
internal static class NodePoolReader
{
    private const int MostInstances = 100_000;

    public static ImmutableArray<NodePoolSpec> Read(
        ObjectReader spec, ImmutableArray<Spanned<string>> zones, DiagnosticBag diagnostics)
    {
        ImmutableArray<NodePoolSpec> pools =
            [.. spec.Objects("nodePools").Select(pool => ReadPool(pool, zones, diagnostics))];
        SpecChecks.Distinct(pools.Select(pool => pool.Name), "node pools", diagnostics);
        return pools;
    }

    private static NodePoolSpec ReadPool(
        ObjectReader reader, ImmutableArray<Spanned<string>> clusterZones, DiagnosticBag diagnostics)
    {
        var name = reader.RequiredText("name", "general");
        if (name is { } given)
        {
            SpecChecks.Label(given, reader.PathOf("name"), diagnostics);
        }

        var placement = reader.Enum(
            "placement",
            ("perZone", Placement.PerZone), ("regional", Placement.Regional), ("fixed", Placement.Fixed));
        var zones = ReadZones(reader, clusterZones, diagnostics);
        var (min, max) = ReadSize(reader, Math.Max(1, zones.Length), diagnostics);
        var pool = new NodePoolSpec
        {
            Name = name ?? new Spanned<string>("", reader.Span),
            Placement = placement ?? Placement.PerZone,
            InstanceTypes = ReadInstanceTypes(reader),
            Zones = zones,
            Min = min,
            Max = max,
            Labels = reader.StringMap("labels"),
            Taints = [.. reader.Objects("taints").Select(ReadTaint).OfType<Taint>()],
            Span = reader.Span,
        };
        reader.RejectUnknown();
        return pool;
    }

    private static ImmutableArray<Spanned<string>> ReadZones(
        ObjectReader reader, ImmutableArray<Spanned<string>> clusterZones, DiagnosticBag diagnostics)
    {
        if (!reader.Has("zones"))
        {
            return clusterZones;
        }

        var names = clusterZones.Select(zone => zone.Value).ToArray();
        var zones = reader.Texts("zones");
        foreach (var zone in zones.Where(zone => names.Length > 0 && !names.Contains(zone.Value)))
        {
            diagnostics.Add(SpecDiagnostics.UnknownZone(zone, names));
        }

        foreach (var zone in zones.Where((zone, i) => zones.Take(i).Any(z => z.Value == zone.Value)))
        {
            diagnostics.Add(SpecDiagnostics.DuplicateZone(zone));
        }

        if (reader.Node("zones") is YamlSequence { Items.Count: 0 })
        {
            reader.Invalid("zones", "is empty", "name zones of the cluster, or remove it to use them all");
        }

        return [.. zones];
    }

    private static (int Min, int Max) ReadSize(ObjectReader reader, int zones, DiagnosticBag diagnostics)
    {
        var min = reader.Int("min", min: 0, max: MostInstances);
        var max = reader.Int("max", min: 1, max: MostInstances);
        if (min > max)
        {
            diagnostics.Add(SpecDiagnostics.MinAboveMax(reader.SpanOf("min"), min.Value, max.Value));
        }

        var least = min ?? Math.Min(zones, max ?? zones);
        return (least, max ?? Math.Max(least, zones) * ClusterDefaults.PoolGrowth);
    }

    private static ImmutableArray<Spanned<string>> ReadInstanceTypes(ObjectReader reader)
    {
        if (!reader.Has("instanceTypes"))
        {
            return [new Spanned<string>(ClusterDefaults.PoolInstanceType, reader.Span)];
        }

        var types = reader.Texts("instanceTypes");
        if (reader.Node("instanceTypes") is YamlSequence { Items.Count: 0 })
        {
            reader.Invalid("instanceTypes", "is empty", "name one type or more, the preferred one first");
        }

        foreach (var wrong in types.Where(type => !InstanceTypes.IsValid(type.Value)))
        {
            reader.Invalid(
                wrong.Span,
                reader.PathOf("instanceTypes"),
                $"has {DisplayText.Quote(wrong.Value)}, which is not an EC2 instance type",
                InstanceTypes.Fix);
        }

        return [.. types];
    }

    private static Taint? ReadTaint(ObjectReader reader)
    {
        var key = reader.RequiredString("key", "dedicated");
        var value = reader.String("value") ?? "";
        if (!reader.Has("effect"))
        {
            _ = reader.RequiredString("effect", "NoSchedule");
        }

        var effect = reader.Enum(
            "effect",
            ("NoSchedule", TaintEffect.NoSchedule),
            ("PreferNoSchedule", TaintEffect.PreferNoSchedule),
            ("NoExecute", TaintEffect.NoExecute));
        reader.RejectUnknown();
        return key is null || effect is null ? null : new Taint(key, value, effect.Value);
    }
}
