using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// What PodDisruptionBudgets allow (pkg/controller/disruption, pkg/registry/core/pod/storage/eviction.go).
/// </summary>
internal sealed class DisruptionBudgets(ClusterState cluster)
{
    /// <summary>
    /// Whether the eviction API would let a pod go now. One that is not Ready may go where the rest is as
    /// healthy as it must be (eviction.go, unhealthyPodEvictionPolicy IfHealthyBudget).
    /// </summary>
    public bool MayEvict(SimPod pod)
    {
        foreach (var budget in BudgetsOf(pod))
        {
            var (allowed, healthy, desired) = Measure(budget);
            var restIsHealthy = desired > 0 && healthy >= desired;
            if (allowed == 0 && (pod.Ready || !restIsHealthy))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Splits pods that would be removed together into those whose budget that breaks and the rest
    /// (default_preemption.go, filterPodsWithPDBViolation). Budgets are charged in the order of the pods;
    /// to preemption a budget with an empty selector covers nothing.
    /// </summary>
    public (List<SimPod> Violating, List<SimPod> Others) Split(List<SimPod> pods)
    {
        var allowed = new Dictionary<ObjectName, int>();
        var (violating, others) = (new List<SimPod>(), new List<SimPod>());
        foreach (var pod in pods)
        {
            var breaks = false;
            foreach (var budget in BudgetsOf(pod).Where(static b => !b.Selector.Requirements.IsEmpty))
            {
                if (!allowed.TryGetValue(budget.Name, out var left))
                {
                    left = Measure(budget).Allowed;
                }

                allowed[budget.Name] = left - 1;
                breaks = left <= 0;
                if (breaks)
                {
                    break;
                }
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

    /// <summary>
    /// The budget's status (disruption.go, getExpectedPodCount and updatePdbStatus). A bare pod has no scale:
    /// only a minimum given as a number counts it.
    /// </summary>
    private (int Allowed, int Healthy, int Desired) Measure(DisruptionBudget budget)
    {
        var covered = cluster.Workloads.SelectMany(static w => w.Pods).Where(p => Covers(budget, p)).ToList();
        var healthy = covered.Count(static p => p.Ready && p.Active);
        var scale = covered.Select(static p => p.Owner).Distinct().Sum(ScaleOf);
        var (expected, desired) = (budget.MinAvailable, budget.MaxUnavailable) switch
        {
            ({ IsPercent: false } min, _) => (covered.Count, min.Number),
            ({ } min, _) => (scale, min.Of(scale, roundUp: true)),
            (_, { } max) => (scale, Math.Max(0, scale - max.Of(scale, roundUp: true))),
            _ => (0, 0),
        };
        return (expected > 0 ? Math.Max(0, healthy - desired) : 0, healthy, desired);
    }

    private static int ScaleOf(SimWorkload workload) => workload.Kind switch
    {
        WorkloadKind.Pod => 0,
        WorkloadKind.DaemonSet => workload.Pods.Count,
        _ => workload.Replicas,
    };
}
