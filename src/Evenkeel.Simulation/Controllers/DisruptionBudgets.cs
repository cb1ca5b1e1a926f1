using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// What PodDisruptionBudgets allow (pkg/controller/disruption, pkg/registry/core/pod/storage/eviction.go).
/// </summary>
internal sealed class DisruptionBudgets(ClusterState cluster)
{
    /// <summary>
    /// Whether the eviction API would let a pod go now. Pods that are not Ready only need a healthy rest.
    /// </summary>
    public bool MayEvict(SimPod pod)
    {
        foreach (var budget in BudgetsOf(pod))
        {
            var (healthy, desired) = Measure(budget);
            if (pod.Ready ? healthy <= desired : healthy < desired)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Splits pods that would be removed together into those whose budget that breaks and the rest.
    /// </summary>
    public (List<SimPod> Violating, List<SimPod> Others) Split(List<SimPod> pods)
    {
        var allowed = new Dictionary<ObjectName, int>();
        var (violating, others) = (new List<SimPod>(), new List<SimPod>());
        foreach (var pod in pods)
        {
            var breaks = false;
            foreach (var budget in BudgetsOf(pod))
            {
                if (!allowed.TryGetValue(budget.Name, out var left))
                {
                    var (healthy, desired) = Measure(budget);
                    left = Math.Max(0, healthy - desired);
                }

                allowed[budget.Name] = left - 1;
                breaks |= left - 1 < 0;
            }

            (breaks ? violating : others).Add(pod);
        }

        return (violating, others);
    }

    private IEnumerable<DisruptionBudget> BudgetsOf(SimPod pod) =>
        cluster.Objects.Budgets.Where(b => Covers(b, pod));

    private static bool Covers(DisruptionBudget budget, SimPod pod) =>
        string.Equals(budget.Name.Namespace, pod.Name.Namespace, StringComparison.Ordinal)
        && budget.Selector.Matches(pod.Class.Labels);

    private (int Healthy, int Desired) Measure(DisruptionBudget budget)
    {
        var covered = cluster.Workloads.SelectMany(static w => w.Pods).Where(p => Covers(budget, p)).ToList();
        var healthy = covered.Count(static p => p.Ready && p.Active);
        var expected = covered.Select(static p => p.Owner).Distinct()
            .Sum(static w => w.Kind == WorkloadKind.DaemonSet ? w.Pods.Count : w.Replicas);
        var desired = (budget.MinAvailable, budget.MaxUnavailable) switch
        {
            ({ } min, _) => min.Of(expected, roundUp: true),
            (_, { } max) => Math.Max(0, expected - max.Of(expected, roundUp: true)),
            _ => 0,
        };
        return (healthy, desired);
    }
}
