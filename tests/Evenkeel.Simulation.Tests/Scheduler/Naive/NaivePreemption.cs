using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quantities;

namespace Evenkeel.Simulation.Tests.Scheduler.Naive;

/// <summary>A node, and the pods that would have to go from it, the most important first.</summary>
internal sealed record NaiveCandidate(NaiveNode Node, List<NaivePod> Victims, int Violations);

/// <summary>Default preemption (framework/preemption/preemption.go, plugins/defaultpreemption).</summary>
internal static class NaivePreemption
{
    /// <summary>Whether the pod may preempt now (PodEligibleToPreemptOthers).</summary>
    public static bool Eligible(NaiveCluster cluster, NaivePod pod, NaiveDecision decision)
    {
        if (!pod.Preempts)
        {
            return false;
        }

        if (cluster.Find(pod.NominatedNode) is not { } nominated)
        {
            return true;
        }

        var reason = decision.Visited.Find(v => v.Node == nominated.Name).Reason;
        return (reason is not null && !NaiveFilters.PreemptionMightHelp(reason))
            || !cluster.PodsOn(nominated).Any(p => p.Priority < pod.Priority && p.Terminating && p.Preempted);
    }

    /// <summary>The best candidates: several where only chance decides between them.</summary>
    public static List<NaiveCandidate> Best(NaiveCluster cluster, NaivePod pod, NaiveDecision decision)
    {
        var rest = cluster.Without([pod]);
        var candidates = decision.Visited
            .Where(v => v.Reason is not null && NaiveFilters.PreemptionMightHelp(v.Reason))
            .Select(v => SelectVictims(rest, pod, rest.Find(v.Node)!))
            .OfType<NaiveCandidate>()
            .ToList();
        if (candidates.Count == 0)
        {
            return [];
        }

        candidates = Lowest(candidates, c => c.Violations);
        candidates = Lowest(candidates, c => c.Victims[0].Priority);
        candidates = Lowest(candidates, c => c.Victims.Sum(p => p.Priority + 2147483648L));
        candidates = Lowest(candidates, c => c.Victims.Count);
        return Lowest(candidates, c => -c.Victims
            .Where(p => p.Priority == c.Victims[0].Priority).Min(p => p.StartTime.Ticks));
    }

    private static List<NaiveCandidate> Lowest(
        List<NaiveCandidate> candidates,
        Func<NaiveCandidate, long> rank)
    {
        var lowest = candidates.Min(rank);
        return candidates.Where(c => rank(c) == lowest).ToList();
    }

    /// <summary>
    /// Without all lower pods it must fit; then each comes back that can, those under a broken budget first.
    /// </summary>
    private static NaiveCandidate? SelectVictims(NaiveCluster cluster, NaivePod pod, NaiveNode node)
    {
        var lower = ByImportance(cluster.PodsOn(node).Where(p => p.Priority < pod.Priority));
        var trial = cluster.Without(lower);
        if (lower.Count == 0 || NaiveFilters.RejectWithNominated(trial, pod, node) is not null)
        {
            return null;
        }

        var violating = ViolateBudgets(cluster, lower);
        var victims = new List<NaivePod>();
        foreach (var other in violating.Concat(lower.Except(violating)))
        {
            if (NaiveFilters.RejectWithNominated(trial.With(other), pod, node) is null)
            {
                trial = trial.With(other);
            }
            else
            {
                victims.Add(other);
            }
        }

        return victims.Count == 0
            ? null
            : new(node, ByImportance(victims), victims.Count(violating.Contains));
    }

    private static List<NaivePod> ByImportance(IEnumerable<NaivePod> pods) => pods
        .OrderByDescending(p => p.Priority).ThenBy(p => p.StartTime).ThenBy(p => p.Serial).ToList();

    private static List<NaivePod> ViolateBudgets(NaiveCluster cluster, List<NaivePod> pods)
    {
        var allowed = cluster.Budgets.ToDictionary(b => b, b => DisruptionsAllowed(cluster, b));
        var violating = new List<NaivePod>();
        foreach (var pod in pods)
        {
            foreach (var budget in cluster.Budgets.Where(b => Covers(b, pod)))
            {
                // A budget that breaks ends the count for this pod: later ones are not charged.
                if (--allowed[budget] < 0)
                {
                    violating.Add(pod);
                    break;
                }
            }
        }

        return violating;
    }

    private static bool Covers(DisruptionBudget budget, NaivePod pod) =>
        budget.Name.Namespace == pod.Namespace
        && budget.Selector.Requirements.Length > 0
        && NaiveMatching.Selects(budget.Selector, pod.Labels);

    /// <summary>pkg/controller/disruption: healthy pods above what must stay.</summary>
    private static int DisruptionsAllowed(NaiveCluster cluster, DisruptionBudget budget)
    {
        var covered = cluster.Pods.Where(p => Covers(budget, p)).ToList();
        var scale = covered.GroupBy(p => p.Owner).Sum(g => g.First().OwnerScale);
        var desired = budget.MinAvailable is { } min ? RoundUp(min, scale)
            : budget.MaxUnavailable is { } max ? Math.Max(0, scale - RoundUp(max, scale))
            : 0;
        var expected = budget.MinAvailable is { IsPercent: false } ? covered.Count : scale;
        return expected == 0 ? 0 : Math.Max(0, covered.Count(p => p.Ready && !p.Terminating) - desired);
    }

    private static int RoundUp(IntOrPercent value, int total) =>
        value.IsPercent ? (int)Math.Ceiling(value.Number * total / 100.0) : value.Number;
}
