using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Boot;

/// <summary>
/// Joins with an empty disk: what was this slot's member before is removed first, for adding first would ask
/// for a larger quorum; then the slot is added as a learner, which has no vote until it has everything.
/// </summary>
internal sealed class JoinFlow(Node node, VolumeFlow volume, SlotFlow slot)
{
    private const long RetryMs = 3000;
    private bool isPrepared;

    /// <summary>
    /// Goes on until the slot is a learner and its etcd is wanted, or the disk turns out not to be empty.
    /// </summary>
    public IEnumerable<Wait> Run()
    {
        do
        {
            var list = node.Desk.Ask(new ListMembers(node.Desk.NextId));
            yield return list;
            foreach (var wait in list.Answer is MembersListed members ? Join(members) : AwaitQuorum())
            {
                yield return wait;
            }
        }
        while (node.Disk is { HasData: false });
    }

    private IEnumerable<Wait> AwaitQuorum()
    {
        // It may be who is missed.
        node.Hold(ReasonCodes.EmptyWithoutQuorum, WithoutQuorum);
        foreach (var wait in volume.LookLater(RetryMs))
        {
            yield return wait;
        }
    }

    private IEnumerable<Wait> Join(MembersListed members)
    {
        if (members.ClusterId != node.Marker!.ClusterId)
        {
            node.Hold(ReasonCodes.Joining, "the others run a cluster that is not the marker's");
            yield return node.Desk.Later(RetryMs);
            node.Forget();
            yield break;
        }

        var mine = members.Members.FirstOrDefault(m => m.PeerUrl == node.PeerUrl);
        if ((mine is null || !node.Rules.RemovesBeforeAdding) && members.Members.Any(m => m.IsLearner))
        {
            node.Hold(ReasonCodes.Joining, "another slot joins just now; one does at a time");
            yield return node.Desk.Later(RetryMs);
            yield break;
        }

        foreach (var wait in mine is null || !node.Rules.RemovesBeforeAdding ? Add(members.ClusterId)
            : mine.IsLearner ? RemoveLearner(mine) : Replace(mine))
        {
            yield return wait;
        }
    }

    /// <summary>
    /// Waits until the own member has a vote, asking for it again and again: etcd refuses while it is behind.
    /// </summary>
    public IEnumerable<Wait> Promote()
    {
        node.Hold(ReasonCodes.Joining, "this member is a learner, and catches up");
        while (node.Children.Verdict(node.Database) is null)
        {
            if (node.Status is { MemberId: not 0 } status)
            {
                if (status.MemberId != node.Record!.MemberId || status.ClusterId != node.Record.ClusterId)
                {
                    foreach (var wait in volume.Archive("what runs on it is not the learner that was added"))
                    {
                        yield return wait;
                    }

                    yield break;
                }

                if (!status.IsLearner || !node.Rules.WaitsForPromotion)
                {
                    node.Desk.Say(NodeEvent.Promoted, "this member is a voter");
                    var record = node.Record! with { Stage = MemberStage.Member };
                    foreach (var wait in volume.Write(record))
                    {
                        yield return wait;
                    }

                    yield break;
                }

                var promote = node.Desk.Ask(new PromoteLearner(node.Desk.NextId, status.MemberId));
                yield return promote;
            }

            yield return node.Desk.Later(2000);
        }
    }

    private const string WithoutQuorum =
        "the disk is empty, the cluster exists, and no quorum of it answers: if its disks are lost for good, "
        + "`evenkeel restore` orders a restore";

    /// <summary>A learner of this slot has no vote: one whose data is not here can go at once.</summary>
    private IEnumerable<Wait> RemoveLearner(EtcdMember mine)
    {
        var remove = node.Desk.Ask(new RemoveMember(node.Desk.NextId, mine.Id));
        yield return remove;
        if (!remove.IsDone)
        {
            yield return node.Desk.Later(RetryMs);
        }
    }

    private IEnumerable<Wait> Replace(EtcdMember lost)
    {
        var waitMs = (long)node.Configuration.Timings.Replace.TotalMilliseconds;
        if (node.Rules.WaitsBeforeReplacing)
        {
            node.Hold(
                ReasonCodes.Replacing,
                $"the disk is empty, though this slot was a member: it is replaced after {waitMs / 1000} s");
            node.Desk.Say(
                NodeEvent.ReplacementWaits,
                $"member {StoredObjectJson.Hex(lost.Id)} of this slot is lost; it is removed after a wait");
            yield return new Pause(node.Desk.Now + waitMs);
            foreach (var wait in slot.Inspect(node.Slot!))
            {
                yield return wait;
            }

            if (node.Disk is null or { HasData: true })
            {
                // The volume was slow to show what is on it.
                yield break;
            }
        }

        foreach (var wait in volume.BackUp())
        {
            yield return wait;
        }

        if (node.Disk is { HasData: false })
        {
            foreach (var wait in Remove(lost))
            {
                yield return wait;
            }
        }
    }

