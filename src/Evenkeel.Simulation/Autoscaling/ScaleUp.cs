using Evenkeel.Core.Model.Aws;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>
/// Grows the group that suits pods best, together with its like where that is asked for
/// (cluster-autoscaler/core/scaleup/orchestrator/orchestrator.go, nodegroupset/balancing_processor.go).
/// </summary>
internal sealed class ScaleUp(GroupRegistry groups, ClusterAutoscalerSettings settings, ITieBreaker ties)
{
    /// <summary>--max-nodes-per-scaleup.</summary>
    private const int MostNodes = 1000;

    private readonly Expander expander = new(settings, ties);

    /// <summary>Grows groups for pods that fit nowhere; false where nothing helps or nothing grew.</summary>
    /// <param name="pods">The pods.</param>
    /// <param name="snapshot">The cluster, with what is coming.</param>
    /// <param name="templates">Each group's next node.</param>
    /// <param name="nodes">How many nodes there are, with what is coming.</param>
    public bool TryHelp(
        List<SimPod> pods,
        PackingSnapshot snapshot,
        Dictionary<GroupView, NodeTemplate> templates,
        int nodes)
    {
        var alike = pods.GroupBy(static p => (p.Owner, p.Class)).Select(static g => g.ToList()).ToList();
        var open = groups.Views
            .Where(v => groups.IsSafe(v) && v.Size < v.Group.Definition.Max && !IsFull(nodes))
            .ToDictionary(static v => v, v => Placeable(alike, templates[v], snapshot));
        var options = new List<GroupOption>();
        foreach (var (view, placeable) in open.Where(static o => o.Value.Count > 0))
        {
            var room = Alike(view, templates, open).Append(view)
                .Sum(static v => v.Group.Definition.Max - v.Size);
            var estimate = new NodeEstimate(snapshot, templates[view], Math.Min(Bound(nodes), room));
            estimate.Pack(placeable);
            if (estimate.Nodes > 0)
            {
                options.Add(new(view, templates[view], estimate.Nodes, estimate.Pods));
            }
        }

        if (options.Count == 0)
        {
            return false;
        }

        var best = expander.Choose(options);
        return Grow(best, Alike(best.View, templates, open));
    }

    private bool IsFull(int nodes) => settings.MaxNodesTotal > 0 && nodes >= settings.MaxNodesTotal;

    private int Bound(int nodes) =>
        settings.MaxNodesTotal > 0 ? Math.Min(MostNodes, settings.MaxNodesTotal - nodes) : MostNodes;

    /// <summary>The pods that would fit on a new node of a group, tried for one of each kind.</summary>
    private static List<List<SimPod>> Placeable(
        List<List<SimPod>> alike, NodeTemplate template, PackingSnapshot snapshot)
    {
        var mark = snapshot.Mark;
        var node = snapshot.Add(template);
        var placeable = alike.FindAll(pods => snapshot.Check(pods[0], node) == Rejection.None);
        snapshot.Undo(mark);
        return placeable;
    }

    /// <summary>Groups that make nodes of the same kind, may grow, and take the same pods.</summary>
    private List<GroupView> Alike(
        GroupView view,
        Dictionary<GroupView, NodeTemplate> templates,
        Dictionary<GroupView, List<List<SimPod>>> open) => settings.BalanceSimilarNodeGroups
        ? [.. groups.Views.Where(v => v != view && open.TryGetValue(v, out var placeable)
            && open[view].TrueForAll(placeable.Contains)
            && NodeTemplates.AreAlike(templates[view], templates[v], settings))]
        : [];

    /// <summary>
    /// Gives each node to the smallest group; among equals to that which was the smallest before, then the
    /// chosen one, then any (BalanceScaleUpBetweenGroups).
    /// </summary>
    private bool Grow(GroupOption best, List<GroupView> alike)
    {
        var open = alike.Prepend(best.View).ToDictionary(static v => v, static _ => 0);
        var left = best.Nodes;
        while (left > 0)
        {
            var roomy = open.Keys.Where(v => v.Size + open[v] < v.Group.Definition.Max).ToList();
            if (roomy.Count == 0)
            {
                break;
            }

            var least = roomy.Min(v => v.Size + open[v]);
            var smallest = roomy.FindAll(v => v.Size + open[v] == least);
            for (; left > 0 && smallest.Count > 0; left--)
            {
                var next = left >= smallest.Count ? smallest[0] : NextOf(smallest, best.View);
                open[next]++;
                smallest.Remove(next);
            }
        }

        var grew = false;
        foreach (var (view, more) in open.Where(static o => o.Value > 0))
        {
            if (!groups.TryGrow(view, more))
            {
                return grew;
            }

            grew = true;
        }

        return grew;
    }

    private GroupView NextOf(List<GroupView> equals, GroupView chosen)
    {
        var least = equals.Min(static v => v.Size);
        var first = equals.FindAll(v => v.Size == least);
        return first.Contains(chosen) ? chosen
            : first[first.Count == 1
                ? 0
                : ties.ChoosePlace([.. first.Select(static v => v.Group.Definition.Zones)])];
    }
}
