using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// The kubelets: start bound pods, end deleted ones and renew their node's Lease while the machine lives.
/// Leases are not events: when one was last renewed follows from its phase.
/// </summary>
internal sealed class Kubelets(ClusterState cluster, KubernetesTiming timing, bool probes)
    : IClusterObserver, IEventHandler
{
    private const int Started = 0;
    private const int Stopped = 1;
    private readonly Dictionary<SimNode, TimeSpan> phases = [];
    private readonly Dictionary<SimNode, TimeSpan> lastRenewed = [];

    /// <summary>
    /// Sets when a node's Lease is renewed: at <paramref name="phase"/> and then each heartbeat.
    /// </summary>
    public void SetPhase(SimNode node, TimeSpan phase) => phases[node] = phase;

    /// <summary>The last renewal of a node's Lease up to now.</summary>
    public TimeSpan LastRenewal(SimNode node) => node.Alive ? RenewalBefore(node) : lastRenewed[node];

    /// <summary>The machine loses power: its pods serve nothing, its Lease is not renewed again.</summary>
    public void Fail(SimNode node)
    {
        if (!node.Alive)
        {
            return;
        }

        lastRenewed[node] = RenewalBefore(node);
        node.Alive = false;
        foreach (var pod in node.Pods.ToList())
        {
            cluster.SetServing(pod, false);
        }
    }

    /// <summary>
    /// The machine runs again: it reports at once, ends what was deleted and serves what is left.
    /// </summary>
    public void Restore(SimNode node)
    {
        if (node.Alive || !node.Exists)
        {
            return;
        }

        node.Alive = true;
        phases[node] = cluster.Now;
        foreach (var pod in node.Pods.ToList())
        {
            if (pod.Deleting)
            {
                cluster.Engine.After(timing.PodStop, this, Stopped, pod.Index);
            }
            else if (pod.Bound)
            {
                var delay = pod.ReadyAt is null ? StartTime(pod) : timing.ControllerLatency;
                cluster.Engine.After(delay, this, Started, pod.Index);
            }
        }
    }

    void IClusterObserver.PodBound(SimPod pod)
    {
        if (pod.Node!.Alive)
        {
            cluster.Engine.After(StartTime(pod), this, Started, pod.Index);
        }
    }

    void IClusterObserver.PodDeleting(SimPod pod)
    {
        if (pod.Node!.Alive)
        {
            var grace = pod.Class.Template.TerminationGracePeriod;
            cluster.Engine.After(timing.PodStop < grace ? timing.PodStop : grace, this, Stopped, pod.Index);
        }
    }

    void IEventHandler.Handle(int kind, int argument)
    {
        var pod = cluster.Pods[argument];
        if (pod.Gone || !pod.Node!.Alive)
        {
            return;
        }

        if (kind == Stopped)
        {
            cluster.Remove(pod);
        }
        else if (!pod.Deleting)
        {
            cluster.SetServing(pod, true);
            cluster.SetReady(pod, true);
        }
    }

    private TimeSpan StartTime(SimPod pod) =>
        probes ? timing.PodStart + pod.Class.Template.ReadinessDelay : timing.PodStart;

    private TimeSpan RenewalBefore(SimNode node)
    {
        var phase = phases[node];
        var beats = Math.Floor((cluster.Now - phase) / timing.KubeletHeartbeat);
        return phase + (beats * timing.KubeletHeartbeat);
    }
}
