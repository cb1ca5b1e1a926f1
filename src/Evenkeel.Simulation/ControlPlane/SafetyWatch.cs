using Evenkeel.Simulation.ControlPlane.Etcd;
using Evenkeel.Simulation.ControlPlane.Machines;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>
/// Looks that nothing comes about that must never: two clusters, two founders, a stale volume in use. What
/// must not happen between members is looked at where it would: <see cref="EtcdCluster"/>,
/// <see cref="Leadership"/>.
/// </summary>
internal sealed class SafetyWatch(Plane plane)
{
    /// <summary>So long a disk may hang before its member is cut off: twice what is configured.</summary>
    private const long StallMs = 8000;

    private readonly HashSet<ulong> marked = [];
    private string token = "";

    /// <summary>The cluster that may take writes: of the last marker; 0 while there is none.</summary>
    public ulong Current { get; private set; }

    /// <summary>How often something was looked at.</summary>
    public long Looks { get; private set; }

    /// <summary>When a client's write was last acknowledged, in milliseconds of the run.</summary>
    public long AcknowledgedAt { get; private set; } = long.MinValue;

    /// <summary>A marker was written.</summary>
    public void Mark(FoundingMarker marker)
    {
        (Current, token) = (marker.ClusterId, marker.Token);
        marked.Add(marker.ClusterId);
    }

    /// <summary>A client from elsewhere was told that its write is done.</summary>
    public void Acknowledged(EtcdCluster cluster)
    {
        Looks++;
        AcknowledgedAt = plane.NowMs;
        cluster.Acknowledge();
        if (cluster.Id != Current || cluster.Token != token)
        {
            throw new SafetyViolation(
                $"two clusters: {cluster.Id:x} acknowledged a write, and the marker names {Current:x}");
        }
    }

    /// <summary>A member is about to run on a volume.</summary>
    public void Starts(Volume volume)
    {
        // A member that was removed has no vote, and is told so by all others.
        if (volume.Data is { IsStale: true } data && !plane.Members.Any(
            m => m.Data.Cluster == data.Cluster && m.Data.Membership.WasRemoved(data.MemberId)))
        {
            throw new SafetyViolation(
                $"a stale volume is joined: member {data.MemberId:x} starts on an old copy ({volume.Id})");
        }
    }

    /// <summary>A voter was removed: what it had must be lost.</summary>
    public static void Removed(Slot slot, EtcdCluster cluster, Peer peer)
    {
        if (slot.Volume?.Data is { IsStale: false } data && data.Cluster == cluster
            && data.MemberId == peer.Id)
        {
            throw new SafetyViolation(
                $"member {peer.Id:x} is removed, though its data lies whole on {slot.Volume.Id}");
        }
    }

    /// <summary>Looks at a machine.</summary>
    public void Look(Machine machine)
    {
        Looks++;
        LookAtVerdict(machine);
        if (machine is { IsFenced: false, Member: { Role: RaftRole.Leader } member, Mounted: { } slot }
            && slot.Interface == machine && !marked.Contains(member.Data.Cluster.Id))
        {
            throw new SafetyViolation(
                $"two founders: {machine} leads {member.Data.Cluster.Id:x}, of which there is no marker, and "
                + "its ports are open");
        }
    }

    private void LookAtVerdict(Machine machine)
    {
        if (machine.Verdict is not { } verdict || machine.Member is not { } member)
        {
            return;
        }

        if (member.IsDiskStalled && machine.Mounted?.Volume is { IsStalled: true } volume
            && plane.NowMs - volume.StalledAt > StallMs && machine.UpSinceMs < volume.StalledAt
            && (!machine.IsFenced || verdict.Status != VerdictStatus.Failing))
        {
            throw new SafetyViolation(
                $"a stalled disk is not fenced: {machine} has had none for {StallMs / 1000} s, and serves");
        }

        foreach (var reason in verdict.Reasons)
        {
            if (reason is { Code: ReasonCodes.NoQuorum, IsOwn: true })
            {
                throw new SafetyViolation(
                    $"a shared cause fails a verdict: {machine} leaves the pool because there is no quorum");
            }
        }

        if (verdict.Status == VerdictStatus.Ok && !member.IsVoter && member.Role == RaftRole.Follower
            && !member.Data.Membership.WasRemoved(member.Data.MemberId)
            && member.Data.Membership.Find(member.Data.MemberId) is { IsLearner: true })
        {
            throw new SafetyViolation($"a learner serves: {machine} is in the pool without a vote");
        }
    }
}
