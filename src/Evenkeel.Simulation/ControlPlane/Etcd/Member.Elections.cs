namespace Evenkeel.Simulation.ControlPlane.Etcd;

/// <content>How it stands, votes and comes to lead.</content>
internal sealed partial class Member
{
    private void TakeVote(in Message message)
    {
        var isPre = message.Kind == MessageKind.PreVote;
        var kind = isPre ? MessageKind.PreVoteAnswer : MessageKind.VoteAnswer;
        if (!message.IsTransfer && Leader != 0 && elapsed < Network.ElectionRounds)
        {
            // It hears of a leader, and does not let itself be disturbed.
            return;
        }

        if (message.Term < Data.Term)
        {
            Answer(message, kind, Data.Term, isRejected: true);
            return;
        }

        var isCurrent = message.LogTerm > Data.LastTerm
            || (message.LogTerm == Data.LastTerm && message.Index >= Data.Last);
        if (isPre)
        {
            var grants = isCurrent && message.Term > Data.Term;
            Answer(message, kind, grants ? message.Term : Data.Term, isRejected: !grants);
            return;
        }

        if (!Persists(message))
        {
            return;
        }

        if (message.Term > Data.Term)
        {
            Follow(message.Term, 0);
        }

        var votes = isCurrent && (Data.Vote == message.From || (Data.Vote == 0 && Leader == 0));
        if (votes)
        {
            (Data.Vote, elapsed) = (message.From, 0);
        }

        Answer(message, kind, Data.Term, isRejected: !votes);
    }

    private void TakeVoteAnswer(in Message message)
    {
        if (message.IsRejected || message.Term != (Role == RaftRole.PreCandidate ? Data.Term + 1 : Data.Term))
        {
            return;
        }

        votes.Add(message.From);
        CountVotes();
    }

    private void Stand(bool isPre, bool isTransfer)
    {
        elapsed = 0;
        timeout = Network.DrawTimeout(Slot);
        if (!isPre && !Persists())
        {
            return;
        }

        Leader = 0;
        leadership = null;
        Role = isPre ? RaftRole.PreCandidate : RaftRole.Candidate;
        if (!isPre)
        {
            (Data.Term, Data.Vote) = (Data.Term + 1, Data.MemberId);
        }

        votes.Clear();
        votes.Add(Data.MemberId);
        foreach (var peer in Data.Membership.Peers)
        {
            if (!peer.IsLearner && peer.Id != Data.MemberId)
            {
                Send(new(
                    isPre ? MessageKind.PreVote : MessageKind.Vote, Data.MemberId, peer.Id, Slot, peer.Slot,
                    isPre ? Data.Term + 1 : Data.Term)
                {
                    Cluster = Data.Cluster,
                    Index = Data.Last,
                    LogTerm = Data.LastTerm,
                    IsTransfer = isTransfer,
                });
            }
        }

        CountVotes();
    }

    /// <summary>A learner never stands, but its streams are refused where it was removed.</summary>
    private void Dial()
    {
        foreach (var peer in Data.Membership.Peers)
        {
            if (peer.Id != Data.MemberId)
            {
                Send(new(MessageKind.Dial, Data.MemberId, peer.Id, Slot, peer.Slot, Data.Term)
                {
                    Cluster = Data.Cluster,
                });
            }
        }
    }

    private void CountVotes()
    {
        var count = 0;
        foreach (var peer in Data.Membership.Peers)
        {
            count += !peer.IsLearner && votes.Contains(peer.Id) ? 1 : 0;
        }

        if (count < Data.Membership.Majority)
        {
            return;
        }

        if (Role == RaftRole.PreCandidate)
        {
            Stand(isPre: false, isTransfer: false);
        }
        else if (Role == RaftRole.Candidate)
        {
            Lead();
        }
    }

    private void Lead()
    {
        Data.Cluster.Lead(Data);
        Role = RaftRole.Leader;
        (Leader, elapsed, wonRound) = (Data.MemberId, 0, Network.Round);
        leadership = new Leadership(this);
        if (Propose(EntryKind.Empty, 0))
        {
            SendAll();
        }
    }
}
