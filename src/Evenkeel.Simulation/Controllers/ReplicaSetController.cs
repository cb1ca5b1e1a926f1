using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// Keeps as many pods as desired, for ReplicaSets and the one ReplicaSet of a Deployment. A pod is replaced
/// as soon as it has a deletion timestamp (pkg/controller/replicaset/replica_set.go). Bare Pods are made
/// once.
/// </summary>
internal sealed class ReplicaSetController(
    ClusterState cluster, KubernetesTiming timing, PodFactory pods, Admission admission)
    : WorkloadController(cluster, timing, admission)
{
    private readonly Dictionary<SimWorkload, int> batch = [];

    protected override bool Owns(WorkloadKind kind) =>
        kind is WorkloadKind.Deployment or WorkloadKind.ReplicaSet or WorkloadKind.Pod;

    protected override void Sync(SimWorkload workload)
    {
        if (workload.Kind == WorkloadKind.Pod)
        {
            if (workload.Made == 0 && MayCreate(workload))
            {
                pods.Create(workload);
            }

            return;
        }

        var active = workload.ActivePods;
        if (active < workload.Replicas)
        {
            CreateBatch(workload, workload.Replicas - active);
        }
        else if (active > workload.Replicas)
        {
            DeleteSurplus(workload, active - workload.Replicas);
        }
    }

    /// <summary>
    /// Pods are made in batches of 1, 2, 4, …, so that several workloads take turns (slowStartBatch).
    /// </summary>
    private void CreateBatch(SimWorkload workload, int missing)
    {
        if (!MayCreate(workload))
        {
            batch.Remove(workload);
            return;
        }

        var size = Math.Min(missing, Math.Max(1, batch.GetValueOrDefault(workload)));
        for (var i = 0; i < size; i++)
        {
            pods.Create(workload);
        }

        if (size < missing)
        {
            batch[workload] = size * 2;
            Enqueue(workload);
        }
        else
        {
            batch.Remove(workload);
        }
    }

    /// <summary>Which pods go first (controller_utils.go, ActivePodsWithRanks).</summary>
    private static IEnumerable<SimPod> InOrderOfDeletion(SimWorkload workload)
    {
        var perNode = workload.Pods.Where(static p => p.Active && p.Node is not null)
            .GroupBy(static p => p.Node!).ToDictionary(static g => g.Key, static g => g.Count());
        return workload.Pods.Where(static p => p.Active)
            .OrderBy(static p => p.Node is not null)
            .ThenBy(static p => p.ReadyAt is not null)
            .ThenBy(static p => p.Ready)
            .ThenByDescending(p => p.Node is null ? 0 : perNode[p.Node])
            .ThenByDescending(static p => p.ReadyAt)
            .ThenByDescending(static p => p.CreatedAt)
            .ThenByDescending(static p => p.Index);
    }

    private void DeleteSurplus(SimWorkload workload, int surplus)
    {
        foreach (var pod in InOrderOfDeletion(workload).Take(surplus).ToList())
        {
            Cluster.Delete(pod);
        }
    }
}
