using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// The kubelets: start bound pods, end deleted ones and renew their node's Lease while the machine lives.
/// Leases are not events: when one was last renewed follows from its phase.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="timing">The timings.</param>
/// <param name="probes">
/// Whether a pod's start waits for its readiness probe and its volumes, as in a proof. The kubelets of the
/// recordings were stand-ins that did not.
/// </param>
internal sealed class Kubelets(ClusterState cluster, KubernetesTiming timing, bool probes)
    : IClusterObserver, IEventHandler
{
    private const int Started = 0;
    private const int Stopped = 1;
    private static readonly TimeSpan Detach = TimeSpan.FromSeconds(10);
    private readonly HashSet<SimPod> waitingForVolume = [];
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
        if (!node.Powered)
        {
            return;
        }

        Change(node, static n => n.Powered = false);
        foreach (var pod in node.Pods.ToList())
        {
            cluster.SetServing(pod, false);
        }
    }

    /// <summary>The machine is cut off: its pods run on, and nobody reaches them.</summary>
    public void Isolate(SimNode node) => Change(node, static n => n.Connected = false);

    /// <summary>
    /// The kubelet stops: pods serve on, nothing is started, ended or reported, the Lease lapses.
    /// </summary>
    public void Stop(SimNode node) => Change(node, static n => n.KubeletRuns = false);

    /// <summary>The machine has power again: its containers start anew, without being placed anew.</summary>
    public void PowerOn(SimNode node) => Change(node, static n => n.Powered = true);

    /// <summary>The machine is reached again, and what runs there serves at once.</summary>
    public void Connect(SimNode node) => Change(node, static n => n.Connected = true);

    /// <summary>
    /// The kubelet runs again: it reports, ends what was deleted, and starts what was bound.
    /// </summary>
    public void Start(SimNode node) => Change(node, static n => n.KubeletRuns = true);

    /// <summary>
    /// The machine runs again, whatever was wrong with it: it reports at once, ends what was deleted and
    /// serves what is left.
    /// </summary>
    public void Restore(SimNode node) => Change(
        node, static n => (n.Powered, n.Connected, n.KubeletRuns) = (true, true, true));

    /// <summary>
    /// Changes the machine. When its kubelet comes to report again, it reads what has been asked of it
    /// meanwhile.
    /// </summary>
    private void Change(SimNode node, Action<SimNode> change)
    {
        if (node is { Ended: true, Powered: false })
        {
            return;
        }

        var before = node.Alive;
        if (before)
        {
            lastRenewed[node] = RenewalBefore(node);
        }

        cluster.ChangeMachine(node, change);
        if (before || !node.Alive || !node.Exists)
        {
            return;
        }

        phases[node] = cluster.Now;
        foreach (var pod in node.Pods.ToList())
        {
            if (pod.Deleting)
            {
                cluster.Engine.After(timing.PodStop, this, Stopped, pod.Index);
            }
            else if (pod.Bound)
            {
                Resume(pod);
            }
        }
    }

    /// <summary>
    /// A container that still runs is reported Ready at once; one that does not, or was told of meanwhile, is
    /// started.
    /// </summary>
    private void Resume(SimPod pod)
    {
        var delay = pod.ReadyAt is null ? StartTime(pod) : timing.ControllerLatency;
        cluster.Engine.After(delay, this, Started, pod.Index);
    }

    void IClusterObserver.PodGone(SimPod pod)
    {
        if (pod.Claims.IsEmpty)
        {
            return;
        }

        // A volume leaves a live node soon, and a lost one when the attach-detach controller forces it.
        var detached = pod.Node is { Alive: false } ? timing.ForceDetach : Detach;
        foreach (var waiting in waitingForVolume.Where(w => !HeldElsewhere(w)).ToList())
        {
            waitingForVolume.Remove(waiting);
            cluster.Engine.After(detached + StartTime(waiting), this, Started, waiting.Index);
        }
    }

    void IClusterObserver.PodBound(SimPod pod)
    {
        if (probes && HeldElsewhere(pod))
        {
            waitingForVolume.Add(pod);
        }
        else if (pod.Node!.Alive)
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

    /// <summary>
    /// Whether a volume of the pod is attached to another node, because a pod there has not left the API. One
    /// that is being deleted on a lost node holds it too (attachdetach, desired_state_of_world_populator.go).
    /// </summary>
    private bool HeldElsewhere(SimPod pod) =>
        pod.Claims.Any(claim => Holder(cluster, claim, pod) is not null);

    /// <summary>
    /// A pod on another node that has a claim which only one node can mount; null where none is.
    /// </summary>
    public static SimPod? Holder(ClusterState cluster, SimClaim claim, SimPod pod) =>
        claim.Definition.AccessModes.Contains("ReadWriteMany", StringComparer.Ordinal)
            || claim.Class is { Zonal: false }
            ? null
            : cluster.Workloads.SelectMany(static w => w.Pods)
                .FirstOrDefault(p => p != pod && p.Bound && p.Node != pod.Node && p.Claims.Contains(claim));

    private TimeSpan StartTime(SimPod pod) =>
        probes ? timing.PodStart + pod.Class.Template.ReadinessDelay : timing.PodStart;

    private TimeSpan RenewalBefore(SimNode node)
    {
        var phase = phases[node];
        var beats = Math.Floor((cluster.Now - phase) / timing.KubeletHeartbeat);
        return phase + (beats * timing.KubeletHeartbeat);
    }
}
