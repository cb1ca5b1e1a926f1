using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>
/// Default preemption (plugins/defaultpreemption, framework/preemption): on which node the removal of which
/// pods of lower priority makes room. Every node is tried; of equal candidates the first is taken.
/// </summary>
internal sealed class Preemption(ClusterState cluster, DisruptionBudgets budgets)
{
    /// <summary>
    /// Whether the pod may preempt now: not while earlier victims still end on the node that they made room
    /// on, unless that node is out of the question by now.
    /// </summary>
    /// <param name="pod">The pod.</param>
    /// <param name="onNominated">Why it does not fit on the node that it was promised.</param>
    public static bool MayPreempt(SimPod pod, Rejection onNominated) => pod.MayPreempt
        && (pod.NominatedNode is not { Exists: true } nominated
            || (onNominated != Rejection.None && !onNominated.PreemptionMayHelp())
            || !nominated.Pods.Exists(
                p => p is { Deleting: true, Preempted: true } && p.Priority < pod.Priority));

    /// <summary>
    /// The node and the pods that must go from it, those that are going already included; null where nothing
    /// helps.
    /// </summary>
    /// <param name="pod">The pod to make room for.</param>
    /// <param name="state">What the filters have counted for it.</param>
    /// <param name="check">The filters' answer for a node.</param>
    /// <param name="nodes">The scheduler's list of nodes.</param>
    /// <param name="rejections">Why each was turned down.</param>
    public (SimNode Node, List<SimPod> Victims)? Find(
        SimPod pod,
        FilterState state,
        Func<SimNode, Rejection> check,
        IReadOnlyList<SimNode> nodes,
        IReadOnlyList<Rejection> rejections)
    {
        Candidate? best = null;
        for (var i = 0; i < nodes.Count; i++)
        {
            if (rejections[i].PreemptionMayHelp()
                && SelectVictims(pod, state, check, nodes[i]) is { } candidate
                && (best is null || candidate.Better(best)))
            {
                best = candidate;
            }
        }

        return best is null ? null : (best.Node, best.Victims);
    }

    /// <summary>
    /// Removes all lower pods on trial, then keeps as many as fit: first those whose budget their going would
    /// break, and among these as among the others the most important first.
    /// </summary>
    private Candidate? SelectVictims(
        SimPod pod,
        FilterState state,
        Func<SimNode, Rejection> check,
        SimNode node)
    {
        List<SimPod> lower = [.. node.Pods.Where(p => p.Priority < pod.Priority)];
        if (lower.Count == 0)
        {
            return null;
        }

        lower.Sort(ByImportance);
        lower.ForEach(other => Trial(state, node, other, -1));
        var victims = new List<SimPod>();
        var violations = 0;
        var possible = check(node) == Rejection.None;
        if (possible)
        {
            var (violating, others) = budgets.Split(lower);
            violations = violating.Count(other => !Reprieve(other));
            others.ForEach(other => Reprieve(other));
            victims.Sort(ByImportance);
        }

        // Whatever was taken and not kept goes back: this was a trial.
        (possible ? victims : lower).ForEach(other => Trial(state, node, other, 1));
        return victims.Count > 0 ? new(node, victims, violations, cluster.Now) : null;

        bool Reprieve(SimPod other)
        {
            Trial(state, node, other, 1);
            if (check(node) == Rejection.None)
            {
                return true;
            }

            Trial(state, node, other, -1);
            victims.Add(other);
            return false;
        }
    }

    /// <summary>The higher priority, then the longer run (scheduler/util, MoreImportantPod).</summary>
    private int ByImportance(SimPod a, SimPod b) => a.Priority != b.Priority
        ? b.Priority.CompareTo(a.Priority)
        : (a.BoundAt ?? cluster.Now, a.Index).CompareTo((b.BoundAt ?? cluster.Now, b.Index));

    private void Trial(FilterState state, SimNode node, SimPod pod, int sign)
    {
        cluster.CountOnTrial(node, pod, sign);
        state.Adjust(node, pod.Class, pod.Deleting ? 0 : sign, sign);
    }

    private sealed record Candidate(SimNode Node, List<SimPod> Victims, int Violations, TimeSpan Now)
    {
        /// <summary>
        /// Fewer budget violations, then the lowest top priority, the smallest sum of priorities, the fewest
        /// victims, the youngest most important victim (preemption.go, pickOneNodeForPreemption).
        /// </summary>
        public bool Better(Candidate other) => Rank().CompareTo(other.Rank()) < 0;

        private (int, int, long, int, long) Rank()
        {
            var top = Victims[0].Priority;
            var earliest = Victims.Where(p => p.Priority == top).Min(p => (p.BoundAt ?? Now).Ticks);
            var sum = Victims.Sum(static p => p.Priority + (long)int.MaxValue + 1);
            return (Violations, top, sum, Victims.Count, -earliest);
        }
    }
}
