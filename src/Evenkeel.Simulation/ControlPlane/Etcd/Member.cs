using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane.Etcd;

/// <summary>What a member is to raft.</summary>
internal enum RaftRole
{
    Follower,
    PreCandidate,
    Candidate,
    Leader,
}

/// <summary>
/// A process of etcd: raft with pre-vote and the check of the quorum (etcd-io/raft, raft.go).
/// </summary>
internal sealed partial class Member(EtcdNetwork network, MemberData data, int slot)
{
    private const int MostWaiting = 64;
    private readonly Queue<Message> inbox = new();
    private readonly HashSet<ulong> votes = [];
    private Leadership? leadership;
    private int elapsed;
    private int timeout = network.DrawTimeout(slot);
    private int wonRound;

    /// <summary>What is on its disk.</summary>
    public MemberData Data { get; } = data;

    /// <summary>The messages.</summary>
    public EtcdNetwork Network { get; } = network;

    /// <summary>The slot whose address it has.</summary>
    public int Slot { get; } = slot;

    /// <summary>What it is.</summary>
    public RaftRole Role { get; private set; }

    /// <summary>The leader that it knows; 0 for none.</summary>
    public ulong Leader { get; private set; }

    /// <summary>Whether its disk takes no writes: it stops at the first one (etcd-io/etcd#13527).</summary>
    public bool IsDiskStalled { get; set; }

    /// <summary>Whether it stands still: stopped by a signal, or within a write that hangs.</summary>
    public bool IsFrozen => IsStopped || isBlocked;

    /// <summary>Whether a signal, or its machine, has stopped it.</summary>
    public bool IsStopped { get; set; }

    /// <summary>The last round in which a linearizable read would have come through.</summary>
    public int ReadRound { get; private set; }

    /// <summary>Whether it has a vote.</summary>
    public bool IsVoter => Data.Membership.Find(Data.MemberId) is { IsLearner: false };

    /// <summary>Its status, as its API tells.</summary>
    public EtcdStatus Status => new(
        Data.Cluster.Id, Data.MemberId, Leader, (ulong)Data.Term, Data.Commit,
        Data.Cluster.BaseRevision + Data.Commit, !IsVoter, []);

    private bool isBlocked;

    /// <summary>Goes on where it stood, as far as it can.</summary>
    public void Resume()
    {
        isBlocked = false;
        for (var i = inbox.Count; i > 0 && !IsFrozen; i--)
        {
            Handle(inbox.Dequeue());
        }
    }

    /// <summary>A round goes by.</summary>
    public void Tick()
    {
        if (IsFrozen)
        {
            return;
        }

        elapsed++;
        if (Role == RaftRole.Leader)
        {
            if (elapsed >= Network.ElectionRounds)
            {
                elapsed = 0;
                if (!leadership!.HasMajoritySince(Network.Round - Network.ElectionRounds))
                {
                    Follow(Data.Term, 0);
                    return;
                }
            }

            if (leadership!.HasMajoritySince(Network.Round - 1) && Network.Round > wonRound + 1)
            {
                ReadRound = Network.Round;
            }

            SendAll();
            AdvanceCommit();
        }
        else if (elapsed >= timeout && IsVoter)
        {
            Stand(isPre: true, isTransfer: false);
        }
        else if (elapsed > 0 && elapsed % timeout == 0)
        {
            Dial();
        }
    }

    /// <summary>A message arrives.</summary>
    public void Take(in Message message)
    {
        if (IsFrozen)
        {
            if (inbox.Count < MostWaiting)
            {
                inbox.Enqueue(message);
            }
        }
        else
        {
            Handle(message);
        }
    }

    /// <summary>Takes a task of a client; false where it does not lead.</summary>
    public bool TryTake(EtcdTask task)
    {
        if (Role != RaftRole.Leader || IsFrozen)
        {
            return false;
        }

        leadership!.Take(task);
        return true;
    }

    /// <summary>Appends an entry, as the leader; false where the disk takes no writes.</summary>
    public bool Propose(EntryKind kind, int argument)
    {
        if (!Persists())
        {
            return false;
        }

        Data.Log.Add(new(Data.Term, kind, argument));
        AdvanceCommit();
        return true;
    }

