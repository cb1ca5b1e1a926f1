using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// Keeps numbered pods. OrderedReady goes on to the next number only when the one before is Ready, and waits
/// for a pod that is being deleted until it is gone (pkg/controller/statefulset/stateful_set_control.go).
/// </summary>
internal sealed class StatefulSetController(
    ClusterState cluster, KubernetesTiming timing, PodFactory pods, Admission admission)
    : WorkloadController(cluster, timing, admission)
{
    protected override bool Owns(WorkloadKind kind) => kind == WorkloadKind.StatefulSet;

    protected override void Sync(SimWorkload workload)
    {
        var ordered = !workload.Definition.ParallelPodManagement;
        var first = workload.Definition.FirstOrdinal;
        var byOrdinal = workload.Pods.ToDictionary(static p => p.Ordinal);
        for (var ordinal = first; ordinal < first + workload.Replicas; ordinal++)
        {
            if (!byOrdinal.TryGetValue(ordinal, out var pod))
            {
                if (!MayCreate(workload))
                {
                    return;
                }

                pods.Create(workload, ordinal);
                if (ordered)
                {
                    return;
                }

                continue;
            }

            if (ordered && (pod.Deleting || !pod.Ready))
            {
                return;
            }
        }

        DeleteSurplus(workload, ordered, first + workload.Replicas);
    }

    private void DeleteSurplus(SimWorkload workload, bool ordered, int end)
    {
        var surplus = workload.Pods.Where(p => p.Ordinal >= end).OrderByDescending(static p => p.Ordinal);
        foreach (var pod in surplus.ToList())
        {
            if (pod.Deleting && ordered)
            {
                return;
            }

            if (!pod.Deleting)
            {
                Cluster.Delete(pod);
                if (ordered)
                {
                    return;
                }
            }
        }
    }
}
