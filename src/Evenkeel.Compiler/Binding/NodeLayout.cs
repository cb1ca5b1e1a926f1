using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Spec;

namespace Evenkeel.Compiler.Binding;

/// <summary>Lays nodes over zones: round-robin from a pool's first zone, for every placement.</summary>
/// <remarks>
/// One group a zone and one group over all zones balance alike when everything is well (EC2 Auto Scaling,
/// "Distribute instances across Availability Zones"); they differ in what they do after a loss.
/// </remarks>
internal static class NodeLayout
{
    /// <summary>The label that says which pool a node belongs to.</summary>
    public const string PoolLabel = "evenkeel.dev/pool";

    /// <summary>The pool name that control-plane nodes carry.</summary>
    public const string ControlPlanePool = "control-plane";

    private const string Architecture = "kubernetes.io/arch";
    private const string OperatingSystem = "kubernetes.io/os";
    private const string ControlPlaneRole = "node-role.kubernetes.io/control-plane";

    /// <summary>The nodes of a pool at its minimum, named <c>POOL-ZONE-N</c>.</summary>
    public static IEnumerable<NodeObject> OfPool(
        NodePoolSpec pool, string region, InstanceType type, Distribution distribution)
    {
        var labels = pool.Labels.ToImmutableSortedDictionary(StringComparer.Ordinal);
        return Spread(pool.Name.Value, pool.Min, [.. pool.Zones.Select(z => z.Value)])
            .Select(place => Node(place, pool.Name.Value, region, type, distribution, labels, pool.Taints));
    }

    /// <summary>The control plane's nodes, tainted where workloads may not run on them.</summary>
    public static IEnumerable<NodeObject> OfControlPlane(
        ClusterSpec spec, ControlPlaneModel controlPlane, InstanceType type)
    {
        var taints = ControlPlaneTaints(controlPlane);
        var labels = ControlPlaneLabels(spec.Distribution.Value);
        return Spread(ControlPlanePool, controlPlane.Members, [.. spec.Zones.Select(z => z.Value)])
            .Select(place => Node(
                place,
                ControlPlanePool,
                spec.Region.Value,
                type,
                spec.Distribution.Value,
                labels,
                taints));
    }

    /// <summary>
    /// The Node that an instance of a group registers, but for its own name, and its zone where the group has
    /// several.
    /// </summary>
    public static NodeObject Template(
        string pool,
        IReadOnlyList<string> zones,
        string region,
        InstanceType type,
        Distribution distribution,
        ImmutableSortedDictionary<string, string> labels,
        ImmutableArray<Taint> taints)
    {
        var node = Node((pool, zones[0]), pool, region, type, distribution, labels, taints);
        var own = node.Labels.Remove(Labels.Hostname);
        return node with { Labels = zones.Count == 1 ? own : own.Remove(Labels.Zone) };
    }

    /// <summary>The labels of the control plane's nodes.</summary>
    public static ImmutableSortedDictionary<string, string> ControlPlaneLabels(Distribution distribution) =>
        Labels.None.Add(ControlPlaneRole, distribution == Distribution.K3s ? "true" : "");

    /// <summary>The taints of the control plane's nodes.</summary>
    public static ImmutableArray<Taint> ControlPlaneTaints(ControlPlaneModel controlPlane) =>
        controlPlane.Schedulable ? [] : [new(ControlPlaneRole, "", TaintEffect.NoSchedule)];

    private static IEnumerable<(string Name, string Zone)> Spread(
        string pool, int count, IReadOnlyList<string> zones)
    {
        for (var i = 0; i < count && zones.Count > 0; i++)
        {
            var zone = zones[i % zones.Count];
            yield return ($"{pool}-{zone}-{(i / zones.Count) + 1}", zone);
        }
    }

    private static NodeObject Node(
        (string Name, string Zone) place,
        string pool,
        string region,
        InstanceType type,
        Distribution distribution,
        ImmutableSortedDictionary<string, string> labels,
        ImmutableArray<Taint> taints) => new()
        {
            Name = place.Name,
            // The kubelet and the cloud controller set these, whatever the file says.
            Labels = labels
                .SetItem(Labels.Hostname, place.Name)
                .SetItem(Labels.Zone, place.Zone)
                .SetItem(Labels.Region, region)
                .SetItem(Labels.InstanceType, type.Name)
                .SetItem(Architecture, type.Architecture)
                .SetItem(OperatingSystem, "linux")
                .SetItem(PoolLabel, pool),
            Taints = taints,
            Allocatable = NodeSize.Allocatable(type, distribution),
        };
}
