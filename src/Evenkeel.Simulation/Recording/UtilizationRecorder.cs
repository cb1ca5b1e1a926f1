using System.Collections.Immutable;
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
