using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Boot;

/// <summary>
/// Carries out an operator's order to restore. Every slot stops and says so in its mark; one wins the order's
/// claim, waits until every slot has stopped but those that the order names as gone (a cluster that was not
/// yet joined by all has a quorum in fewer slots than one would think), and makes a cluster of one from the
/// snapshot. The order's marker decides as the founding's does. The claim is the one that the founding's
/// steps renew.
/// </summary>
internal sealed class RestoreFlow(
    Node node, ClusterReader reader, VolumeFlow volume, FoundingFlow founding, ClaimFlow claim)
{
    private const long RetryMs = 2000;

    /// <summary>So often etcd may end on what was restored before that is made anew.</summary>
    private const int MostVainStarts = 5;
    private readonly StoreResult read = new();
    private int vainStarts;
    private bool isReady;

    /// <summary>
    /// Goes on until the order is carried out, by this node or another, or there is another order.
    /// </summary>
    public IEnumerable<Wait> Run()
    {
        var order = node.Pending!;
        node.Hold(ReasonCodes.Restoring, $"an operator orders to restore {order.Snapshot} ({order.Name})");
        node.Desk.Say(NodeEvent.OrderSeen, $"order {order.Name}: restore {order.Snapshot}; everything stops");

        // A life of this agent that comes after must read the order, too.
        node.Desk.Do(new RememberVolume(""));
        node.Remembered = null;
        node.IsInUse = false;

        // What K3s restores may be of the same member, and older.
        node.Floor = node.IsEmbedded ? null : node.Floor;
        node.FenceStage(cut: true);
        foreach (var child in Enum.GetValues<Child>())
        {
            node.Children.Stop(child, atOnce: child == Child.Etcd);
        }

        yield return new Until(() => Enum.GetValues<Child>().All(node.Children.IsGone));
        foreach (var wait in Acknowledge(order))
        {
            yield return wait;
        }

        while (node.Pending?.Name == order.Name && node.Disk is not null)
        {
            foreach (var wait in Round(order))
            {
                yield return wait;
            }

            if (node.Pending?.Name == order.Name)
            {
                yield return node.Desk.Later(RetryMs);
                foreach (var wait in reader.ReadMarker())
                {
                    yield return wait;
                }
            }
        }

        if (!node.IsInUse)
        {
            // Another one has carried it out, or it was withdrawn: what was known of the disk is old.
            node.Forget();
        }
    }

    /// <summary>
    /// Says in the slot's mark that it has stopped. Where K3s runs etcd, what its member had come to counts
    /// no more: what is restored may be of a member with the same id.
    /// </summary>
    private IEnumerable<Wait> Acknowledge(RestoreOrder order)
    {
        var key = StoreKey.Slot(node.Incarnation, node.Slot!.Name);
        while (node.Mark?.Order != order.Name)
        {
            var mark = node.Mark is { } present
                ? present with
                {
                    Nonce = node.Nonce,
                    Order = order.Name,
                    MemberId = node.IsEmbedded ? 0 : present.MemberId,
                    Revision = node.IsEmbedded ? 0 : present.Revision,
                }
                : new SlotMark(node.Disk?.Volume ?? "", 0, node.Nonce, 0, 0, 0, order.Name);
            foreach (var wait in node.Store.Write(key, mark, node.MarkTag, read))
            {
                yield return wait;
            }

            (node.Mark, node.MarkTag) = (read.Content as SlotMark, read.Tag);
        }
    }

    private IEnumerable<Wait> Round(RestoreOrder order)
    {
        foreach (var wait in claim.Try(StoreKey.OrderClaim(node.Incarnation, order.Name)))
        {
            yield return wait;
        }

        if (!claim.IsHeld)
        {
            node.Hold(ReasonCodes.Restoring, $"{order.Snapshot} is being restored by {claim.Holder}");
            yield break;
        }

        var unanswered = new List<string>();
        foreach (var other in node.Configuration.Slots)
        {
            if (other.Name == node.Slot!.Name || order.Gone.Contains(other.Name))
            {
                continue;
            }

            foreach (var wait in node.Store.Read(StoreKey.Slot(node.Incarnation, other.Name), read))
            {
                yield return wait;
            }

            if (read.Content is SlotMark mark && mark.Order != order.Name)
            {
                unanswered.Add(other.Name);
            }
        }

        if (unanswered.Count > 0 && node.Rules.WaitsForStops)
        {
            node.Hold(
                ReasonCodes.Restoring,
                "slots that have not stopped could still serve: " + string.Join(", ", unanswered)
                + "; if they are gone for good, name them in the order (`evenkeel restore --gone`)");
            yield break;
        }

        foreach (var wait in Restore(order))
        {
            yield return wait;
        }
    }

    private IEnumerable<Wait> Restore(RestoreOrder order)
    {
        node.Hold(ReasonCodes.Restoring, $"this node restores {order.Snapshot}");
        foreach (var wait in founding.Secrets())
        {
            yield return wait;
        }

        // What this slot has restored by this order it goes on with: its marker may be on its way.
        isReady = false;
        var goesOn = IsRestored(order) && vainStarts < MostVainStarts;
        foreach (var wait in goesOn ? TakeData(order) : MakeData(order))
        {
            yield return wait;
        }

        if (isReady && claim.IsHeld)
        {
            foreach (var wait in Lead(node.Record!.Token))
            {
                yield return wait;
            }
        }

        if (isReady && claim.IsHeld && node.Status is { IsLeader: true } status)
        {
            foreach (var wait in Mark(order, status))
            {
                yield return wait;
            }
        }
    }

    /// <summary>
    /// Whether the disk has what a snapshot was restored to by this order, all of it: its member is written
    /// into the record behind it. K3s does not restore in one step.
    /// </summary>
    private bool IsRestored(RestoreOrder order) => !node.IsEmbedded
        && node is
        {
            Disk: { HasData: true, IsDamaged: false },
            Record: { Stage: MemberStage.Restoring, MemberId: not 0 } record,
        }
        && record.Order == order.Name && volume.WhyForeign() is null && volume.WhyStale(null) is null;

    /// <summary>Takes what is restored into use again.</summary>
    private IEnumerable<Wait> TakeData(RestoreOrder order)
    {
        vainStarts++;
        yield return volume.StopUse();
        foreach (var wait in volume.TakeIntoUse())
        {
            yield return wait;
        }

        isReady = node.IsInUse && IsRestored(order);
    }

    private IEnumerable<Wait> MakeData(RestoreOrder order)
    {
        vainStarts = 0;
        foreach (var wait in volume.Archive($"order {order.Name}"))
        {
            yield return wait;
        }

        if (node.Disk is null or { HasData: true } || !claim.IsHeld)
        {
            yield break;
        }

        foreach (var wait in volume.TakeIntoUse())
        {
            yield return wait;
        }

        // K3s makes the same ids each time, and what it makes anew is what a marker on its way names.
        var token = node.IsEmbedded
            ? $"{node.Incarnation}-{order.Name}-{node.Slot!.Name}" : FoundingFlow.NewToken(node);
        if (node.IsInUse)
        {
            foreach (var wait in volume.Write(node.Record! with
            {
                Stage = MemberStage.Restoring, Token = token, Order = order.Name,
            }))
            {
                yield return wait;
            }
        }

        if (node.Record?.Token != token)
        {
            yield break;
        }

        var restore = node.Desk.Ask(new RestoreSnapshot(node.Desk.NextId, order.Snapshot, token));
        yield return restore;
        if (restore.Answer is not SnapshotRestored restored)
        {
            node.Forget();
            node.Hold(ReasonCodes.Restoring, $"{order.Snapshot} cannot be restored: {restore.Problem}");
            yield return node.Desk.Later(RetryMs);
            yield break;
        }

        node.Disk = restored.Disk;
        foreach (var wait in volume.Write(node.Record! with { MemberId = restored.Disk.MemberId }))
        {
            yield return wait;
        }

        isReady = node is { Disk: not null, IsInUse: true };
    }

    /// <summary>Starts etcd on what is restored, and waits until it leads its cluster of one.</summary>
    private IEnumerable<Wait> Lead(string token)
    {
        foreach (var wait in claim.Renew())
        {
            yield return wait;
        }

        foreach (var wait in volume.LookOnceMore())
        {
            yield return wait;
        }

        isReady = volume.IsAsJudged;
        if (!isReady)
        {
            yield break;
        }

        node.Children.Want(node.Database, node.IsEmbedded
            ? new ChildOptions.K3s(IsClusterInit: false, Join: null)
            : new ChildOptions.Etcd(
                node.Slot!.Name, IsNew: false, token,
                [new EtcdMember(0, node.Slot.Name, node.PeerUrl, IsLearner: false)]), once: true);
        foreach (var wait in founding.AwaitLeader(claim))
        {
            yield return wait;
        }

        if (node.Children.Verdict(node.Database) is { } reason and not ExitReason.Unknown)
        {
            foreach (var wait in volume.Archive($"etcd ended as {reason}"))
            {
                yield return wait;
            }
        }
    }

    private IEnumerable<Wait> Mark(RestoreOrder order, EtcdStatus status)
    {
        var record = node.Record! with { ClusterId = status.ClusterId, MemberId = status.MemberId };
        foreach (var wait in volume.Write(record))
        {
            yield return wait;
        }

        var marker = new FoundingMarker(status.ClusterId, status.MemberId, node.Slot!.Name, record.Token);
        var key = StoreKey.OrderMarker(node.Incarnation, order.Name);
        foreach (var wait in node.Store.Write(key, marker, "", read, () => founding.Leads))
        {
            yield return wait;
        }

        if (read is { IsWritten: false, Content: null })
        {
            yield break;
        }

        (node.Marker, node.Order, node.Pending) = (read.Content as FoundingMarker, order.Name, null);
        if (read.IsWritten)
        {
            node.Desk.Say(
                NodeEvent.Restored, $"{order.Snapshot} is restored: a cluster of one, which others join");
        }
    }
}
