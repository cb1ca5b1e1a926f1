using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Duties;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Boot;

/// <summary>
/// The boot matrix: from what is on the disk and what the cluster says to a member that runs. It goes round:
/// whatever a branch finds or changes is judged anew from the top, so that there is one way to each end.
/// </summary>
internal sealed class MainFlow
{
    private const long RefusedPollMs = 10_000;

    /// <summary>So long K3s may run while its own etcd, which has answered before, does not.</summary>
    private const long LostEtcdMs = 300_000;
    private readonly Node node;
    private readonly SlotFlow slot;
    private readonly ClusterReader reader;
    private readonly VolumeFlow volume;
    private readonly FoundingFlow founding;
    private readonly JoinFlow join;
    private readonly EmbeddedJoinFlow embedded;
    private readonly RestoreFlow restore;
    private readonly KubernetesWishes kubernetes;
    private SnapshotInfo? latest;
    private bool isLatestKnown;

    public MainFlow(Node node, KubernetesWishes kubernetes)
    {
        this.node = node;
        this.kubernetes = kubernetes;
        slot = new SlotFlow(node);
        reader = new ClusterReader(node);
        volume = new VolumeFlow(node, slot);
        // A restore founds, too, and holds the claim that the founding's steps renew.
        var claim = new ClaimFlow(node);
        founding = new FoundingFlow(node, reader, volume, claim);
        join = new JoinFlow(node, volume, slot);
        embedded = new EmbeddedJoinFlow(node, volume, slot, new ClaimFlow(node));
        restore = new RestoreFlow(node, reader, volume, founding, claim);
    }

    /// <summary>Goes on for ever.</summary>
    public IEnumerable<Wait> Run()
    {
        while (true)
        {
            if (node.Disk is null)
            {
                foreach (var wait in node.Slot is { } known && node.Incarnation.Length > 0
                    ? slot.Inspect(known) : slot.Run())
                {
                    yield return wait;
                }

                if (node.Disk is null)
                {
                    yield return node.Desk.Later(2000);
                    continue;
                }
            }

            foreach (var wait in MayGoOn ? GoOn() : JudgeByStore())
            {
                yield return wait;
            }

            if (node.Children.Verdict(node.Database) is { } reason && node.Disk is not null)
            {
                foreach (var wait in AfterEnd(reason))
                {
                    yield return wait;
                }
            }
        }
    }

    /// <summary>
    /// Whether this boot of the machine has checked the volume, and it still holds the voter that it held:
    /// then
    /// it runs on, whatever answers or does not.
    /// </summary>
    private bool MayGoOn =>
        node is { IsInUse: true, Pending: null, Disk: { HasData: true, IsDamaged: false } }
        && node.Record is { Stage: MemberStage.Member } record
        && (node.Marker is null || node.Marker.ClusterId == record.ClusterId)
        && volume.WhyForeign() is null && volume.WhyStale(null) is null;

    private IEnumerable<Wait> GoOn()
    {
        var record = node.Record!;
        node.Marker ??= new FoundingMarker(record.ClusterId, record.MemberId, record.Slot, record.Token);
        node.Order = record.Order;
        return RunMember();
    }

    /// <summary>
    /// The database's process has ended. Its disk is looked at before it is started again: what was deleted
    /// or
    /// put back meanwhile must not run under the member's identity.
    /// </summary>
    private IEnumerable<Wait> AfterEnd(ExitReason reason)
    {
        if (reason == ExitReason.Removed)
        {
            node.Desk.Say(NodeEvent.WasRemoved, "this slot's member was removed");
        }

        node.Hold(ReasonCodes.EtcdDown, $"etcd ended ({reason})");
        node.Children.Clear(node.Database);
        if (reason != ExitReason.Unknown)
        {
            kubernetes.Stop();
            return volume.Archive($"etcd ended as {reason}");
        }

        node.Forget();
        return [];
    }

    private IEnumerable<Wait> JudgeByStore()
    {
        node.IsInUse &= volume.WhyStale(null) is null;
        foreach (var wait in slot.TakeIncarnation())
        {
            yield return wait;
        }

        foreach (var wait in reader.Run())
        {
            yield return wait;
        }

        if (node.Mark is null && !isLatestKnown && node.Disk!.HasData)
        {
            var find = node.Desk.Ask(new FindSnapshots(node.Desk.NextId));
            yield return find;
            if (find.Answer is not SnapshotsFound found)
            {
                yield return node.Desk.Later(2000);
                yield break;
            }

            (latest, isLatestKnown) = (found.Latest, true);
        }

        foreach (var wait in Judge())
        {
            yield return wait;
        }
    }

