using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane.Etcd;

/// <summary>
/// What a leader knows of the others, and what clients wait for. Changes of the configuration are checked as
/// etcd does with <c>--strict-reconfig-check</c> (server/etcdserver/server.go, mayAddMember and
/// mayRemoveMember).
/// </summary>
internal sealed class Leadership
{
    /// <summary>
    /// HealthInterval of etcd: a member that has not been heard of for so long is not connected.
    /// </summary>
    private const int HealthRounds = 5000 / EtcdNetwork.RoundMs;

    private readonly Member member;
    private readonly List<Progress> others = [];
    private readonly List<EtcdTask> waiting = [];
    private readonly List<EtcdTask> reads = [];
    private int pendingChange;

    public Leadership(Member member)
    {
        this.member = member;
        pendingChange = member.Data.Last;
        Know();
    }

    /// <summary>The other members.</summary>
    public List<Progress> Others => others;

    /// <summary>What is known of a member; null where it is none of the others.</summary>
    public Progress? Find(ulong id)
    {
        foreach (var other in others)
        {
            if (other.Peer.Id == id)
            {
                return other;
            }
        }

        return null;
    }

    /// <summary>Takes the configuration over.</summary>
    public void Know()
    {
        var membership = member.Data.Membership;
        others.RemoveAll(o => membership.Find(o.Peer.Id) is null);
        foreach (var peer in membership.Peers)
        {
            var known = Find(peer.Id);
            if (known is not null)
            {
                known.Peer = peer;
            }
            else if (peer.Id != member.Data.MemberId)
            {
                others.Add(new(peer) { Next = member.Data.Last + 1, Heard = member.Network.Round });
            }
        }
    }

    /// <summary>Whether a majority has answered since a round.</summary>
    public bool HasMajoritySince(int round)
    {
        var count = 1;
        foreach (var other in others)
        {
            count += !other.Peer.IsLearner && other.Heard >= round ? 1 : 0;
        }

        return count >= member.Data.Membership.Majority;
    }

    /// <summary>The last entry that a majority of voters has.</summary>
    public int MajorityMatch()
    {
        Span<int> matches = stackalloc int[others.Count + 1];
        var count = 0;
        if (member.IsVoter)
        {
            matches[count++] = member.Data.Last;
        }

        foreach (var other in others)
        {
            if (!other.Peer.IsLearner)
            {
                matches[count++] = other.Match;
            }
        }

        var voters = matches[..count];
        voters.Sort();
        return count == 0 ? 0 : voters[count - member.Data.Membership.Majority];
    }

    /// <summary>Takes a task of a client.</summary>
    public void Take(EtcdTask task)
    {
        if (task.Kind == EntryKind.Empty)
        {
            task.Round = member.Network.Round;
            reads.Add(task);
            Confirm();
            return;
        }

        if (task.Kind != EntryKind.Write && WhyNot(task) is { } refusal)
        {
            task.Answer(member, refusal);
            return;
        }

        var argument = task.Number;
        if (task.Kind != EntryKind.Write)
        {
            argument = member.Data.Cluster.Proposed.Count;
            member.Data.Cluster.Proposed.Add(task.Peer!);
        }

        // A cluster of one commits within the proposal.
        (task.Index, task.Term) = (member.Data.Last + 1, member.Data.Term);
        waiting.Add(task);
        var before = pendingChange;
        pendingChange = task.Kind == EntryKind.Write ? pendingChange : task.Index;
        if (!member.Propose(task.Kind, argument))
        {
            // Its disk takes no writes: another entry will have its place, and nobody is told.
            _ = waiting.Remove(task);
            pendingChange = before;
        }
    }

    /// <summary>An entry is applied: whoever waits for it is told.</summary>
    public void Applied(int index, Entry entry)
    {
        CheckRemoval(index, entry);
        for (var i = 0; i < waiting.Count; i++)
        {
            var task = waiting[i];
            if (task.Index == index)
            {
                waiting.RemoveAt(i);
                if (task.Term == entry.Term)
                {
                    task.Answer(member, Done.Value);
                }

                return;
            }
        }
    }

