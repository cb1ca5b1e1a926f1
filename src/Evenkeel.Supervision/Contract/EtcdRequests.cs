namespace Evenkeel.Supervision.Contract;

/// <summary>
/// Asks every other slot's member for its status, all at once, each for at most a second or two. Answer:
/// <see cref="PeersQueried"/>.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
public sealed record QueryPeers(long Id) : Request(Id);

/// <summary>
/// Asks for the list of members, linearizably, at the own member (where it runs) or at any other. Answer:
/// <see cref="MembersListed"/>. On etcd 3.4, whose list is not linearizable, the executor makes a
/// linearizable
/// read at the same member before and after, and fails where either does.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
public sealed record ListMembers(long Id) : Request(Id);

/// <summary>
/// Adds the slot's peer URL as a learner. Answer: <see cref="LearnerAdded"/>, or
/// <see cref="Refusal.TooManyLearners"/>, <see cref="Refusal.Unhealthy"/>.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="PeerUrl">The slot's peer URL.</param>
public sealed record AddLearner(long Id, string PeerUrl) : Request(Id);

/// <summary>
/// Makes a learner a voter. Answer: <see cref="Done"/>, or <see cref="Refusal.LearnerNotReady"/>.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="MemberId">The learner.</param>
public sealed record PromoteLearner(long Id, ulong MemberId) : Request(Id);

/// <summary>
/// Removes a member. Answer: <see cref="Done"/>, or <see cref="Refusal.Unhealthy"/>.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="MemberId">The member.</param>
public sealed record RemoveMember(long Id, ulong MemberId) : Request(Id);

/// <summary>Hands leadership from the own member to another. Answer: <see cref="Done"/>.</summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="MemberId">The member that shall lead.</param>
public sealed record MoveLeader(long Id, ulong MemberId) : Request(Id);

/// <summary>Compacts the store up to a revision. Answer: <see cref="Done"/>.</summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Revision">The revision.</param>
public sealed record Compact(long Id, long Revision) : Request(Id)
{
    /// <inheritdoc/>
    public override long PatienceMs => 60_000;
}

/// <summary>
/// Defragments one member's database, which answers nobody meanwhile. Answer: <see cref="Done"/>.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Slot">The member's slot.</param>
public sealed record Defragment(long Id, string Slot) : Request(Id)
{
    /// <inheritdoc/>
    public override long PatienceMs => 120_000;
}

/// <summary>Takes the alarm NOSPACE back, of every member. Answer: <see cref="Done"/>.</summary>
/// <param name="Id">See <see cref="Request"/>.</param>
public sealed record DisarmNoSpace(long Id) : Request(Id);

/// <summary>
/// Takes a snapshot of a member that answers (the own one, else any), checks it, and puts it into the store:
/// the database first, and then the document that makes it count. Checking means that its hash is right and
/// that <c>etcdutl snapshot status</c> can read it. Answer: <see cref="SnapshotTaken"/>.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Marks">How far each member is known to have come, to be kept beside it.</param>
public sealed record TakeSnapshot(long Id, IReadOnlyList<MemberMark> Marks) : Request(Id)
{
    /// <inheritdoc/>
    public override long PatienceMs => 300_000;
}

/// <summary>
/// Fetches a snapshot from the store again, and checks that it is what was put there and can be read. Answer:
/// <see cref="Done"/>, or refused where it is not.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Name">Its name.</param>
public sealed record VerifySnapshot(long Id, string Name) : Request(Id)
{
    /// <inheritdoc/>
    public override long PatienceMs => 300_000;
}

/// <summary>Deletes all but the latest snapshots. Answer: <see cref="Done"/>.</summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Keep">How many stay.</param>
public sealed record PruneSnapshots(long Id, int Keep) : Request(Id)
{
    /// <inheritdoc/>
    public override long PatienceMs => 60_000;
}

/// <summary>Finds the latest snapshot. Answer: <see cref="SnapshotsFound"/>.</summary>
/// <param name="Id">See <see cref="Request"/>.</param>
public sealed record FindSnapshots(long Id) : Request(Id);

/// <summary>
/// Fetches a snapshot and makes it the slot's data: one member, this one, with a new token; revisions move on
/// (<c>etcdutl snapshot restore --bump-revision 1000000000 --mark-compacted</c>, which 3.4 cannot). It is
/// made
/// beside and moved into place in one step. K3s: <c>--cluster-reset --cluster-reset-restore-path</c>.
/// Answer: <see cref="SnapshotRestored"/>; refused where there is no such snapshot or it is damaged.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Name">The snapshot's name.</param>
/// <param name="Token">The token of the cluster that it founds.</param>
public sealed record RestoreSnapshot(long Id, string Name, string Token) : Request(Id)
{
    /// <inheritdoc/>
    public override long PatienceMs => 600_000;
}

/// <summary>
/// Takes or renews a lease in etcd, by a linearizable transaction at the own member. Answer:
/// <see cref="LeaseAnswered"/>. Nobody renews it between two of these.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Name">The lease's name.</param>
/// <param name="TtlSeconds">How long it holds from when the request was begun.</param>
public sealed record HoldLease(long Id, string Name, int TtlSeconds) : Request(Id);
