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
    /// <summary>Up to which change of the nodes each has been synced.</summary>
    private readonly Dictionary<SimWorkload, long> seen = [];

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
        var nodes = Changed(workload).Where(static n => n.Exists).ToList();
        var present = Present(workload, nodes);
        seen[workload] = Cluster.Changes.End;
        foreach (var node in nodes)
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

        if (mayCreate == false)
        {
            // It is tried again, on every node that has none yet.
            seen.Remove(workload);
        }
    }

    protected override void Gone(SimPod pod)
    {
        if (pod.Node is null)
        {
            // No node has changed by that.
            seen.Remove(pod.Owner);
        }
    }

    /// <summary>
    /// The nodes that changed since the last time, or whose pods did; all where that is unknown.
    /// </summary>
    private IEnumerable<SimNode> Changed(SimWorkload workload)
    {
        if (!seen.TryGetValue(workload, out var place) || !Cluster.Changes.TrySince(place, out var since))
        {
            return Cluster.Nodes;
        }

        var changed = new SortedSet<int>();
        foreach (var change in since)
        {
            changed.Add(change.Node);
        }

        return changed.Select(n => Cluster.Nodes[n]);
    }

    private static ILookup<SimNode?, SimPod> Present(SimWorkload workload, List<SimNode> nodes)
    {
        var wanted = nodes.ToHashSet();
        return workload.Pods.Where(p => wanted.Contains(p.PinnedTo!)).ToLookup(static p => p.PinnedTo);
    }

    private static bool ShouldRun(Scheduler.PodRequirements requirements, SimNode node) =>
        requirements.AdmitsNode(node) && requirements.UntoleratedTaint(node) is null;

    private static bool ShouldContinue(Scheduler.PodRequirements requirements, SimNode node) =>
        requirements.AdmitsNode(node)
        && node.Taints.TrueForAll(t => t.Effect != TaintEffect.NoExecute || requirements.Tolerates(t));
}
