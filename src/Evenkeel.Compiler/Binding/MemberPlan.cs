using System.Collections.Immutable;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Compiler.Binding;

/// <summary>Which group each node belongs to that is there from the start, and who grows groups.</summary>
internal static class MemberPlan
{
    /// <summary>
    /// By node, its group: of those of its pool that launch in its zone the first that is not full.
    /// </summary>
    public static ImmutableSortedDictionary<string, string> Of(
        ImmutableArray<InstanceGroup> groups, IEnumerable<NodeObject> nodes)
    {
        var members = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var room = groups.ToDictionary(static g => g.Name, static g => g.Desired, StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            var group = groups.FirstOrDefault(g => room[g.Name] > 0
                && g.Zones.Contains(node.Zone, StringComparer.Ordinal)
                && string.Equals(PoolOf(g.Node), PoolOf(node), StringComparison.Ordinal));
            if (group is not null)
            {
                room[group.Name]--;
                members.Add(node.Name, group.Name);
            }
        }

        return members.ToImmutable();
    }

    /// <summary>
    /// What cluster-autoscaler is told: groups of one kind in several zones grow together, so that growth
    /// does not undo the spread over zones. Null where none runs.
    /// </summary>
    public static ClusterAutoscalerSettings? Autoscaler(bool isWanted) => isWanted
        ? ClusterAutoscalerSettings.Default with { BalanceSimilarNodeGroups = true }
        : null;

    private static string PoolOf(NodeObject node) => node.Labels[NodeLayout.PoolLabel];
}
