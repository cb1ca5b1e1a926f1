using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>
/// The pods that preemption has made room for, by node. Until they are bound, pods of no higher priority must
/// fit beside them (pkg/scheduler/backend/queue/nominator.go).
/// </summary>
internal sealed class Nominations(ClusterState cluster)
{
    private readonly Dictionary<SimNode, List<SimPod>> byNode = [];

    /// <summary>Whether no pod waits for a node that it was promised.</summary>
    public bool IsEmpty => byNode.Count == 0;

    /// <summary>
    /// Promises a node to a pod. Pods of lower priority lose their promise of that node; they are returned.
    /// </summary>
    public List<SimPod> Nominate(SimPod pod, SimNode node)
    {
        Forget(pod);
        if (!byNode.TryGetValue(node, out var promised))
        {
            byNode.Add(node, promised = []);
        }

        var displaced = promised.Where(p => p.Priority < pod.Priority).ToList();
        displaced.ForEach(p => p.NominatedNode = null);
        promised.RemoveAll(displaced.Contains);
        promised.Add(pod);
        pod.NominatedNode = node;
        return displaced;
    }

    /// <summary>Takes back what a pod was promised.</summary>
    public void Forget(SimPod pod)
    {
        pod.NominatedNode = null;
        foreach (var (node, pods) in byNode)
        {
            if (pods.Remove(pod))
            {
                if (pods.Count == 0)
                {
                    byNode.Remove(node);
                }

                return;
            }
        }
    }

    /// <summary>
    /// Filters with and without the pods that have been promised the node
    /// (framework/runtime/framework.go, RunFilterPluginsWithNominatedPods).
    /// </summary>
    public Rejection Check(SimPod pod, FilterState state, NodeFilter filter, SimNode node)
    {
        if (byNode.Count > 0 && byNode.TryGetValue(node, out var promised))
        {
            SimPod[] counted = [.. promised.Where(p => p != pod && p.Priority >= pod.Priority)];
            Trial(state, node, counted, 1);
            var with = filter.Check(node);
            Trial(state, node, counted, -1);
            if (with != Rejection.None)
            {
                return with;
            }
        }

        return filter.Check(node);
    }

    private void Trial(FilterState state, SimNode node, SimPod[] pods, int sign)
    {
        foreach (var pod in pods)
        {
            cluster.CountOnTrial(node, pod, sign);
            state.Adjust(node, pod.Class, sign, sign);
        }
    }
}
