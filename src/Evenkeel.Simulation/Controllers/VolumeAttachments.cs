using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Faults;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// Attaches volumes that one machine at a time can have, and detaches them
/// (pkg/controller/volume/attachdetach/reconciler): a volume leaves a machine when no pod there has it any
/// more,
/// and
/// <list type="bullet">
/// <item>the kubelet has unmounted it, or</item>
/// <item>the node has been unhealthy, or its Node gone, for six minutes since, or</item>
/// <item>the node has the out-of-service taint.</item>
/// </list>
/// The deletion of the Node does not hasten it: what it last reported as in use counts
/// (attach_detach_controller.go, nodeDelete, processVolumesInUse), a Node that is not found is not healthy
/// (reconciler.go, nodeIsHealthy), and the six minutes begin when no pod there has the volume any more
/// (SetDetachRequestTime). EC2 does not finish
/// detaching a volume that a running machine has mounted (EBS user guide, "Detach an Amazon EBS volume").
/// While the API of EC2 answers nobody, what is asked for fails, and what is under way is not heard to end;
/// it is tried again a whole back-off after the API is back, the latest there is.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="timing">The timings.</param>
/// <param name="slowCall">How much longer all of it takes while the API of EC2 is slow.</param>
internal sealed class VolumeAttachments(ClusterState cluster, KubernetesTiming timing, TimeSpan slowCall)
    : IClusterObserver, IEventHandler, IFaultTarget, ILeaderState
{
    private const int Reconcile = 0;
    private const int Attached = 1;
    private const int Detached = 2;
    private readonly List<Attachment> attachments = [];
    private readonly Dictionary<SimVolume, Attachment> known = [];
    private bool ec2Fails;
    private bool ec2IsSlow;

    /// <summary>A volume and what is being done with it.</summary>
    private sealed class Attachment(int index, SimVolume volume)
    {
        public int Index { get; } = index;

        public SimVolume Volume { get; } = volume;

        /// <summary>Whether it has come to its machine.</summary>
        public bool Usable { get; set; }

        /// <summary>Whether the kubelet reported it as in use and has not taken that back.</summary>
        public bool InUse { get; set; }

        /// <summary>Since when no pod there has it; null while one has.</summary>
        public TimeSpan? UnwantedSince { get; set; }

        /// <summary>When what is under way is done; what was scheduled for another instant is void.</summary>
        public TimeSpan DoneAt { get; set; } = TimeSpan.MaxValue;

        public bool Detaching { get; set; }

        /// <summary>
        /// Until when nothing is done because EC2 did not answer; null where it did, the greatest time while
        /// it does not.
        /// </summary>
        public TimeSpan? RetryAt { get; set; }
    }

    /// <summary>Hears of a pod whose volumes have all come to its machine, and which can start.</summary>
    public Action<SimPod> Started { get; set; } = static _ => { };

    /// <summary>Whether all of a pod's volumes are at its machine and were not lost.</summary>
    public bool AreThere(SimPod pod) => pod.Claims.All(claim => claim.Volume is null or { Lost: false }
        && (!claim.IsExclusive || claim.Volume is null
            || (known.GetValueOrDefault(claim.Volume) is { Usable: true, Detaching: false }
                && claim.Volume.AttachedTo == pod.Node)));

    void IClusterObserver.PodBound(SimPod pod) => Touch(pod);

    void IClusterObserver.PodGone(SimPod pod)
    {
        foreach (var attachment in Of(pod))
        {
            // A kubelet that reports has unmounted what it ends.
            if (attachment.Volume.AttachedTo == pod.Node && pod.Node is { Alive: true })
            {
                attachment.InUse = WantedOn(attachment.Volume, pod.Node);
            }
        }

        Touch(pod);
    }

    void IClusterObserver.PodReadinessChanged(SimPod pod)
    {
        if (pod.Serving)
        {
            foreach (var attachment in Of(pod).Where(a => a.Volume.AttachedTo == pod.Node))
            {
                attachment.InUse = true;
            }
        }
    }

    void IClusterObserver.NodeChanged(SimNode node) => Touch(node);

    void IClusterObserver.MachineChanged(SimNode node) => Touch(node);

    void IClusterObserver.NodeDeleted(SimNode node) => Touch(node);

    /// <summary>
    /// Another controller took over: the time until a volume is detached by force begins anew.
    /// </summary>
    public void LeaderChanged()
    {
        foreach (var attachment in attachments.Where(static a => a.UnwantedSince is not null))
        {
            attachment.UnwantedSince = cluster.Now;
        }
    }

    /// <summary>Groups say whether the regional API is simulated; volumes only bear it.</summary>
    bool IFaultTarget.Models(ScenarioAction fault) => false;

    void IFaultTarget.Begins(ScenarioAction fault)
    {
        ec2Fails |= fault is ScenarioAction.LoseAwsApi;
        ec2IsSlow |= fault is ScenarioAction.SlowAwsApi;
    }

    void IFaultTarget.Ends(ScenarioAction fault)
    {
        ec2IsSlow &= fault is not ScenarioAction.SlowAwsApi;
        if (fault is not ScenarioAction.LoseAwsApi)
        {
            return;
        }

        ec2Fails = false;
        foreach (var attachment in attachments.Where(static a => a.RetryAt == TimeSpan.MaxValue))
        {
            var (kind, takes) = attachment.Detaching
                ? (Detached, timing.VolumeDetach)
                : (Attached, timing.VolumeAttach);
            attachment.RetryAt = cluster.Now + timing.VolumeRetry;
            attachment.DoneAt = attachment.RetryAt.Value + takes;
            cluster.Engine.At(attachment.DoneAt, this, kind, attachment.Index);
        }
    }

    ApiUse IEventHandler.Needs(int kind) => kind == Reconcile ? ApiUse.Leader : ApiUse.None;

    void IEventHandler.Handle(int kind, int argument)
    {
        var attachment = attachments[argument];
        if (attachment.RetryAt > cluster.Now)
        {
            return;
        }

        attachment.RetryAt = null;
        if (kind == Reconcile)
        {
            Sync(attachment);
        }
        else if (attachment.DoneAt == cluster.Now && ec2Fails)
        {
            attachment.RetryAt = TimeSpan.MaxValue;
        }
        else if (attachment.DoneAt == cluster.Now)
        {
            Finish(attachment, kind);
        }
    }

    private void Finish(Attachment attachment, int kind)
    {
        var volume = attachment.Volume;
        if (kind == Attached)
        {
            attachment.DoneAt = TimeSpan.MaxValue;
            attachment.Usable = true;
            foreach (var pod in volume.AttachedTo!.Pods.Where(p => Has(p, volume) && AreThere(p)).ToList())
            {
                Started(pod);
            }
        }
        else if (!(attachment.InUse && volume.AttachedTo is { Powered: true, Alive: false }))
        {
            (attachment.DoneAt, attachment.Detaching, attachment.Usable) = (TimeSpan.MaxValue, false, false);
            (attachment.UnwantedSince, attachment.InUse) = (null, false);
            volume.AttachedTo = null;
        }

        Soon(attachment);
    }

    /// <summary>One pass of the reconciler over one volume.</summary>
    private void Sync(Attachment attachment)
    {
        var volume = attachment.Volume;
        if (volume.AttachedTo is not { } node)
        {
            Attach(attachment);
        }
        else if (attachment.Detaching)
        {
            // Busy until the machine lets go of it.
            if (attachment.DoneAt < cluster.Now)
            {
                Start(attachment, Detached, timing.VolumeDetach);
            }
        }
        else if (WantedOn(volume, node))
        {
            attachment.UnwantedSince = null;
        }
        else if (attachment.DoneAt == TimeSpan.MaxValue)
        {
            Detach(attachment, node);
        }
    }

    private void Attach(Attachment attachment)
    {
        var volume = attachment.Volume;
        var wanting = volume.Claim is null || volume.Lost ? null : cluster.Workloads
            .SelectMany(static w => w.Pods)
            .FirstOrDefault(p => p is { Bound: true, Active: true, Node: { Exists: true, Reached: true } }
                && Has(p, volume));
        if (wanting is not null)
        {
            volume.AttachedTo = wanting.Node;
            Start(attachment, Attached, timing.VolumeAttach);
        }
    }

    private void Detach(Attachment attachment, SimNode node)
    {
        attachment.UnwantedSince ??= cluster.Now;
        if (attachment.InUse && node.Alive && node.Exists)
        {
            // The kubelet is back and cleans up what pods left behind that have gone.
            attachment.InUse = false;
        }

        var healthy = node is { Exists: true, Readiness: NodeReadiness.True };
        var forced = attachment.UnwantedSince.Value + timing.ForceDetach;
        var outOfService = node.Exists && node.HasTaint(Taint.OutOfService, TaintEffect.NoExecute);
        if (!attachment.InUse || outOfService || (!healthy && cluster.Now >= forced))
        {
            attachment.Detaching = true;
            Start(attachment, Detached, timing.VolumeDetach);
        }
        else if (!healthy)
        {
            cluster.Engine.At(forced, this, Reconcile, attachment.Index);
        }
    }

    private void Start(Attachment attachment, int kind, TimeSpan takes)
    {
        attachment.DoneAt = cluster.Now + takes + (ec2IsSlow ? slowCall : TimeSpan.Zero);
        if (ec2Fails)
        {
            attachment.RetryAt = TimeSpan.MaxValue;
            return;
        }

        cluster.Engine.At(attachment.DoneAt, this, kind, attachment.Index);
    }

    private void Touch(SimPod pod)
    {
        foreach (var attachment in Of(pod))
        {
            Soon(attachment);
        }
    }

    private void Touch(SimNode node)
    {
        foreach (var attachment in attachments)
        {
            if (attachment.Volume.AttachedTo == node || attachment.Volume.AttachedTo is null)
            {
                Soon(attachment);
            }
        }
    }

    private void Soon(Attachment attachment) =>
        cluster.Engine.After(TimeSpan.Zero, this, Reconcile, attachment.Index);

    private IEnumerable<Attachment> Of(SimPod pod)
    {
        foreach (var claim in pod.Claims)
        {
            if (claim is { IsExclusive: true, Volume: { } volume })
            {
                if (!known.TryGetValue(volume, out var attachment))
                {
                    attachment = new(attachments.Count, volume);
                    attachments.Add(attachment);
                    known.Add(volume, attachment);
                }

                yield return attachment;
            }
        }
    }

    private static bool Has(SimPod pod, SimVolume volume) => pod.Claims.Any(c => c.Volume == volume);

    private static bool WantedOn(SimVolume volume, SimNode node) =>
        node.Pods.Exists(p => p.Bound && Has(p, volume));
}