    /// <summary>The matrix; its rows are in docs/agent.md, in this order.</summary>
    private IEnumerable<Wait> Judge()
    {
        var (disk, record) = (node.Disk!, node.Record);
        if (volume.WhyForeign() is { } foreign)
        {
            return Refuse(ReasonCodes.ForeignVolume, $"the volume is not this slot's: {foreign}");
        }

        if (node.Pending is not null)
        {
            return restore.Run();
        }

        if (!disk.HasData && !node.Children.IsGone(node.Database))
        {
            return LookAgain();
        }

        if (node.Marker is null)
        {
            return disk.HasData && record!.Stage != MemberStage.Founding && node.Rules.AsksForMarker
                ? Refuse(
                    ReasonCodes.ForeignVolume,
                    "the volume has a member of a cluster of which the store has no marker")
                : Used(founding.Run());
        }

        if (!disk.HasData)
        {
            return node.IsEmbedded ? embedded.Run() : join.Run();
        }

        if (disk.IsDamaged)
        {
            return volume.Archive("the database cannot be read, or its member was removed");
        }

        if (record!.Stage == MemberStage.Empty && node.Rules.RefusesStaleVolumes)
        {
            return LeaveStale("it has data, though its slot.json says that it was emptied");
        }

        if (!BelongsToMarker(record))
        {
            return LeaveOther(record);
        }

        // What is in use runs on; but a record of a founding that is over was put back, by whomever.
        return (!node.IsInUse || record.MemberId == 0) && volume.WhyStale(latest) is { } stale
            ? LeaveStale(stale)
            : Used(RunMember());
    }

    /// <summary>
    /// The founder that came second, one whose claim ran out, or what was before a restore. What came of an
    /// order that somebody has deleted since is not from before anything.
    /// </summary>
    private IEnumerable<Wait> LeaveOther(SlotRecord record) =>
        record.Stage is MemberStage.Founding or MemberStage.Restoring
            || (record.Order != node.Order && node.Order.Length > 0)
            ? volume.Archive("its cluster is not the one that the marker names")
            : Refuse(
                ReasonCodes.ForeignVolume,
                record.Order == node.Order
                    ? "the volume has a member of a cluster that is not the marker's"
                    : $"the volume has what order {record.Order} restored, and the store has that order no "
                        + "more: write it back");

    private bool BelongsToMarker(SlotRecord record) =>
        !node.Rules.ComparesFounders
        || (record.Stage is MemberStage.Founding or MemberStage.Restoring
            ? record.Token == node.Marker!.Token
            : record.ClusterId == node.Marker!.ClusterId && record.Order == node.Order);

    /// <summary>Takes the volume into use before what follows; nothing follows where that fails.</summary>
    private IEnumerable<Wait> Used(IEnumerable<Wait> then)
    {
        if (!node.IsInUse)
        {
            foreach (var wait in volume.TakeIntoUse())
            {
                yield return wait;
            }
        }

        if (node.IsInUse)
        {
            foreach (var wait in then)
            {
                yield return wait;
            }
        }
        else
        {
            yield return node.Desk.Later(1000);
        }
    }

    /// <summary>
    /// Its data is gone under an etcd that runs: that one must not go on, and the disk, which may be slow to
    /// show what is on it, is looked at anew.
    /// </summary>
    private IEnumerable<Wait> LookAgain()
    {
        node.Hold(ReasonCodes.EtcdDown, "etcd's data is gone under it: it is killed");
        yield return volume.StopUse();
        node.Forget();
    }

    private IEnumerable<Wait> Refuse(string code, string why)
    {
        node.Hold(code, why + "; give the slot its own volume, or an empty one");
        node.Desk.Say(NodeEvent.VolumeRefused, why);
        yield return node.Desk.Later(RefusedPollMs);
        node.Forget();
    }

    /// <summary>
    /// An old copy: it is never used. While a quorum answers without it, its slot is as good as empty; else a
    /// human has to find the real one.
    /// </summary>
    private IEnumerable<Wait> LeaveStale(string why)
    {
        node.Hold(
            ReasonCodes.StaleVolume,
            $"the volume is an old copy: {why}. The slot is replaced by itself once a quorum of the others "
            + "answers; else attach the real volume, or order a restore with `evenkeel restore`");
        node.Desk.Say(NodeEvent.VolumeRefused, $"the volume is an old copy: {why}");

        // The next agent must not take it for what was in use.
        node.Desk.Do(new RememberVolume(""));

        // An etcd that runs on it, adopted, must not count towards the quorum of the others.
        yield return volume.StopUse();
        var copy = node.Disk! with { Record = node.Record };
        while (node.Pending is null)
        {
            var list = node.Desk.Ask(
                node.IsEmbedded ? new QueryPeers(node.Desk.NextId) : new ListMembers(node.Desk.NextId));
            yield return list;
            foreach (var wait in slot.Inspect(node.Slot!))
            {
                yield return wait;
            }

            if (node.Disk != copy)
            {
                // Somebody has put the real one in its place, or it shows more by now.
                node.Forget();
                yield break;
            }

            if (IsQuorumElsewhere(list.Answer))
            {
                foreach (var wait in volume.Archive("an old copy: " + why))
                {
                    yield return wait;
                }

                yield break;
            }

            yield return node.Desk.Later(5000);
            foreach (var wait in reader.ReadMarker())
            {
                yield return wait;
            }
        }
    }

