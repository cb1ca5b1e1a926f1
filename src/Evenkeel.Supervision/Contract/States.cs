namespace Evenkeel.Supervision.Contract;

/// <summary>Who holds the volume and the network interface of a slot.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Volume">Who holds its volume.</param>
/// <param name="Interface">Who holds its network interface.</param>
public sealed record SlotState(string Slot, Attachment Volume, Attachment Interface);

/// <summary>Who holds a volume or a network interface.</summary>
public enum Attachment
{
    /// <summary>Nobody: it is <c>available</c>.</summary>
    Free,

    /// <summary>This machine.</summary>
    Mine,

    /// <summary>Another machine, which runs or may run.</summary>
    Other,

    /// <summary>
    /// A machine that EC2 reports as <c>terminated</c>, and that has not let go: the only case in which
    /// detaching by force cannot leave two writers.
    /// </summary>
    Dead,

    /// <summary>It does not exist any more.</summary>
    Gone,
}

/// <summary>What is on a slot's volume.</summary>
/// <param name="Volume">
/// The volume's own id, which a copy does not share: an EBS volume id; in a lab, what the platform gives.
/// </param>
/// <param name="Record">The volume's <c>slot.json</c>; null where there is none.</param>
/// <param name="HasData">
/// Whether there is a log of etcd (<c>etcd/member/wal</c>, or K3s' <c>server/db/etcd/member/wal</c>).
/// </param>
/// <param name="Revision">
/// The revision of the database, as <c>etcdutl snapshot status</c> has it; 0 without data.
/// </param>
/// <param name="IsDamaged">
/// Whether the database cannot be read, or K3s has marked it as that of a member that was removed.
/// </param>
/// <param name="MemberId">
/// The member whose data it is, as etcd's own log has it; 0 where it does not tell.
/// </param>
public sealed record DiskState(
    string Volume, SlotRecord? Record, bool HasData, long Revision, bool IsDamaged = false,
    ulong MemberId = 0);

/// <summary>
/// <c>slot.json</c>: who a volume is. It lies beside etcd's data and is written before what it announces.
/// </summary>
public sealed record SlotRecord
{
    /// <summary>The incarnation of the cluster.</summary>
    public required string Incarnation { get; init; }

    /// <summary>The slot.</summary>
    public required string Slot { get; init; }

    /// <summary>The id of the volume on which it was written.</summary>
    public required string Volume { get; init; }

    /// <summary>
    /// How often this volume has been taken into use: once a boot, counted here and in the store.
    /// </summary>
    public int Boots { get; init; }

    /// <summary>How far its member has come.</summary>
    public MemberStage Stage { get; init; }

    /// <summary>The id of the member whose data this is; 0 where it is not known yet.</summary>
    public ulong MemberId { get; init; }

    /// <summary>The id of the cluster whose data this is; 0 where it is not known yet.</summary>
    public ulong ClusterId { get; init; }

    /// <summary>
    /// The token with which the cluster was founded or restored; empty for members that joined.
    /// </summary>
    public string Token { get; init; } = "";

    /// <summary>
    /// The restore that the data comes from, or was made after; empty where there was none.
    /// </summary>
    public string Order { get; init; } = "";
}

/// <summary>How far a member has come.</summary>
public enum MemberStage
{
    /// <summary>The volume is claimed, and holds no member.</summary>
    Empty,

    /// <summary>It founds a cluster, by a claim, and the marker is not known to be written.</summary>
    Founding,

    /// <summary>It restores a snapshot, by an order, and the marker is not known to be written.</summary>
    Restoring,

    /// <summary>It was added as a learner.</summary>
    Joining,

    /// <summary>It is a voter.</summary>
    Member,
}

/// <summary>A node of Kubernetes and the instance behind it, as the repairer sees them.</summary>
/// <param name="Name">The Node object's name.</param>
/// <param name="Instance">The instance, from its provider id.</param>
/// <param name="Zone">The zone.</param>
/// <param name="IsReady">Whether its Ready condition is True.</param>
/// <param name="SilentMs">Milliseconds since its condition last changed.</param>
/// <param name="IsRunning">
/// Whether EC2 says that the instance runs, and its group that it is in service.
/// </param>
public sealed record NodeFacts(
    string Name, string Instance, string Zone, bool IsReady, long SilentMs, bool IsRunning);

/// <summary>A repair that was begun: kept in etcd, so that the next repairer knows of it.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Node">Its Node object.</param>
/// <param name="AgeMs">Milliseconds since it was begun.</param>
public sealed record RepairRecord(string Instance, string Node, long AgeMs);

/// <summary>
/// What an Auto Scaling group wants of an instance (<c>autoscaling/target-lifecycle-state</c>).
/// </summary>
public enum Lifecycle
{
    /// <summary>Nothing: it is in service, or in no group.</summary>
    InService,

    /// <summary>It shall end, and a lifecycle hook waits for it.</summary>
    Terminating,
}
