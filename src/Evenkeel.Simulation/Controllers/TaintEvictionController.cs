using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// Deletes pods from nodes with NoExecute taints when their tolerations run out. It deletes and does not
/// evict: budgets do not bind it (pkg/controller/tainteviction/taint_eviction.go).
/// </summary>
internal sealed class TaintEvictionController(ClusterState cluster, KubernetesTiming timing)
    : IClusterObserver, IEventHandler, ILeaderState
{
    private readonly Dictionary<SimPod, TimeSpan> due = [];

    /// <summary>Another controller took over, which counts every toleration from now.</summary>
    public void LeaderChanged()
    {
        due.Clear();
        foreach (var pod in cluster.Nodes.Where(static n => n.Exists).SelectMany(static n => n.Pods))
        {
            Consider(pod);
        }
    }

    void IClusterObserver.NodeChanged(SimNode node)
    {
        foreach (var pod in node.Pods)
        {
            Consider(pod);
        }
    }

    void IClusterObserver.PodBound(SimPod pod) => Consider(pod);

    void IClusterObserver.PodGone(SimPod pod) => due.Remove(pod);

    void IEventHandler.Handle(int kind, int argument)
    {
        var pod = cluster.Pods[argument];
        if (due.TryGetValue(pod, out var instant) && instant <= cluster.Now)
        {
            due.Remove(pod);
            cluster.Delete(pod);
        }
    }

    private void Consider(SimPod pod)
    {
        if (!pod.Bound || !pod.Active)
        {
            return;
        }

        if (Patience(pod) is not { } patience)
        {
            due.Remove(pod);
        }
        else if (!due.TryGetValue(pod, out var instant)
            || (patience == timing.ControllerLatency && instant > cluster.Now + patience))
        {
            // A taint that it does not tolerate at all cuts short what another would have let it have.
            due[pod] = cluster.Now + patience;
            cluster.Engine.At(due[pod], this, 0, pod.Index);
        }
    }

    /// <summary>
    /// How long the pod may stay: null for ever, the shortest toleration otherwise, 0 without one.
    /// </summary>
    private TimeSpan? Patience(SimPod pod)
    {
        TimeSpan? least = null;
        foreach (var taint in pod.Node!.Taints)
        {
            if (taint.Effect != TaintEffect.NoExecute)
            {
                continue;
            }

            var toleration = pod.Class.Requirements.Tolerations.FirstOrDefault(t => t.Tolerates(taint));
            if (toleration is null)
            {
                return timing.ControllerLatency;
            }

            if (toleration.Seconds is { } seconds)
            {
                var patience = TimeSpan.FromSeconds(Math.Max(0, seconds));
                least = least is null || patience < least ? patience : least;
            }
        }

        return least;
    }
}
