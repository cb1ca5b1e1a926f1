using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Spec.Sections;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec;

/// <summary>Reads <c>spec.nodePools</c>.</summary>
internal static class NodePoolReader
{
    /// <summary>The pool name that the control plane's machines carry.</summary>
    private const string ControlPlane = "control-plane";

    /// <summary>
    /// Labels that a kubelet may give its node, and gives it by itself (kubelet/apis, well_known_labels.go).
    /// </summary>
    private static readonly string[] SetByOthers =
    [
        "kubernetes.io/hostname", "kubernetes.io/arch", "kubernetes.io/os",
        "node.kubernetes.io/instance-type", "topology.kubernetes.io/zone", "topology.kubernetes.io/region",
    ];

    public static ImmutableArray<NodePoolSpec> Read(
        ObjectReader spec,
        ImmutableArray<Spanned<string>> zones,
        bool isAutoscaled,
        DiagnosticBag diagnostics)
    {
        ImmutableArray<NodePoolSpec> pools =
        [
            .. ClusterFields.NodePools.Read(spec)
                .Select(pool => ReadPool(pool, zones, isAutoscaled, diagnostics)),
        ];
        SpecChecks.Distinct(pools.Select(pool => pool.Name), "node pools", diagnostics);
        return pools;
    }

    private static NodePoolSpec ReadPool(
        ObjectReader reader,
        ImmutableArray<Spanned<string>> clusterZones,
        bool isAutoscaled,
        DiagnosticBag diagnostics)
    {
        var name = NodePoolFields.Name.Read(reader);
        if (name is { } given)
        {
            SpecChecks.Label(given, reader.PathOf("name"), diagnostics);
            if (given.Value == ControlPlane)
            {
                diagnostics.Add(SettingsDiagnostics.Reserved(given, "pool name", "the control plane"));
            }
        }

        var placement = NodePoolFields.Placement.Read(reader)!.Value;
        var zones = ReadZones(reader, clusterZones, diagnostics);
        var (min, max) = ReadSize(reader, Math.Max(1, zones.Length), placement, diagnostics);
        var pool = new NodePoolSpec
        {
            Name = name ?? new Spanned<string>("", reader.Span),
            Placement = placement,
            InstanceTypes = [.. NodePoolFields.InstanceTypes.Read(reader)],
            Zones = zones,
            Min = min,
            Max = max,
            TargetTracking = ReadTarget(reader, isAutoscaled, placement, min < max, diagnostics),
            Spot = ReadSpot(reader, placement, max, diagnostics),
            Labels = ReadLabels(reader, diagnostics),
            Taints = [.. NodePoolFields.Taints.Read(reader).Select(ReadTaint).OfType<Taint>()],
            Span = reader.Span,
        };
        NodePoolFields.Section.Close(reader);
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
        var zones = NodePoolFields.Zones.Read(reader);
        foreach (var zone in zones.Where(zone => names.Length > 0 && !names.Contains(zone.Value)))
        {
            diagnostics.Add(SpecDiagnostics.UnknownZone(zone, names));
        }

        foreach (var zone in zones.Where((zone, i) => zones.Take(i).Any(z => z.Value == zone.Value)))
        {
            diagnostics.Add(SpecDiagnostics.DuplicateZone(zone));
        }

        return [.. zones];
    }

    private static (int Min, int Max) ReadSize(
        ObjectReader reader, int zones, Placement placement, DiagnosticBag diagnostics)
    {
        var min = NodePoolFields.Min.Read(reader);
        var max = NodePoolFields.Max.Read(reader);
        if (min > max)
        {
            diagnostics.Add(SpecDiagnostics.MinAboveMax(reader.SpanOf("min"), min.Value, max.Value));
        }

        var least = min ?? Math.Min(zones, max ?? zones);
        if (placement == Placement.Fixed && max > least)
        {
            diagnostics.Add(SettingsDiagnostics.NoEffect(
                reader.SpanOf("max"), reader.PathOf("max"), "instances without a group do not grow",
                "remove it, or choose another `placement`"));
            max = null;
        }

        return (least, max ?? (placement == Placement.Fixed
            ? least
            : Math.Max(least, zones) * ClusterDefaults.PoolGrowth));
    }