    private IEnumerable<Wait> Remove(EtcdMember lost)
    {
        var list = node.Desk.Ask(new ListMembers(node.Desk.NextId));
        yield return list;
        var peers = node.Desk.Ask(new QueryPeers(node.Desk.NextId));
        yield return peers;
        if (list.Answer is not MembersListed members || peers.Answer is not PeersQueried answers
            || !members.Members.Any(m => m.Id == lost.Id && !m.IsLearner))
        {
            yield return node.Desk.Later(RetryMs);
            yield break;
        }

        var rest = members.Members.Where(m => !m.IsLearner && m.Id != lost.Id).ToList();
        var answering = rest.Count(m => answers.Peers.Any(p => p.Status is { LeaderId: not 0 } s
            && s.MemberId == m.Id && s.ClusterId == members.ClusterId));
        if (answering < (rest.Count / 2) + 1)
        {
            node.Hold(
                ReasonCodes.Replacing,
                $"{answering} of the other {rest.Count} members answer: too few to remove one");
            yield return node.Desk.Later(RetryMs);
            yield break;
        }

        var remove = node.Desk.Ask(new RemoveMember(node.Desk.NextId, lost.Id));
        yield return remove;
        if (remove.IsDone)
        {
            node.Desk.Say(NodeEvent.MemberRemoved, $"member {StoredObjectJson.Hex(lost.Id)} is removed");
        }
        else
        {
            yield return node.Desk.Later(RetryMs);
        }
    }

    /// <summary>Has certificates, and the volume in use and still empty; else another round begins.</summary>
    private IEnumerable<Wait> Prepare()
    {
        isPrepared = false;
        node.Hold(ReasonCodes.Joining, "this slot asks to be a learner");
        var certificates = node.Desk.Ask(new IssueCertificates(node.Desk.NextId));
        yield return certificates;
        if (!certificates.IsDone)
        {
            yield return node.Desk.Later(RetryMs);
            yield break;
        }

        // Not before: until now the disk may have turned out not to be empty.
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

        // Asking took its time: the disk must still be empty, here and once more before etcd starts on it.
        foreach (var wait in volume.MoveRemains())
        {
            yield return wait;
        }

        isPrepared = node is { Disk.HasData: false, IsInUse: true };
    }

    private IEnumerable<Wait> Add(ulong clusterId)
    {
        foreach (var wait in Prepare())
        {
            yield return wait;
        }

        if (!isPrepared)
        {
            yield break;
        }

        // The variant that adds first has to name the address in another way: etcd takes a URL once.
        var url = node.Rules.RemovesBeforeAdding ? node.PeerUrl : node.PeerUrl + "/";
        var add = node.Desk.Ask(new AddLearner(node.Desk.NextId, url));
        yield return add;
        if (add.Answer is not LearnerAdded added)
        {
            yield return node.Desk.Later(RetryMs);
            yield break;
        }

        node.Desk.Say(NodeEvent.LearnerAdded, $"this slot is learner {StoredObjectJson.Hex(added.MemberId)}");
        var record = node.Record! with
        {
            Stage = MemberStage.Joining,
            MemberId = added.MemberId,
            ClusterId = clusterId,
            Token = "",
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

        foreach (var wait in Start(added))
        {
            yield return wait;
        }
    }

    private IEnumerable<Wait> Start(LearnerAdded added)
    {
        foreach (var wait in volume.LookOnceMore())
        {
            yield return wait;
        }

        if (volume.IsAsJudged)
        {
            node.FenceStage(cut: false);
            node.Children.Want(Child.Etcd, Existing(node, added.Members, added.MemberId), once: true);
            node.Disk = node.Disk! with { HasData = true };
        }
    }

    /// <summary>How a member starts that the cluster knows.</summary>
    public static ChildOptions Existing(Node node, IReadOnlyList<EtcdMember> members, ulong own) =>
        new ChildOptions.Etcd(
            node.Slot!.Name, IsNew: false, node.Marker!.Token,
            [.. members.Select(m => m.Id == own ? m with { Name = node.Slot.Name } : m)]);
}
