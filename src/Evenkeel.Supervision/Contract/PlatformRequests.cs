namespace Evenkeel.Supervision.Contract;

/// <summary>Reads the cluster's incarnation. Answer: <see cref="IncarnationRead"/>.</summary>
/// <param name="Id">See <see cref="Request"/>.</param>
public sealed record ReadIncarnation(long Id) : Request(Id);

/// <summary>
/// Reads who holds the slots of this zone, or the node's own slot where it is fixed. Answer:
/// <see cref="SlotsDescribed"/>.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
public sealed record DescribeSlots(long Id) : Request(Id);

/// <summary>
/// Attaches a slot's volume to this machine: a volume has one attachment, and that is the fence. Answer:
/// <see cref="Done"/> once it is attached, or <see cref="Refusal.Conflict"/>.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Slot">The slot.</param>
/// <param name="IsForced">
/// Whether it is first detached by force from a machine that is terminated (<see cref="Attachment.Dead"/>);
/// the
/// executor checks that anew right before.
/// </param>
public sealed record AttachVolume(long Id, string Slot, bool IsForced) : Request(Id)
{
    /// <inheritdoc/>
    public override long PatienceMs => 120_000;
}

/// <summary>Attaches a slot's network interface. Answers as for <see cref="AttachVolume"/>.</summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Slot">The slot.</param>
/// <param name="IsForced">As there.</param>
public sealed record AttachInterface(long Id, string Slot, bool IsForced) : Request(Id)
{
    /// <inheritdoc/>
    public override long PatienceMs => 120_000;
}

/// <summary>
/// Mounts the slot's volume where it is not mounted, makes a file system on one that is blank, and reads what
/// is on it. Answer: <see cref="DiskInspected"/>; <see cref="Refusal.Conflict"/> where it is not attached
/// here.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Slot">The slot.</param>
public sealed record InspectDisk(long Id, string Slot) : Request(Id)
{
    /// <inheritdoc/>
    public override long PatienceMs => 120_000;
}

/// <summary>
/// Replaces <c>slot.json</c>, on disk before it answers. Answer: <see cref="Done"/>.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Record">The record.</param>
public sealed record WriteSlotRecord(long Id, SlotRecord Record) : Request(Id);

/// <summary>
/// Moves etcd's directory (or K3s' <c>server/db</c>) to <c>archive/</c>, in one step (rename), and keeps the
/// last two of those, and the last without a log. Nothing to move is no failure. Answer: <see cref="Done"/>.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Name">The name in the archive: member id and time.</param>
public sealed record ArchiveData(long Id, string Name) : Request(Id);

/// <summary>
/// Unmounts the slot's volume, and detaches it and the network interface. No child that uses them runs.
/// Answer: <see cref="Done"/>.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Slot">The slot.</param>
public sealed record ReleaseSlot(long Id, string Slot) : Request(Id)
{
    /// <inheritdoc/>
    public override long PatienceMs => 60_000;
}

/// <summary>
/// Makes the cluster's secrets (CA, key of service accounts, tokens) and writes those that do not exist yet:
/// none is ever overwritten. Answer: <see cref="Done"/> once every one exists, whoever wrote it.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
public sealed record EnsureSecrets(long Id) : Request(Id);

/// <summary>
/// Reads the secrets that this node's role may read, and issues the certificates that it needs and that are
/// missing or have gone through two thirds of their time. Answer: <see cref="Done"/>; refused while the
/// secrets do not exist yet.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
public sealed record IssueCertificates(long Id) : Request(Id);

/// <summary>Reads an object of the store. Answer: <see cref="ObjectRead"/>.</summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Key">Its key.</param>
public sealed record ReadObject(long Id, StoreKey Key) : Request(Id);

/// <summary>
/// Writes an object of the store under a condition. Answer: <see cref="ObjectWritten"/>, or
/// <see cref="Refusal.Conflict"/>.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Key">Its key.</param>
/// <param name="Content">The object.</param>
/// <param name="IfMatch">
/// The tag that its present version must have (<c>If-Match</c>); empty where none may exist
/// (<c>If-None-Match: *</c>).
/// </param>
public sealed record WriteObject(long Id, StoreKey Key, StoredObject Content, string IfMatch) : Request(Id);

/// <summary>Reads what the group wants of this instance. Answer: <see cref="LifecycleRead"/>.</summary>
/// <param name="Id">See <see cref="Request"/>.</param>
public sealed record PollLifecycle(long Id) : Request(Id);

/// <summary>Tells the waiting hook that this node still drains. Answer: <see cref="Done"/>.</summary>
/// <param name="Id">See <see cref="Request"/>.</param>
public sealed record HeartbeatLifecycle(long Id) : Request(Id);

/// <summary>Tells the waiting hook to go on. Answer: <see cref="Done"/>.</summary>
/// <param name="Id">See <see cref="Request"/>.</param>
public sealed record CompleteLifecycle(long Id) : Request(Id);

/// <summary>
/// Tells the Auto Scaling group that an instance is unhealthy (<c>SetInstanceHealth</c>), so that it is
/// replaced.
/// Answer: <see cref="Done"/>.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Instance">The instance.</param>
public sealed record SetInstanceUnhealthy(long Id, string Instance) : Request(Id);
