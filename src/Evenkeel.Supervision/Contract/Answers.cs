namespace Evenkeel.Supervision.Contract;

/// <summary>
/// What came of a request. Each kind of request says which answers it has besides <see cref="Failed"/>.
/// </summary>
public abstract record Answer;

/// <summary>It is done.</summary>
public sealed record Done : Answer
{
    /// <summary>The one value.</summary>
    public static Done Value { get; } = new();
}

/// <summary>
/// Nothing is known of it: it may have been done or not, or be done later. A machine that must know asks
/// anew.
/// </summary>
/// <param name="Reason">Why, for people.</param>
public sealed record Failed(string Reason) : Answer;

/// <summary>It was refused, and surely not done.</summary>
/// <param name="Why">Why.</param>
/// <param name="Detail">The words of who refused, for people.</param>
public sealed record Refused(Refusal Why, string Detail) : Answer;

/// <summary>Why a request was refused.</summary>
public enum Refusal
{
    /// <summary>Anything else: not found, not allowed, not possible.</summary>
    Other,

    /// <summary>
    /// A condition did not hold: HTTP 412 of a conditional write, or a slot that somebody else has.
    /// </summary>
    Conflict,

    /// <summary>There is a learner already (<c>ErrTooManyLearners</c>): to be tried again.</summary>
    TooManyLearners,

    /// <summary>The learner is behind (<c>ErrMemberLearnerNotReady</c>): to be tried again.</summary>
    LearnerNotReady,

    /// <summary>
    /// etcd's strict check of reconfigurations (<c>ErrUnhealthy</c>, <c>ErrNotEnoughStartedMembers</c>).
    /// </summary>
    Unhealthy,
}

/// <summary>The answer to <see cref="ReadIncarnation"/>.</summary>
/// <param name="Incarnation">The value that Terraform made once for this life of the cluster.</param>
public sealed record IncarnationRead(string Incarnation) : Answer;

/// <summary>The answer to <see cref="DescribeSlots"/>.</summary>
/// <param name="Slots">The state of each slot of the zone.</param>
public sealed record SlotsDescribed(IReadOnlyList<SlotState> Slots) : Answer;

/// <summary>The answer to <see cref="InspectDisk"/>.</summary>
/// <param name="Disk">What is on the volume.</param>
public sealed record DiskInspected(DiskState Disk) : Answer;

/// <summary>The answer to <see cref="ReadObject"/>.</summary>
/// <param name="Content">The object; null where there is none (surely, not for want of an answer).</param>
/// <param name="ETag">The tag of this version of it; empty where there is none.</param>
public sealed record ObjectRead(StoredObject? Content, string ETag) : Answer;

/// <summary>
/// The answer to <see cref="WriteObject"/>; <see cref="Refusal.Conflict"/> where its condition did not
/// hold.
/// </summary>
/// <param name="ETag">The tag of the version written.</param>
public sealed record ObjectWritten(string ETag) : Answer;

/// <summary>The answer to <see cref="QueryPeers"/>.</summary>
/// <param name="Peers">Every other slot's member, in the order of the slots.</param>
public sealed record PeersQueried(IReadOnlyList<PeerState> Peers) : Answer;

/// <summary>Another slot's member of etcd, or server of K3s, as it answers this node now.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Status">Its status; null where it does not answer.</param>
/// <param name="IsServing">
/// Whether its Kubernetes API says that it is ready; false where there is none, or none is asked.
/// </param>
public sealed record PeerState(string Slot, EtcdStatus? Status, bool IsServing);

/// <summary>
/// The answer to <see cref="ListMembers"/>: confirmed by a leader of a quorum, or else it fails.
/// </summary>
/// <param name="ClusterId">The cluster's id.</param>
/// <param name="Revision">The revision of the store.</param>
/// <param name="Members">Every member.</param>
public sealed record MembersListed(
    ulong ClusterId, long Revision, IReadOnlyList<EtcdMember> Members) : Answer;

/// <summary>The answer to <see cref="AddLearner"/>.</summary>
/// <param name="MemberId">The new member's id.</param>
/// <param name="Members">Every member, the new one too.</param>
public sealed record LearnerAdded(ulong MemberId, IReadOnlyList<EtcdMember> Members) : Answer;

/// <summary>The answer to <see cref="TakeSnapshot"/>.</summary>
/// <param name="Snapshot">The snapshot, as it lies in the store.</param>
public sealed record SnapshotTaken(SnapshotInfo Snapshot) : Answer;

/// <summary>The answer to <see cref="FindSnapshots"/>.</summary>
/// <param name="Latest">The latest one of this incarnation; null where there is none.</param>
public sealed record SnapshotsFound(SnapshotInfo? Latest) : Answer;

/// <summary>The answer to <see cref="RestoreSnapshot"/>.</summary>
/// <param name="Disk">What is on the volume now.</param>
public sealed record SnapshotRestored(DiskState Disk) : Answer;

/// <summary>The answer to <see cref="HoldLease"/>.</summary>
/// <param name="IsMine">Whether this node holds it now, for the whole of the time that it asked for.</param>
public sealed record LeaseAnswered(bool IsMine) : Answer;

/// <summary>The answer to <see cref="ListNodes"/>.</summary>
/// <param name="Nodes">Every Node object, with its instance.</param>
/// <param name="Repairing">The repair that was last begun and not ended; null where there is none.</param>
public sealed record NodesListed(IReadOnlyList<NodeFacts> Nodes, RepairRecord? Repairing) : Answer;

/// <summary>The answer to <see cref="PollLifecycle"/>.</summary>
/// <param name="Lifecycle">What the Auto Scaling group wants of this instance.</param>
/// <param name="RemainingMs">
/// How long its hook still waits without a heartbeat; null where none waits.
/// </param>
public sealed record LifecycleRead(Lifecycle Lifecycle, long? RemainingMs) : Answer;
