using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// A controller that reconciles workloads of certain kinds: a change queues one, and it is synced soon after.
/// </summary>
internal abstract class WorkloadController(ClusterState cluster, KubernetesTiming timing, Admission admission)
    : IClusterObserver, IEventHandler
{
    private const int Soon = 0;
    private const int Again = 1;

    /// <summary>DefaultTypedControllerRateLimiter: 5 ms, twice as long after each failure, at most 1000 s.
    /// </summary>
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(1000);

    private readonly HashSet<int> queued = [];
    private readonly Dictionary<SimWorkload, int> refused = [];

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
            Cluster.Engine.After(timing.ControllerLatency, this, Soon, workload.Index);
        }
    }

    /// <summary>
    /// Whether a pod may be made now. Where the API server refuses it, that is tried again later and later.
    /// </summary>
    protected bool MayCreate(SimWorkload workload)
    {
        var why = admission.WhyRefused(workload);
        admission.Note(workload, why);
        if (why is not null)
        {
            var times = refused.GetValueOrDefault(workload);
            refused[workload] = times + 1;
            var wait = times > 20 ? LongestRetry : FirstRetry * Math.Pow(2, times);
            Cluster.Engine.After(
                wait < LongestRetry ? wait : LongestRetry, this, Again, workload.Index);
            return false;
        }

        refused.Remove(workload);
        if (admission.Wait(workload) is var delay && delay > TimeSpan.Zero)
        {
            Cluster.Engine.After(delay, this, Again, workload.Index);
            return false;
        }

        return true;
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
        if (kind == Soon)
        {
            queued.Remove(argument);
        }

        Sync(Cluster.Workloads[argument]);
    }

    void IClusterObserver.WorkloadScaled(SimWorkload workload) => Enqueue(workload);

    void IClusterObserver.PodReadinessChanged(SimPod pod) => Enqueue(pod.Owner);

    void IClusterObserver.PodDeleting(SimPod pod) => Enqueue(pod.Owner);

    void IClusterObserver.PodGone(SimPod pod)
    {
        Gone(pod);
        Enqueue(pod.Owner);
    }

    void IClusterObserver.NodeAdded(SimNode node) => NodesChanged();

    void IClusterObserver.NodeChanged(SimNode node) => NodesChanged();

    void IClusterObserver.NodeDeleted(SimNode node) => NodesChanged();

    /// <summary>A pod left the API.</summary>
    protected virtual void Gone(SimPod pod)
    {
    }

    /// <summary>A node came, went or changed.</summary>
    protected virtual void NodesChanged()
    {
    }
}
