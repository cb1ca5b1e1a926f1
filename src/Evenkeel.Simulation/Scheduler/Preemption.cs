using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>
/// Default preemption (plugins/defaultpreemption, framework/preemption): on which node the removal of which
/// pods of lower priority makes room.
/// </summary>
internal sealed class Preemption(ClusterState cluster, DisruptionBudgets budgets)
{
    /// <summary>The node and the pods to remove; null where nothing helps.</summary>
    public (SimNode Node, List<SimPod> Victims)? Find(
        SimPod pod,
        FilterState state,
        NodeFilter filter,
        IReadOnlyList<SimNode> nodes,
        IReadOnlyList<Rejection> rejections)
    {
        if (!MayPreempt(pod))
        {
            return null;
        }

        Candidate? best = null;
        for (var i = 0; i < nodes.Count; i++)
        {
            if (rejections[i].PreemptionMayHelp()
                && SelectVictims(pod, state, filter, nodes[i]) is { } candidate
                && (best is null || candidate.Better(best)))
            {
                best = candidate;
            }
        }

        return best is null ? null : (best.Node, best.Victims);
    }

    /// <summary>A pod does not preempt again while its earlier victims are still ending.</summary>
    private static bool MayPreempt(SimPod pod) => pod.MayPreempt
        && (pod.NominatedNode is not { } nominated
            || !nominated.Pods.Exists(p => p.Deleting && p.Priority < pod.Priority));

    /// <summary>
    /// Removes all lower pods on trial, then keeps as many as fit, the most important first.
    /// </summary>
    private Candidate? SelectVictims(SimPod pod, FilterState state, NodeFilter filter, SimNode node)
    {
        List<SimPod> lower = [.. node.Pods.Where(p => p.Priority < pod.Priority)];
        if (lower.Count == 0)
        {
            return null;
        }

        foreach (var other in lower)
        {
            Take(state, node, other);
        }

        var victims = new List<SimPod>();
        var violations = 0;
        var fits = filter.Check(node) == Rejection.None;
        if (fits)
        {
            var (violating, others) = budgets.Split(lower.Where(static p => p.Active).ToList());
            lower.Sort(ByImportance);
            violating.Sort(ByImportance);
            others.Sort(ByImportance);
            violations = violating.Count(other => !Reprieve(other));
            foreach (var other in others.Concat(lower.Where(static p => !p.Active)))
            {
                Reprieve(other);
            }
        }

        // Whatever was taken and not kept goes back: this was a trial.
        foreach (var other in fits ? victims : lower)
        {
            Put(state, node, other);
        }

        victims.RemoveAll(static p => !p.Active);
        return fits && victims.Count > 0 ? new(node, victims, violations) : null;

        bool Reprieve(SimPod other)
        {
            Put(state, node, other);
            if (filter.Check(node) == Rejection.None)
            {
                return true;
            }

            Take(state, node, other);
            victims.Add(other);
            return false;
        }
    }

    private static int ByImportance(SimPod a, SimPod b) => a.Priority != b.Priority
        ? b.Priority.CompareTo(a.Priority)
        : (a.CreatedAt, a.Index).CompareTo((b.CreatedAt, b.Index));

    private void Take(FilterState state, SimNode node, SimPod pod) => Trial(state, node, pod, -1);

    private void Put(FilterState state, SimNode node, SimPod pod) => Trial(state, node, pod, 1);

    private void Trial(FilterState state, SimNode node, SimPod pod, int sign)
    {
        cluster.CountOnTrial(node, pod, sign);
        state.Adjust(node, pod.Class, pod.Deleting ? 0 : sign, sign);
    }

    private sealed record Candidate(SimNode Node, List<SimPod> Victims, int Violations)
    {
        /// <summary>
        /// Fewer budget violations, then the lowest top priority, the smallest sum of priorities, the fewest
        /// victims, the youngest most important victim (preemption.go, pickOneNodeForPreemption).
        /// </summary>
        public bool Better(Candidate other) => Rank().CompareTo(other.Rank()) < 0;

        private (int, int, long, int, long) Rank()
        {
            var top = Victims.Max(static p => p.Priority);
            var earliest = Victims.Where(p => p.Priority == top).Min(static p => p.CreatedAt.Ticks);
            var sum = Victims.Sum(static p => p.Priority + (long)int.MaxValue + 1);
            return (Violations, top, sum, Victims.Count, -earliest);
        }
    }
}
