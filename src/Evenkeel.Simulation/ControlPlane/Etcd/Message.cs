namespace Evenkeel.Simulation.ControlPlane.Etcd;

/// <summary>The messages of raft.</summary>
internal enum MessageKind : byte
{
    Append,
    AppendAnswer,
    Heartbeat,
    HeartbeatAnswer,
    PreVote,
    PreVoteAnswer,
    Vote,
    VoteAnswer,

    /// <summary>The leader asks a member to stand at once.</summary>
    StandNow,

    /// <summary>A learner that nobody leads opens its streams to the others.</summary>
    Dial,

    /// <summary>The sender was removed (HTTP 410 of etcd's peers).</summary>
    Gone,
}

/// <summary>A message from member to member.</summary>
internal record struct Message(MessageKind Kind, ulong From, ulong To, int FromSlot, int ToSlot, int Term)
{
    /// <summary>The cluster of the sender.</summary>
    public required EtcdCluster Cluster { get; init; }

    /// <summary>The entry before the first one sent; in answers, the last that matches.</summary>
    public int Index { get; init; }

    /// <summary>That entry's term.</summary>
    public int LogTerm { get; init; }

    /// <summary>What is committed.</summary>
    public int Commit { get; init; }

    /// <summary>The leader's round, which answers repeat.</summary>
    public int Round { get; init; }

    /// <summary>Of a leader: the last round in which it has heard of the one to whom it sends.</summary>
    public int Heard { get; init; }

    /// <summary>In answers: no.</summary>
    public bool IsRejected { get; init; }

    /// <summary>The entries; null for none.</summary>
    public Entry[]? Entries { get; init; }

    /// <summary>Whether the leader asked for this election, so that nobody waits for its silence.</summary>
    public bool IsTransfer { get; init; }
}
