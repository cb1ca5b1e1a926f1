using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// Keeps one pod on every node that its template admits (pkg/controller/daemon/daemon_controller.go).
/// </summary>
internal sealed class DaemonSetController(
    ClusterState cluster, KubernetesTiming timing, PodFactory pods, Admission admission)
    : WorkloadController(cluster, timing, admission)
{
    protected override bool Owns(WorkloadKind kind) => kind == WorkloadKind.DaemonSet;

    protected override void NodesChanged()
    {
        foreach (var workload in Cluster.Workloads)
        {
            Enqueue(workload);
        }
    }

    protected override void Sync(SimWorkload workload)
    {
        var requirements = pods.ClassOf(workload, 0).Requirements;
        bool? mayCreate = null;
        var present = workload.Pods.ToLookup(static p => p.PinnedTo);
        foreach (var node in Cluster.Nodes.Where(static n => n.Exists))
        {
            var here = present[node].Where(static p => p.Active).ToList();
            if (here.Count == 0 && !present[node].Any() && ShouldRun(requirements, node)
                && (mayCreate ??= MayCreate(workload)) == true)
            {
                pods.Create(workload, pinnedTo: node);
            }

            if (here.Count > 0 && !ShouldContinue(requirements, node))
            {
                here.ForEach(Cluster.Delete);
            }
        }
    }

    private static bool ShouldRun(Scheduler.PodRequirements requirements, SimNode node) =>
        requirements.AdmitsNode(node) && requirements.UntoleratedTaint(node) is null;

    private static bool ShouldContinue(Scheduler.PodRequirements requirements, SimNode node) =>
        requirements.AdmitsNode(node)
        && node.Taints.TrueForAll(t => t.Effect != TaintEffect.NoExecute || requirements.Tolerates(t));
}