    /// <summary>Hands leadership over, where the other has everything.</summary>
    public bool HandOver(ulong to)
    {
        if (Role == RaftRole.Leader && !IsFrozen
            && leadership!.Others.Find(o => o.Peer.Id == to) is { Peer.IsLearner: false } other
            && other.Match == Data.Last)
        {
            Send(new(MessageKind.StandNow, Data.MemberId, to, Slot, other.Peer.Slot, Data.Term)
            {
                Cluster = Data.Cluster,
            });
            return true;
        }

        return false;
    }

    private void Handle(in Message message)
    {
        if (message.Cluster != Data.Cluster)
        {
            return;
        }

        if (message.Kind == MessageKind.Gone)
        {
            Network.End(this, ExitReason.Removed);
            return;
        }

        if (Data.Membership.WasRemoved(message.From))
        {
            Answer(message, MessageKind.Gone, Data.Term);
            return;
        }

        if (message.To != Data.MemberId || message.Kind == MessageKind.Dial)
        {
            return;
        }

        if (message.Kind is MessageKind.Vote or MessageKind.PreVote)
        {
            TakeVote(message);
        }
        else if (message.Term < Data.Term)
        {
            if (message.Kind is MessageKind.Append or MessageKind.Heartbeat)
            {
                // A leader of an old term learns of the new one.
                Answer(message, MessageKind.AppendAnswer, Data.Term, isRejected: true);
            }
        }
        else
        {
            TakeOfTerm(message);
        }
    }

    private void TakeOfTerm(in Message message)
    {
        if (message.Term > Data.Term && !IsPre(message))
        {
            if (!Persists(message))
            {
                return;
            }

            var isLeaders = message.Kind is MessageKind.Append or MessageKind.Heartbeat;
            Follow(message.Term, isLeaders ? message.From : 0);
        }

        switch (message.Kind)
        {
            case MessageKind.Append:
                TakeAppend(message);
                break;
            case MessageKind.Heartbeat:
                TakeHeartbeat(message);
                break;
            case MessageKind.StandNow when IsVoter:
                Stand(isPre: false, isTransfer: true);
                break;
            case MessageKind.AppendAnswer or MessageKind.HeartbeatAnswer when Role == RaftRole.Leader:
                TakeAnswer(message);
                break;
            case MessageKind.PreVoteAnswer when Role == RaftRole.PreCandidate:
            case MessageKind.VoteAnswer when Role == RaftRole.Candidate:
                TakeVoteAnswer(message);
                break;
            default:
                break;
        }
    }

    private static bool IsPre(in Message message) =>
        message.Kind == MessageKind.PreVoteAnswer && !message.IsRejected;

    private void Follow(int term, ulong leader)
    {
        if (term > Data.Term)
        {
            (Data.Term, Data.Vote) = (term, 0);
        }

        Role = RaftRole.Follower;
        leadership = null;
        (Leader, elapsed) = (leader, 0);
        timeout = Network.DrawTimeout(Slot);
    }

    private void TakeAppend(in Message message)
    {
        if (message.Entries is not null && !Persists(message))
        {
            return;
        }

        Obey(message);
        if (message.Index < Data.Commit)
        {
            Answer(message, MessageKind.AppendAnswer, Data.Term, Data.Commit);
            return;
        }

        if (message.Index > Data.Last || Data.TermAt(message.Index) != message.LogTerm)
        {
            Answer(
                message, MessageKind.AppendAnswer, Data.Term, Math.Min(message.Index - 1, Data.Last),
                isRejected: true);
            return;
        }

        var last = message.Index;
        foreach (var entry in message.Entries ?? [])
        {
            last++;
            if (last <= Data.Last && Data.Log[last - 1].Term != entry.Term)
            {
                if (last <= Data.Commit)
                {
                    throw new SafetyViolation($"{Data.MemberId:x} would forget what it has committed");
                }

                Data.Log.RemoveRange(last - 1, Data.Last - last + 1);
            }

            if (last > Data.Last)
            {
                Data.Log.Add(entry);
            }
        }

        Commit(Math.Min(message.Commit, last));
        Answer(message, MessageKind.AppendAnswer, Data.Term, last);
    }