    /// <summary>Answers reads after which a majority has confirmed that this member leads.</summary>
    public void Confirm()
    {
        if (reads.Count == 0 || member.Data.TermAt(member.Data.Commit) != member.Data.Term)
        {
            return;
        }

        var done = reads.FindAll(r => HasMajoritySince(r.Round + 1) || others.Count == 0);
        reads.RemoveAll(done.Contains);
        foreach (var read in done)
        {
            read.Answer(member, Done.Value);
        }
    }

    /// <summary>Why etcd refuses a change; null where it does not.</summary>
    private Answer? WhyNot(EtcdTask task)
    {
        var membership = member.Data.Membership;
        if (pendingChange > member.Data.Commit)
        {
            return new Failed("another change of the configuration is under way");
        }

        return task.Kind switch
        {
            EntryKind.AddLearner when membership.Peers.Any(p => p.Url == task.Peer!.Url) =>
                new Refused(Refusal.Other, "Peer URLs already exists"),
            EntryKind.AddLearner when membership.Peers.Any(p => p.IsLearner) =>
                new Refused(Refusal.TooManyLearners, "too many learner members in cluster"),
            EntryKind.AddLearner when others.Any(o => !o.Peer.IsLearner && !IsActive(o)) =>
                new Refused(Refusal.Unhealthy, "unhealthy cluster"),
            EntryKind.Promote => WhyNotPromoted(task.Peer!.Id),
            EntryKind.Remove => WhyNotRemoved(task.Peer!.Id),
            _ => null,
        };
    }

    private Answer? WhyNotPromoted(ulong id)
    {
        var other = Find(id);
        return other is null ? new Refused(Refusal.Other, "member not found")
            : !other.Peer.IsLearner ? new Refused(Refusal.Other, "can only promote a learner member")
            : !IsActive(other) || other.Match < member.Data.Last * 0.9
                ? new Refused(Refusal.LearnerNotReady, "can only promote a learner in sync with leader")
            : null;
    }

    private Answer? WhyNotRemoved(ulong id)
    {
        var (membership, cluster) = (member.Data.Membership, member.Data.Cluster);
        if (membership.Find(id) is not { } peer)
        {
            return new Refused(Refusal.Other, "member not found");
        }

        if (peer.IsLearner)
        {
            return null;
        }

        var rest = membership.Voters - 1;
        var started = membership.Peers.Count(
            p => !p.IsLearner && p.Id != id && cluster.Started.Contains(p.Id));
        if (rest == 0 || started < (rest / 2) + 1)
        {
            return new Refused(Refusal.Unhealthy, "not enough started members");
        }

        // A member that is down is no part of the active majority.
        if (id != member.Data.MemberId && Find(id) is { } other && !IsActive(other))
        {
            return null;
        }

        var active = 1 + others.Count(o => !o.Peer.IsLearner && IsActive(o));
        return active - 1 < 1 + (rest / 2) ? new Refused(Refusal.Unhealthy, "unhealthy cluster") : null;
    }

    private bool IsActive(Progress other) => other.Heard > member.Network.Round - HealthRounds;

    /// <summary>
    /// A member goes: a majority of those that stay must have said so, or the cluster may have no quorum from
    /// now on.
    /// </summary>
    private void CheckRemoval(int index, Entry entry)
    {
        if (entry.Kind != EntryKind.Remove)
        {
            return;
        }

        var gone = member.Data.Cluster.Proposed[entry.Argument];
        if (gone.IsLearner || entry.Term != member.Data.Term)
        {
            return;
        }

        var have = member.IsVoter && gone.Id != member.Data.MemberId ? 1 : 0;
        have += others.Count(o => !o.Peer.IsLearner && o.Peer.Id != gone.Id && o.Match >= index);
        var stay = member.Data.Membership.Voters;
        if (have < (stay / 2) + 1)
        {
            throw new SafetyViolation(
                $"member {gone.Id:x} is removed without a quorum: {have} of the {stay} that stay know of it");
        }

        member.Network.Remove(member.Data.Cluster, gone);
    }
}

/// <summary>What a leader knows of another member.</summary>
internal sealed class Progress(Peer peer)
{
    /// <summary>The member.</summary>
    public Peer Peer { get; set; } = peer;

    /// <summary>The last entry that it surely has.</summary>
    public int Match { get; set; }

    /// <summary>The entry to send next.</summary>
    public int Next { get; set; }

    /// <summary>The last round that it has answered.</summary>
    public int Heard { get; set; }
}
