using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// A controller that reconciles workloads of certain kinds: a change queues one, and it is synced soon after.
/// </summary>
internal abstract class WorkloadController(ClusterState cluster, KubernetesTiming timing)
    : IClusterObserver, IEventHandler
{
    private readonly HashSet<int> queued = [];

    protected ClusterState Cluster { get; } = cluster;

    protected abstract bool Owns(WorkloadKind kind);

    /// <summary>
    /// Brings the workload nearer to its desired state. Called again after each change to its pods.
    /// </summary>
    protected abstract void Sync(SimWorkload workload);

    /// <summary>Queues a workload, once.</summary>
    protected void Enqueue(SimWorkload workload)
    {
        if (Cluster.WorkloadsExist && Owns(workload.Kind) && queued.Add(workload.Index))
        {
            Cluster.Engine.After(timing.ControllerLatency, this, 0, workload.Index);
        }
    }

    /// <summary>Queues all workloads of the controller's kinds, in the order of the manifests.</summary>
    public void Start()
    {
        foreach (var workload in Cluster.Workloads)
        {
            Enqueue(workload);
        }
    }

    void IEventHandler.Handle(int kind, int argument)
    {
        queued.Remove(argument);
        Sync(Cluster.Workloads[argument]);
    }

    void IClusterObserver.WorkloadScaled(SimWorkload workload) => Enqueue(workload);

    void IClusterObserver.PodReadinessChanged(SimPod pod) => Enqueue(pod.Owner);

    void IClusterObserver.PodDeleting(SimPod pod) => Enqueue(pod.Owner);

    void IClusterObserver.PodGone(SimPod pod) => Enqueue(pod.Owner);

    void IClusterObserver.NodeAdded(SimNode node) => NodesChanged();

    void IClusterObserver.NodeChanged(SimNode node) => NodesChanged();

    void IClusterObserver.NodeDeleted(SimNode node) => NodesChanged();

    /// <summary>A node came, went or changed.</summary>
    protected virtual void NodesChanged()
    {
    }
}
