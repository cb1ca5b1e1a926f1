using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Recording;

/// <summary>Sums what pods request of nodes.</summary>
internal static class UtilizationRecorder
{
    /// <summary>The label by which the nodes of a cluster file's pools are told apart.</summary>
    private const string PoolLabel = "evenkeel.dev/pool";

    /// <summary>The shares now, rounded to a thousandth.</summary>
    public static Utilization Take(ClusterState cluster)
    {
        var nodes = cluster.Nodes.Where(static n => n.Exists).ToList();
        return new(
            Of(nodes),
            By(nodes, static n => n.Name),
            By(nodes, static n => n.Zone),
            By(nodes, static n => n.Definition.Labels.GetValueOrDefault(PoolLabel, "")));
    }

    /// <summary>The same by pool, and with the zone lost in which the pool has the most CPU.</summary>
    public static ImmutableArray<PoolUtilization> Pools(ClusterState cluster, IEnumerable<string> pools) =>
    [
        .. from pool in pools
           let nodes = cluster.Nodes.FindAll(n => n.Exists && string.Equals(
               n.Definition.Labels.GetValueOrDefault(PoolLabel), pool, StringComparison.Ordinal))
           where nodes.Count > 0
           select Of(pool, nodes),
    ];

    private static PoolUtilization Of(string pool, List<SimNode> nodes)
    {
        var largest = nodes.GroupBy(static n => n.Zone, StringComparer.Ordinal)
            .OrderByDescending(static z => z.Sum(static n => n.Definition.Allocatable.MilliCpu))
            .ThenBy(static z => z.Key, StringComparer.Ordinal).First().ToList();
        var left = nodes.Except(largest).ToList();
        if (left.Count == 0)
        {
            return new(pool, Of(nodes), null, null);
        }

        var moved = largest.SelectMany(static n => n.Pods)
            .Where(static p => p.Active && p.Owner.Kind != WorkloadKind.DaemonSet)
            .Select(static p => p.Class.Template.Requests).ToList();
        return new(pool, Of(nodes), largest[0].Zone, new(
            Share(
                left.Sum(static n => n.Usage.MilliCpu) + moved.Sum(static r => r.MilliCpu),
                left.Sum(static n => n.Definition.Allocatable.MilliCpu)),
            Share(
                left.Sum(static n => n.Usage.MemoryBytes) + moved.Sum(static r => r.MemoryBytes),
                left.Sum(static n => n.Definition.Allocatable.MemoryBytes))));
    }

    private static ImmutableSortedDictionary<string, UtilizationShare> By(
        IEnumerable<SimNode> nodes, Func<SimNode, string> key) =>
        nodes.Where(n => key(n).Length > 0).GroupBy(key, StringComparer.Ordinal).ToImmutableSortedDictionary(
            static g => g.Key, static g => Of([.. g]), StringComparer.Ordinal);

    private static UtilizationShare Of(List<SimNode> nodes) => new(
        Share(
            nodes.Sum(static n => n.Usage.MilliCpu),
            nodes.Sum(static n => n.Definition.Allocatable.MilliCpu)),
        Share(
            nodes.Sum(static n => n.Usage.MemoryBytes),
            nodes.Sum(static n => n.Definition.Allocatable.MemoryBytes)));

    private static double Share(long used, long of) => of == 0 ? 0 : Math.Round((double)used / of, 3);
}