    private bool IsQuorumElsewhere(Answer answer) => answer switch
    {
        MembersListed members => members.ClusterId == node.Marker?.ClusterId,
        PeersQueried peers => peers.Peers.Count(p =>
            p.Status is { LeaderId: not 0, IsLearner: false } s && s.ClusterId == node.Marker?.ClusterId)
            >= node.Majority,
        _ => false,
    };

    private IEnumerable<Wait> RunMember()
    {
        var record = node.Record!;
        if (record.Stage is MemberStage.Founding or MemberStage.Restoring)
        {
            record = record with
            {
                Stage = MemberStage.Member,
                ClusterId = node.Marker!.ClusterId,
                MemberId = node.Marker.MemberId,
            };
            foreach (var wait in volume.Write(record))
            {
                yield return wait;
            }

            if (node.Record != record)
            {
                yield break;
            }
        }

        if (!node.Children.IsWanted(node.Database) || node.Children.Verdict(node.Database) is not null)
        {
            foreach (var wait in Start())
            {
                yield return wait;
            }
        }

        if (node.Record is { Stage: MemberStage.Joining })
        {
            node.FenceStage(cut: false);
            foreach (var wait in node.IsEmbedded ? embedded.AwaitVote() : join.Promote())
            {
                yield return wait;
            }
        }

        if (node.Record is { Stage: MemberStage.Member } && node.Disk is { HasData: true })
        {
            foreach (var wait in Serve())
            {
                yield return wait;
            }
        }
    }

    /// <summary>
    /// The member is a voter: everything that stands on it runs, until something changes that.
    /// </summary>
    private IEnumerable<Wait> Serve()
    {
        node.Desk.Do(new RememberVolume(SlotFlow.Remember(node)));
        node.Hold(null);
        node.FenceStage(cut: false);
        kubernetes.Want();
        yield return new Until(
            () => node.Children.Verdict(node.Database) is not null || node.RunsOther || HasLostEtcd);
        if (HasLostEtcd)
        {
            // Whose member was removed, K3s lives on without it.
            node.Children.Kill(node.Database);
            yield return new Until(() => node.Children.Verdict(node.Database) is not null);
        }
        else if (node.RunsOther)
        {
            foreach (var wait in volume.Archive("what runs on it is not this slot's member"))
            {
                yield return wait;
            }
        }
    }

    private bool HasLostEtcd =>
        node.IsEmbedded && node.Desk.Facts is { Etcd: not null, EtcdSilentMs: >= LostEtcdMs };

    private IEnumerable<Wait> Start()
    {
        if (node.Children.IsGone(node.Database))
        {
            node.Hold(ReasonCodes.EtcdDown, "etcd starts");
            var issue = node.Desk.Ask(new IssueCertificates(node.Desk.NextId));
            yield return issue;
        }

        if (!node.IsEmbedded && node.Children.IsGone(node.Database))
        {
            // Asked once: where nobody answers, the member starts all the same, for it may be who is missed.
            var list = node.Desk.Ask(new ListMembers(node.Desk.NextId));
            yield return list;
            if (list.Answer is MembersListed listed && listed.ClusterId == node.Marker!.ClusterId)
            {
                if (listed.Members.All(m => m.Id != node.Record!.MemberId))
                {
                    node.Desk.Say(NodeEvent.WasRemoved, "this slot's member was removed while it was away");
                    foreach (var wait in volume.Archive("its member was removed"))
                    {
                        yield return wait;
                    }

                    yield break;
                }
            }
        }

        if (node.Children.IsGone(node.Database))
        {
            foreach (var wait in volume.LookOnceMore())
            {
                yield return wait;
            }

            if (!volume.IsAsJudged)
            {
                yield break;
            }
        }

        node.FenceStage(cut: false);
        node.Children.Want(node.Database, node.IsEmbedded
            ? new ChildOptions.K3s(IsClusterInit: false, Join: null)
            : JoinFlow.Existing(node, [], node.Record!.MemberId), once: true);
    }
}
