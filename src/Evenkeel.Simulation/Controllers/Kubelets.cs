using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// The kubelets: start bound pods, end deleted ones, probe, and renew their node's Lease while the machine
/// lives. Leases are not events: when one was last renewed follows from its phase.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="timing">The timings.</param>
/// <param name="phases">When probes come.</param>
/// <param name="probes">
/// Whether a pod's start waits for its readiness probe, also when its machine was without power, as in a
/// proof.
/// The kubelets of the recordings were stand-ins that did not.
/// </param>
/// <param name="volumes">Who attaches volumes; null where pods do not wait for them.</param>
/// <param name="images">What containers start from.</param>
internal sealed class Kubelets(
    ClusterState cluster,
    KubernetesTiming timing,
    Phases phases,
    bool probes,
    VolumeAttachments? volumes,
    ImagePulls images) : IClusterObserver, IEventHandler
{
    private const int Started = 0;
    private const int Stopped = 1;
    private const int Reported = 2;
    private const int Unready = 3;
    private const int Passed = 4;
    private const int Kill = 5;
    private const int Dead = 6;
    private readonly Dictionary<SimPod, Container> containers = [];
    private readonly Dictionary<SimNode, TimeSpan> beats = [];
    private readonly Dictionary<SimNode, TimeSpan> lastRenewed = [];

    /// <summary>
    /// Whether a pod's containers serve what they read from the API: started while that answers nobody, they
    /// answer nothing until it does.
    /// </summary>
    public Func<SimPod, bool> ServesFromApi { get; set; } = static _ => false;

    /// <summary>
    /// Sets when a node's Lease is renewed: at <paramref name="phase"/> and then each heartbeat.
    /// </summary>
    public void SetPhase(SimNode node, TimeSpan phase) => beats[node] = phase;

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
            Of(pod).Stop();
            Update(pod);
        }
    }

    /// <summary>The machine is cut off: its pods run on, and nobody reaches them.</summary>
    public void Isolate(SimNode node) => Change(node, static n => n.Connected = false);

    /// <summary>The whole machine hangs: nothing on it goes on, ends, answers or reports.</summary>
    public void Freeze(SimNode node) => Change(node, static n => n.Hung = true);

    /// <summary>It goes on where it hung.</summary>
    public void Thaw(SimNode node) => Change(node, static n => n.Hung = false);

    /// <summary>
    /// The kubelet stops: pods serve on, nothing is started, ended or reported, the Lease lapses.
    /// </summary>
    public void Stop(SimNode node) => Change(node, static n => n.KubeletRuns = false);

    /// <summary>
    /// The kubelet reaches no server of the API that answers: what runs goes on, and nothing else is told.
    /// </summary>
    public void Deafen(SimNode node) => Change(node, static n => n.HearsApi = false);

    /// <summary>It reaches one again, and reports.</summary>
    public void Hear(SimNode node) => Change(node, static n => n.HearsApi = true);

    /// <summary>
    /// The machine has power again: its containers start anew where they were, and if it hung that is over.
    /// </summary>
    public void PowerOn(SimNode node) => Change(
        node, static n => (n.Hung, n.Powered) = (n.Hung && n.Powered, true));

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
        node, static n => (n.Powered, n.Connected, n.Hung, n.KubeletRuns) = (true, true, false, true));

    /// <summary>A pod's containers run on and answer nothing.</summary>
    public void Hang(SimPod pod)
    {
        var container = Of(pod);
        if (container.Running)
        {
            container.Hung = true;
            Update(pod);
            Probe(pod, readinessSees: true);
        }
    }

    /// <summary>They answer again, where they have not been restarted since.</summary>
    public void Unhang(SimPod pod)
    {
        Of(pod).Hung = false;
        Mended(pod);
    }

    /// <summary>A volume works no more, or works again: what mounts it does as it does.</summary>
    public void VolumeChanged(SimVolume volume)
    {
        foreach (var pod in cluster.Workloads.SelectMany(static w => w.Pods)
            .Where(p => p.Bound && p.Claims.Any(c => c.Volume == volume)).ToList())
        {
            Update(pod);
            if (!volume.Works)
            {
                Probe(pod, phases.ReadinessSeesVolumes);
            }
            else
            {
                Mended(pod);
            }
        }
    }

    /// <summary>The API answers again: kubelets tell it what happened meanwhile.</summary>
    public void ReportAll()
    {
        foreach (var pod in cluster.Nodes.Where(static n => n.Alive).SelectMany(static n => n.Pods).ToList())
        {
            Synchronize(pod);
            Schedule(pod, Reported, timing.ControllerLatency);
        }
    }

    void IClusterObserver.PodBound(SimPod pod)
    {
        if (pod.Node!.Alive && AreThere(pod))
        {
            Begin(pod, StartTime(pod));
        }
    }

    void IClusterObserver.PodDeleting(SimPod pod)
    {
        if (pod.Node!.Alive)
        {
            End(pod, Grace(pod));
        }
    }

    void IClusterObserver.PodGone(SimPod pod) => containers.Remove(pod);

    /// <summary>A pod's volumes have come to its machine.</summary>
    public void VolumesCame(SimPod pod)
    {
        if (pod.Node is { Alive: true } && !Of(pod).Running)
        {
            Begin(pod, StartTime(pod));
        }
    }

    /// <summary>A pod's images have come to its machine.</summary>
    public void ImagesCame(SimPod pod)
    {
        if (pod.Node is { Alive: true } && !Of(pod).Running && AreThere(pod))
        {
            Begin(pod, StartTime(pod));
        }
    }

    /// <summary>Containers go on without the API; only what they report waits.</summary>
    ApiUse IEventHandler.Needs(int kind) => ApiUse.None;

    void IEventHandler.Handle(int kind, int argument)
    {
        var pod = cluster.Pods[argument];
        if (pod.Gone || pod.Node is not { Powered: true, Hung: false, KubeletRuns: true } node)
        {
            return;
        }

        var container = Of(pod);
        switch (kind)
        {
            case Started when container.StartAt == cluster.Now && node.Alive && !pod.Deleting:
                Run(pod, container);
                break;
            case Stopped when container.StopAt == cluster.Now && VolumesWork(pod):
                container.Stop();
                container.Ended = true;
                Report(pod, container);
                Update(pod);
                break;
            case Reported:
                Report(pod, container);
                break;
            case Unready when container.UnreadyAt == cluster.Now:
                container.Passes = false;
                Report(pod, container);
                break;
            case Passed when container.PassAt == cluster.Now:
                container.Passes = true;
                Report(pod, container);
                break;
            case Kill when container.KillAt == cluster.Now:
                container.DeadAt = Schedule(pod, Dead, Grace(pod));
                break;
            case Dead when container.DeadAt == cluster.Now:
                Killed(pod, container);
                break;
        }
    }

    private void Run(SimPod pod, Container container)
    {
        if (!AreThere(pod) || !VolumesWork(pod))
        {
            return;
        }

        container.Unsynced = !cluster.ApiAnswers && ServesFromApi(pod);
        (container.Running, container.Passes) = (true, !container.Unsynced);
        Update(pod);
        Report(pod, container);
    }

    /// <summary>Containers that waited for the API have read what they serve.</summary>
    private void Synchronize(SimPod pod)
    {
        if (Of(pod) is { Unsynced: true } container)
        {
            (container.Unsynced, container.Passes) = (false, true);
            Update(pod);
        }
    }

    /// <summary>The liveness probe's victims are dead, and start again where they are.</summary>
    private void Killed(SimPod pod, Container container)
    {
        if (!VolumesWork(pod))
        {
            // A process that waits for its disk cannot be killed.
            container.KillDue = true;
            return;
        }

        container.Stop();
        container.Ended = pod.Deleting;
        Update(pod);
        Report(pod, container);
        if (!pod.Deleting)
        {
            Begin(pod, StartTime(pod));
        }
    }

    /// <summary>Tells the API what is so, where there is anybody to tell and to be told.</summary>
    private void Report(SimPod pod, Container container)
    {
        if (pod.Gone || !pod.Node!.Alive || !cluster.ApiAnswers)
        {
            return;
        }

        if (container.Ended)
        {
            cluster.Remove(pod);
        }
        else if (!pod.Deleting)
        {
            cluster.SetReady(pod, container is { Running: true, Passes: true });
        }
    }

    /// <summary>What truly serves changes with what the containers do.</summary>
    private void Update(SimPod pod)
    {
        if (!pod.Gone)
        {
            cluster.SetServing(
                pod, Of(pod) is { Running: true, Hung: false, Unsynced: false } && VolumesWork(pod));
        }
    }

    private void Probe(SimPod pod, bool readinessSees)
    {
        var (container, template) = (Of(pod), pod.Class.Template);
        if (!container.Running)
        {
            return;
        }

        container.PassAt = Container.Never;
        if (readinessSees && template.HangReadiness is { } readiness
            && container.UnreadyAt == Container.Never)
        {
            container.UnreadyAt = Schedule(pod, Unready, readiness.After(phases.Probe));
        }

        if (template.HangLiveness is { } liveness && container.KillAt == Container.Never)
        {
            container.KillAt = Schedule(pod, Kill, liveness.After(phases.Probe));
        }
    }

    /// <summary>
    /// What kept the containers from answering is over: probes that have not failed yet pass.
    /// </summary>
    private void Mended(SimPod pod)
    {
        Update(pod);
        var container = Of(pod);
        if (pod.Deleting && pod.Node is { Alive: true })
        {
            End(pod, Grace(pod));
        }
        else if (container.KillDue)
        {
            Killed(pod, container);
        }
        else if (pod.Serving)
        {
            (container.UnreadyAt, container.KillAt) = (Container.Never, Container.Never);
            if (!container.Passes)
            {
                var period = pod.Class.Template.HangReadiness?.Period ?? TimeSpan.Zero;
                container.PassAt = Schedule(pod, Passed, timing.ControllerLatency + (period * phases.Probe));
            }
        }
        else if (!container.Running && pod.Node is { Alive: true } && AreThere(pod))
        {
            Begin(pod, StartTime(pod));
        }
    }

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
        if (!before && node is { Alive: true, Exists: true })
        {
            beats[node] = cluster.Now;
            node.Pods.ToList().ForEach(Resume);
        }
    }

    private void Resume(SimPod pod)
    {
        var container = Of(pod);
        if (pod.Deleting)
        {
            if (container.Ended)
            {
                Schedule(pod, Reported, timing.ControllerLatency);
            }
            else
            {
                End(pod, Grace(pod));
            }
        }
        else if (container.Running)
        {
            if (cluster.ApiAnswers)
            {
                Synchronize(pod);
            }

            Schedule(pod, Reported, timing.ControllerLatency);
        }
        else if (pod.Bound && AreThere(pod))
        {
            var goesOn = !probes && pod.ReadyAt is not null;
            if (!goesOn)
            {
                Schedule(pod, Reported, timing.ControllerLatency);
            }

            Begin(pod, goesOn ? timing.ControllerLatency : StartTime(pod));
        }
    }

    private Container Of(SimPod pod)
    {
        if (!containers.TryGetValue(pod, out var container))
        {
            containers.Add(pod, container = new());
        }

        return container;
    }

    private void Begin(SimPod pod, TimeSpan delay)
    {
        if (images.MayStart(pod))
        {
            Of(pod).StartAt = Schedule(pod, Started, delay);
        }
    }

    private void End(SimPod pod, TimeSpan delay) => Of(pod).StopAt = Schedule(pod, Stopped, delay);

    private TimeSpan Schedule(SimPod pod, int kind, TimeSpan delay)
    {
        cluster.Engine.After(delay, this, kind, pod.Index);
        return cluster.Now + delay;
    }

    private TimeSpan Grace(SimPod pod)
    {
        var grace = pod.Class.Template.TerminationGracePeriod;
        return timing.PodStop < grace ? timing.PodStop : grace;
    }

    private bool AreThere(SimPod pod) => volumes is null || volumes.AreThere(pod);

    private static bool VolumesWork(SimPod pod)
    {
        foreach (var claim in pod.Claims)
        {
            if (claim.Volume is { Works: false })
            {
                return false;
            }
        }

        return true;
    }

    private TimeSpan StartTime(SimPod pod) =>
        probes ? timing.PodStart + pod.Class.Template.ReadinessDelay : timing.PodStart;

    private TimeSpan RenewalBefore(SimNode node)
    {
        var phase = beats[node];
        var count = Math.Floor((cluster.Now - phase) / timing.KubeletHeartbeat);
        return phase + (count * timing.KubeletHeartbeat);
    }
}
