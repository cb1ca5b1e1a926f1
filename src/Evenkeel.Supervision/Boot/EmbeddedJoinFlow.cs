using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Boot;

/// <summary>
/// Joins where K3s runs etcd. K3s adds and promotes by itself, and removes a member when its Node object
/// goes;
/// what is left to decide is when, one slot at a time (k3s-io/k3s#7000), and through whom: a peer's address,
/// never the balancer's, behind which the joiner may meet itself (k3s-io/k3s#9661).
/// </summary>
internal sealed class EmbeddedJoinFlow(Node node, VolumeFlow volume, SlotFlow slot, ClaimFlow turn)
{
    private const long RetryMs = 3000;
    private const long JoinPatienceMs = 300_000;

    /// <summary>
    /// After it has joined in vain a slot lets others have their turn: etcd adds nobody while a voter is
    /// away, and that one may be waiting to be replaced.
    /// </summary>
    private const long MakeWayMs = 20_000;

    /// <summary>So long K3s may take until its etcd answers; it is added before.</summary>
    private const long SilentJoinMs = 90_000;

    private long emptySince;
    private long askedAt = long.MinValue / 2;

    /// <summary>Goes on until K3s is a member, or the disk turns out not to be empty.</summary>
    public IEnumerable<Wait> Run()
    {
        foreach (var wait in WaitBeforeReplacing())
        {
            yield return wait;
        }

        if (node.Disk is null or { HasData: true })
        {
            yield break;
        }

        foreach (var wait in turn.Try(StoreKey.Join(node.Incarnation)))
        {
            yield return wait;
        }

        if (!turn.IsHeld)
        {
            node.Hold(ReasonCodes.Joining, $"{turn.Holder} joins just now; one slot does at a time");
            foreach (var wait in volume.LookLater(RetryMs))
            {
                yield return wait;
            }

            yield break;
        }

        var peers = node.Desk.Ask(new QueryPeers(node.Desk.NextId));
        yield return peers;
        var through = Through(peers.Answer as PeersQueried);
        if (through is null)
        {
            node.Hold(
                ReasonCodes.EmptyWithoutQuorum, "the disk is empty, and too few of the other servers answer");
            foreach (var wait in volume.LookLater(RetryMs))
            {
                yield return wait;
            }

            yield break;
        }

        foreach (var wait in LeaveGhost())
        {
            yield return wait;
        }
    }

    /// <summary>
    /// The peer to join through: one that serves, where the others are a quorum without this slot.
    /// </summary>
    private string? Through(PeersQueried? answers)
    {
        var others = node.Configuration.Slots.Count - 1;

        // Before all slots have joined for the first time, fewer are a quorum: then nothing is removed
        // either.
        var needed = WasMember ? (others / 2) + 1 : 1;
        if (Voters(answers) < needed)
        {
            return null;
        }

        return answers?.Peers.FirstOrDefault(p =>
            p.IsServing && p.Status is { IsLearner: false } s && s.ClusterId == node.Marker!.ClusterId)?.Slot;
    }

    private int Voters(PeersQueried? answers) => answers?.Peers.Count(p =>
        p.Status is { LeaderId: not 0, IsLearner: false } s
        && s.ClusterId == node.Marker!.ClusterId) ?? 0;

    /// <summary>
    /// Whether this slot was a member of this cluster before, as its mark or its record has it: what it was
    /// before a restore is none of it.
    /// </summary>
    private bool WasMember => node.Mark is { MemberId: not 0 } mark && mark.Order == node.Order
        || node.Record is { MemberId: not 0 } record && record.Order == node.Order;

    /// <summary>
    /// Whether this slot may be a member: it was taken into use in another life, and only K3s knows what came
    /// of that.
    /// </summary>
    private bool MayBeMember => WasMember || (!node.IsInUse && node.Mark is not null);

    private IEnumerable<Wait> WaitBeforeReplacing()
    {
        if (!MayBeMember || !node.Rules.WaitsBeforeReplacing)
        {
            yield break;
        }

        // Asked for its turn again and again, it has waited already.
        var waitMs = (long)node.Configuration.Timings.Replace.TotalMilliseconds;
        emptySince = node.Desk.Now - askedAt < waitMs ? emptySince : node.Desk.Now;
        node.Hold(
            ReasonCodes.Replacing,
            $"the disk is empty, though this slot was in use before: it joins after {waitMs / 1000} s");
        yield return new Pause(emptySince + waitMs);
        askedAt = node.Desk.Now;
        foreach (var wait in slot.Inspect(node.Slot!))
        {
            yield return wait;
        }
    }

