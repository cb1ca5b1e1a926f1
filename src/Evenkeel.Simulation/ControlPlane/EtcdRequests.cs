using System.Globalization;
using Evenkeel.Simulation.ControlPlane.Etcd;
using Evenkeel.Simulation.ControlPlane.Machines;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>
/// What is asked of etcd: of the own member, where there is one, else of any other that can be reached.
/// </summary>
internal sealed class EtcdRequests(Plane plane)
{
    /// <summary>Whether it is asked of etcd.</summary>
    public static bool Does(Request request) => request is QueryPeers or ListMembers or AddLearner
        or PromoteLearner or RemoveMember or MoveLeader or TakeSnapshot or HoldLease;

    /// <summary>The member behind a slot's address, as a machine reaches it; null for none.</summary>
    public static Member? Reach(Plane plane, Machine from, int slot)
    {
        if (plane.MemberAt(slot) is not { IsStopped: false } member)
        {
            return null;
        }

        var holder = plane.Slots[slot].Interface!;
        if (holder == from)
        {
            return member;
        }

        return !holder.IsFenced && from.Mounted is { } own
            && plane.IsOpen(own.Index, slot) && plane.IsOpen(slot, own.Index)
            && (plane.Loss <= 0 || plane.Random.Fraction() >= plane.Loss)
            ? member : null;
    }

    /// <summary>Does it; the answer comes once it is known, or never.</summary>
    public void Do(Machine machine, Request request, Action<Answer> answer)
    {
        switch (request)
        {
            case QueryPeers:
                plane.After(plane.Between(20, 1500), () => answer(Query(machine)));
                break;
            case TakeSnapshot take:
                Snapshot(machine, take, answer);
                break;
            case MoveLeader move:
                answer(machine.Member?.HandOver(move.MemberId) == true
                    ? Done.Value : new Failed("not the leader"));
                break;
            default:
                Submit(machine, request, answer);
                break;
        }
    }

    /// <summary>
    /// Gives a task to a member, which passes it on to the leader it knows; false where that cannot be.
    /// </summary>
    public static bool TrySubmit(Plane plane, Member member, EtcdTask task)
    {
        if (member.IsFrozen)
        {
            return false;
        }

        if (member.Role == RaftRole.Leader)
        {
            return member.TryTake(task);
        }

        var peer = member.Data.Membership.Find(member.Leader);
        return peer is not null && plane.MemberAt(peer.Slot) is { } leader
            && leader.Data.MemberId == peer.Id && leader.Data.Cluster == member.Data.Cluster
            && plane.Passes(member, leader) && plane.Passes(leader, member) && leader.TryTake(task);
    }

    private PeersQueried Query(Machine machine) => new(
        [.. plane.Slots.Where(s => s != machine.Mounted).Select(s => Reach(plane, machine, s.Index) is { } m
            ? new PeerState(s.Address.Name, m.Status, m.Leader != 0)
            : new PeerState(s.Address.Name, null, IsServing: false))]);

    private Member? Any(Machine machine)
    {
        if (machine.Member is { } own)
        {
            return own;
        }

        var first = plane.Random.Below(plane.Slots.Count);
        for (var i = 0; i < plane.Slots.Count; i++)
        {
            if (Reach(plane, machine, (first + i) % plane.Slots.Count) is { } member)
            {
                return member;
            }
        }

        return null;
    }

    private void Submit(Machine machine, Request request, Action<Answer> answer)
    {
        if (Any(machine) is not { } member)
        {
            answer(new Failed("no member of etcd answers"));
            return;
        }

        var task = TaskOf(request, member, answer);
        if (!TrySubmit(plane, member, task))
        {
            plane.After(plane.Between(2000, 7000), () => answer(new Failed("etcdserver: request timed out")));
        }
    }

    private EtcdTask TaskOf(Request request, Member member, Action<Answer> answer)
    {
        var (kind, peer) = request switch
        {
            AddLearner add => (EntryKind.AddLearner, new Peer(
                (ulong)plane.Random.Below(int.MaxValue) + 1, SlotOf(add.PeerUrl), add.PeerUrl,
                IsLearner: true)),
            PromoteLearner promote => (EntryKind.Promote, Known(member, promote.MemberId)),
            RemoveMember remove => (EntryKind.Remove, Known(member, remove.MemberId)),
            _ => (EntryKind.Empty, null),
        };
        return new EtcdTask(kind, (task, result) => Tell(request, task, result, answer)) { Peer = peer };
    }

    /// <summary>The answer goes the way back, on which it can be lost.</summary>
    private void Tell(Request request, EtcdTask task, Answer result, Action<Answer> answer)
    {
        if (plane.Loss > 0 && plane.Random.Fraction() < plane.Loss)
        {
            return;
        }

        var data = task.By!.Data;
        var told = result is not Done ? result : request switch
        {
            ListMembers => new MembersListed(data.Cluster.Id, task.By.Status.Revision, Members(data)),
            AddLearner => new LearnerAdded(task.Peer!.Id, Members(data)),
            _ => result,
        };
        plane.After(plane.Between(2, 60), () => answer(told));
    }

    private IReadOnlyList<EtcdMember> Members(MemberData data) =>
        [.. data.Membership.Peers.Select(p => new EtcdMember(
            p.Id, data.Cluster.Started.Contains(p.Id) ? plane.Slots[p.Slot].Address.Name : "", p.Url,
            p.IsLearner))];

    private static Peer Known(Member member, ulong id) =>
        member.Data.Membership.Find(id) ?? new Peer(id, 0, "", IsLearner: true);

    private int SlotOf(string url)
    {
        foreach (var slot in plane.Slots)
        {
            if (url.Contains("//" + slot.Address.Address + ":", StringComparison.Ordinal))
            {
                return slot.Index;
            }
        }

        throw new InvalidOperationException(url);
    }

    private void Snapshot(Machine machine, TakeSnapshot take, Action<Answer> answer)
    {
        if (Any(machine) is not { IsFrozen: false } member)
        {
            answer(new Failed("no member of etcd answers"));
            return;
        }

        var data = member.Data;
        var (revision, wall) = (member.Status.Revision, plane.WallOf(machine));
        plane.After(plane.Between(200, 3000), () =>
        {
            if (plane.AwsFailure > 0 && plane.Random.Fraction() < plane.AwsFailure)
            {
                answer(new Failed("503 Service Unavailable"));
                return;
            }

            var name = string.Create(CultureInfo.InvariantCulture, $"{revision}-{wall}");
            var info = new SnapshotInfo(name, revision, "", wall, data.Cluster.Id, take.Marks);
            plane.Store.Add(new(info, data.Cluster));
            answer(new SnapshotTaken(info));
        });
    }
}
