namespace Evenkeel.Supervision.Contract;

/// <summary>An object of the store; <see cref="StoredObjectJson"/> has its text.</summary>
public abstract record StoredObject;

/// <summary>
/// Who founds the cluster, or restores it. Its holder renews it by writing it anew; whoever has seen the same
/// version for the whole of <see cref="Core.Model.Node.NodeTimings.Claim"/> may take it over.
/// </summary>
/// <param name="Slot">The slot that holds it.</param>
/// <param name="Instance">Its machine.</param>
/// <param name="Nonce">The life of the agent that holds it.</param>
/// <param name="Renewals">How often it was renewed, so that each version differs.</param>
/// <param name="Until">When it ends by its holder's clock, in milliseconds since 1970: for people.</param>
public sealed record FoundingClaim(string Slot, string Instance, ulong Nonce, int Renewals, long Until)
    : StoredObject;

/// <summary>
/// The cluster exists: written once in an incarnation, and once for each restore, never overwritten.
/// </summary>
/// <param name="ClusterId">The id of the cluster. No other one of this incarnation may run.</param>
/// <param name="MemberId">The id of its first member.</param>
/// <param name="Slot">The slot that founded it.</param>
/// <param name="Token">Its token.</param>
public sealed record FoundingMarker(ulong ClusterId, ulong MemberId, string Slot, string Token)
    : StoredObject;

/// <summary>
/// How far a slot's volume has come: written at each boot before etcd starts, and every minute after. A
/// volume
/// that is behind its mark is an old copy. It also tells an older machine of the slot that there is a newer
/// one.
/// </summary>
/// <param name="Volume">The volume's id.</param>
/// <param name="Boots">Its count of boots.</param>
/// <param name="Nonce">The life of the agent that wrote it.</param>
/// <param name="ClusterId">The cluster of its data; 0 for none.</param>
/// <param name="MemberId">The member of its data; 0 for none.</param>
/// <param name="Revision">A revision that is surely on its disk.</param>
/// <param name="Order">The last restore for which it has stopped; empty for none.</param>
public sealed record SlotMark(
    string Volume, int Boots, ulong Nonce, ulong ClusterId, ulong MemberId, long Revision, string Order)
    : StoredObject;

/// <summary>An operator's order to restore.</summary>
/// <param name="Name">The order's name, which no other order has: a time or a number.</param>
/// <param name="Snapshot">The snapshot's name.</param>
/// <param name="Gone">
/// Slots that the operator says will not answer any more: the restore does not wait for them to have stopped.
/// </param>
/// <param name="After">The order before this one; empty for the first.</param>
public sealed record RestoreOrder(
    string Name, string Snapshot, IReadOnlyList<string> Gone, string After) : StoredObject;

/// <summary>The document beside a snapshot.</summary>
/// <param name="Name">Its name, <c>REVISION-TIME</c>.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Hash">The SHA-256 of its file.</param>
/// <param name="TakenAt">When, in milliseconds since 1970.</param>
/// <param name="ClusterId">The cluster's id.</param>
/// <param name="Marks">How far each member was known to have come.</param>
public sealed record SnapshotInfo(
    string Name, long Revision, string Hash, long TakenAt, ulong ClusterId, IReadOnlyList<MemberMark> Marks)
    : StoredObject;

/// <summary>How far a member has surely come.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="Revision">A revision that is on its disk.</param>
public sealed record MemberMark(ulong MemberId, long Revision);

/// <summary>The key of an object in the bucket of snapshots.</summary>
/// <param name="Path">The key, such as <c>founding/INCARNATION/claim</c>.</param>
public readonly record struct StoreKey(string Path)
{
    /// <summary>The claim to found.</summary>
    public static StoreKey Claim(string incarnation) => new($"founding/{incarnation}/claim");

    /// <summary>The mark of having been founded.</summary>
    public static StoreKey Marker(string incarnation) => new($"founding/{incarnation}/marker");

    /// <summary>A slot's mark.</summary>
    public static StoreKey Slot(string incarnation, string slot) => new($"slots/{incarnation}/{slot}");

    /// <summary>The right to join, which one slot at a time has where K3s runs etcd.</summary>
    public static StoreKey Join(string incarnation) => new($"founding/{incarnation}/join");

    /// <summary>The operator's order to restore.</summary>
    public static StoreKey Order(string incarnation) => new($"restore/{incarnation}/order");

    /// <summary>The claim to carry out an order.</summary>
    public static StoreKey OrderClaim(string incarnation, string order) =>
        new($"restore/{incarnation}/{order}/claim");

    /// <summary>The mark of an order's having been carried out.</summary>
    public static StoreKey OrderMarker(string incarnation, string order) =>
        new($"restore/{incarnation}/{order}/marker");

    /// <inheritdoc/>
    public override string ToString() => Path;
}