    private IEnumerable<Wait> LeaveGhost()
    {
        foreach (var wait in MayBeMember ? volume.BackUp() : [])
        {
            yield return wait;
        }

        if (node.Disk is not { HasData: false })
        {
            yield break;
        }

        foreach (var wait in turn.Renew())
        {
            yield return wait;
        }

        if (!node.IsInUse)
        {
            foreach (var wait in volume.TakeIntoUse())
            {
                yield return wait;
            }
        }

        if (!node.IsInUse)
        {
            node.Forget();
            yield break;
        }

        foreach (var wait in volume.MoveRemains())
        {
            yield return wait;
        }

        if (!turn.IsHeld || node is not { Disk.HasData: false, IsInUse: true })
        {
            yield break;
        }

        // Also the first time: a Node of this name that another machine left behind would refuse the new one
        // for its password (k3s-io/k3s#10408).
        var leave = node.Desk.Ask(new DeleteNode(node.Desk.NextId));
        yield return leave;
        var peers = node.Desk.Ask(new QueryPeers(node.Desk.NextId));
        yield return peers;
        if (!leave.IsDone || !turn.IsHeld || Through(peers.Answer as PeersQueried) is not { } through)
        {
            yield return node.Desk.Later(RetryMs);
            yield break;
        }

        foreach (var wait in Start(through))
        {
            yield return wait;
        }
    }

    private IEnumerable<Wait> Start(string through)
    {
        var record = node.Record! with
        {
            Stage = MemberStage.Joining, MemberId = 0, ClusterId = node.Marker!.ClusterId, Token = "",
            Order = node.Order,
        };
        foreach (var wait in volume.Write(record))
        {
            yield return wait;
        }

        if (node.Record != record)
        {
            yield break;
        }

        foreach (var wait in volume.LookOnceMore())
        {
            yield return wait;
        }

        foreach (var wait in volume.IsAsJudged ? JoinThrough(through) : [])
        {
            yield return wait;
        }
    }

    /// <summary>Runs K3s, holding the turn, until it is a member or that comes to nothing.</summary>
    private IEnumerable<Wait> JoinThrough(string through)
    {
        askedAt = long.MinValue / 2;
        node.Hold(ReasonCodes.Joining, $"K3s joins through slot {through}");
        node.FenceStage(cut: false);
        node.Children.Want(Child.K3s, new ChildOptions.K3s(IsClusterInit: false, through), once: true);
        node.Disk = node.Disk! with { HasData = true };
        var begun = node.Desk.Now;
        do
        {
            yield return new Pause(node.Desk.Now + 1000);
            foreach (var wait in turn.Renew())
            {
                yield return wait;
            }
        }
        while (turn.IsHeld && !node.Children.IsGone(Child.K3s) && !IsVoter
            && (node.Status is not null || node.Desk.Now - begun < SilentJoinMs));

        if (turn.IsHeld && !node.Children.IsGone(Child.K3s) && node.Status is null)
        {
            // It asks again and again, and keeps the turn from whoever has to be replaced first.
            node.Children.Stop(Child.K3s, atOnce: true);
            yield return new Until(() => node.Children.IsGone(Child.K3s));
            node.Forget();
        }

        foreach (var wait in turn.Release())
        {
            yield return wait;
        }

        if (!IsVoter)
        {
            yield return node.Desk.Later(MakeWayMs);
        }
    }

    private bool IsVoter => node.Status is { MemberId: not 0, LeaderId: not 0, IsLearner: false };

    /// <summary>Waits until K3s has made the member a voter, and keeps who it is.</summary>
    public IEnumerable<Wait> AwaitVote()
    {
        node.Hold(ReasonCodes.Joining, "K3s joins");
        var heardAt = node.Desk.Now;
        while (node.Children.Verdict(Child.K3s) is null && !IsVoter)
        {
            heardAt = node.Status is { LeaderId: not 0 } ? node.Desk.Now : heardAt;
            if (node.Desk.Now - heardAt >= JoinPatienceMs)
            {
                var peers = node.Desk.Ask(new QueryPeers(node.Desk.NextId));
                yield return peers;
                if (Voters(peers.Answer as PeersQueried) >= node.Majority)
                {
                    // A majority has a leader, and it hears of none: it was given up before it had its vote.
                    foreach (var wait in volume.Archive("K3s did not become a member in time"))
                    {
                        yield return wait;
                    }

                    yield break;
                }
            }

            yield return node.Desk.Later(2000);
        }

        if (IsVoter)
        {
            var status = node.Status!;
            node.Desk.Say(NodeEvent.Promoted, "this member is a voter");
            var record = node.Record! with { Stage = MemberStage.Member, MemberId = status.MemberId };
            foreach (var wait in volume.Write(record))
            {
                yield return wait;
            }
        }
    }
}