    /// <summary>What its groups follow; null where they follow nothing.</summary>
    private static TargetTracking? ReadTarget(
        ObjectReader reader,
        bool isAutoscaled,
        Placement placement,
        bool grows,
        DiagnosticBag diagnostics)
    {
        var follows = !isAutoscaled && placement != Placement.Fixed && grows;
        if (NodePoolFields.Target.Read(reader) is not { } target)
        {
            return follows ? new(TargetTracking.DefaultCpuPercent) : null;
        }

        var cpu = NodePoolFields.TargetCpu.Read(target)!.Value;
        NodePoolFields.TargetSection.Close(target);
        var (span, path) = (reader.SpanOf("targetTracking"), reader.PathOf("targetTracking"));
        if (isAutoscaled)
        {
            diagnostics.Add(SettingsDiagnostics.TwoScalers(span, path));
        }
        else if (placement == Placement.Fixed)
        {
            diagnostics.Add(SettingsDiagnostics.NoEffect(
                span, path, "instances without a group do not grow",
                "remove it, or choose another `placement`"));
        }
        else if (!grows)
        {
            diagnostics.Add(SettingsDiagnostics.NoEffect(
                span, path, "`max` leaves the pool no room to grow",
                "remove it, or write a `max` above `min`"));
        }

        return follows ? new(cpu) : null;
    }

    /// <summary>How much of it is Spot; null where it is On-Demand alone.</summary>
    private static SpotShare? ReadSpot(
        ObjectReader reader, Placement placement, int max, DiagnosticBag diagnostics)
    {
        if (NodePoolFields.Spot.Read(reader) is not { } spot)
        {
            return null;
        }

        var share = new SpotShare(
            NodePoolFields.SpotPercent.Read(spot)!.Value, NodePoolFields.SpotOnDemand.Read(spot)!.Value);
        NodePoolFields.SpotSection.Close(spot);
        var (span, path) = (reader.SpanOf("spot"), reader.PathOf("spot"));
        if (placement == Placement.Fixed)
        {
            diagnostics.Add(SettingsDiagnostics.NoEffect(
                span, path, "instances without a group are On-Demand", "remove it, or choose another "
                + "`placement`"));
            return null;
        }

        if (share.MostOf(max) == 0)
        {
            diagnostics.Add(SettingsDiagnostics.NoEffect(
                span, path, "`max` leaves no room for Spot above `onDemand`",
                "lower `onDemand`, raise `percent` or `max`, or remove it"));
            return null;
        }

        return share;
    }

    private static IReadOnlyDictionary<string, string> ReadLabels(
        ObjectReader reader, DiagnosticBag diagnostics)
    {
        var labels = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in NodePoolFields.Labels.Read(reader))
        {
            if (SetByOthers.Contains(key.Value))
            {
                diagnostics.Add(SettingsDiagnostics.NoEffect(
                    key.Span, reader.PathOf("labels"), "the kubelet and the cloud controller set this label",
                    "remove it"));
            }
            else if (IsReserved(key.Value))
            {
                diagnostics.Add(SettingsDiagnostics.Reserved(key, "label", "Kubernetes and Evenkeel"));
            }

            labels[key.Value] = value?.Value ?? "";
        }

        return labels;
    }

    /// <summary>
    /// Labels that the kubelet may not give its own node (plugin/pkg/admission/noderestriction), or that
    /// Evenkeel gives it.
    /// </summary>
    private static bool IsReserved(string key)
    {
        var prefix = key.Split('/')[0];
        return key.Contains('/') && (prefix == "evenkeel.dev"
            || (IsOf(prefix, "kubernetes.io") || IsOf(prefix, "k8s.io"))
                && !IsOf(prefix, "node.kubernetes.io") && !IsOf(prefix, "kubelet.kubernetes.io"));
    }

    private static bool IsOf(string prefix, string domain) =>
        prefix == domain || prefix.EndsWith("." + domain, StringComparison.Ordinal);

    private static Taint? ReadTaint(ObjectReader reader)
    {
        var key = NodePoolFields.TaintKey.Read(reader)?.Value;
        var value = NodePoolFields.TaintValue.Read(reader)?.Value ?? "";
        var effect = NodePoolFields.Effect.Read(reader);
        NodePoolFields.TaintSection.Close(reader);
        return key is null || effect is null ? null : new Taint(key, value, effect.Value);
    }
}