    private void TakeHeartbeat(in Message message)
    {
        Obey(message);
        if (message.Commit > Data.Last)
        {
            // tocommit is out of range: it has acknowledged what it does not have (etcd-io/raft, log.go).
            Network.End(this, ExitReason.LostData);
            return;
        }

        Commit(message.Commit);
        Answer(message, MessageKind.HeartbeatAnswer, Data.Term);
    }

    private void Obey(in Message message)
    {
        if (Role != RaftRole.Follower || Leader != message.From)
        {
            Follow(Data.Term, message.From);
        }

        elapsed = 0;

        // A read is asked of the leader: one who does not hear this member answers it none.
        ReadRound = message.Heard >= Network.Round - 2 ? Network.Round : ReadRound;
    }

    private void TakeAnswer(in Message message)
    {
        if (leadership!.Find(message.From) is not { } other)
        {
            return;
        }

        other.Heard = Math.Max(other.Heard, message.Round);
        if (message.Kind == MessageKind.AppendAnswer)
        {
            if (message.IsRejected)
            {
                var next = Math.Max(other.Match + 1, Math.Min(other.Next - 1, message.Index + 1));
                if (next != other.Next)
                {
                    other.Next = next;
                    SendEntries(other);
                }
            }
            else
            {
                other.Match = Math.Max(other.Match, message.Index);
                other.Next = Math.Max(other.Next, other.Match + 1);
                AdvanceCommit();
            }
        }

        leadership?.Confirm();
    }

    private void AdvanceCommit()
    {
        var match = leadership?.MajorityMatch() ?? 0;
        if (match > Data.Commit && Data.TermAt(match) == Data.Term)
        {
            Commit(match);
        }
    }

    private void Commit(int index)
    {
        while (Data.Commit < index)
        {
            Data.Membership = Data.Commit == 0 ? Membership.Of(Data.Cluster.First) : Data.Membership;
            var entry = Data.Log[Data.Commit];
            Data.Cluster.Commit(Data.Commit + 1, entry, Data.MemberId, Data.Term);
            Data.Commit++;
            if (entry.Kind is EntryKind.AddLearner or EntryKind.Promote or EntryKind.Remove)
            {
                Data.Membership = Data.Membership.With(
                    entry.Kind, Data.Cluster.Proposed[entry.Argument]);
                leadership?.Know();
            }

            leadership?.Applied(Data.Commit, entry);
            if (Data.Membership.WasRemoved(Data.MemberId))
            {
                Network.End(this, ExitReason.Removed);
                return;
            }
        }
    }

    private void SendAll()
    {
        foreach (var other in leadership!.Others)
        {
            if (other.Next <= Data.Last || other.Match < other.Next - 1)
            {
                SendEntries(other);
            }

            if (other.Match > 0)
            {
                Send(To(other, MessageKind.Heartbeat, Math.Min(other.Match, Data.Commit), null));
            }
        }
    }

    private void SendEntries(Progress other)
    {
        var count = Data.Last - other.Next + 1;
        Entry[]? entries = count > 0 ? [.. Data.Log[(other.Next - 1)..]] : null;
        Send(To(other, MessageKind.Append, Data.Commit, entries));
    }

    private Message To(Progress other, MessageKind kind, int commit, Entry[]? entries) =>
        new(kind, Data.MemberId, other.Peer.Id, Slot, other.Peer.Slot, Data.Term)
        {
            Cluster = Data.Cluster,
            Index = other.Next - 1,
            LogTerm = Data.TermAt(other.Next - 1),
            Commit = commit,
            Round = Network.Round,
            Heard = other.Heard,
            Entries = entries,
        };

    private void Send(in Message message) => Network.Send(message);

    private void Answer(
        in Message message, MessageKind kind, int term, int index = 0, bool isRejected = false) =>
        Send(new(kind, Data.MemberId, message.From, Slot, message.FromSlot, term)
        {
            Cluster = Data.Cluster, Index = index, Round = message.Round, IsRejected = isRejected,
        });

    private bool Persists()
    {
        isBlocked |= IsDiskStalled;
        return !isBlocked;
    }

    private bool Persists(in Message message)
    {
        if (Persists())
        {
            return true;
        }

        inbox.Enqueue(message);
        return false;
    }
}
