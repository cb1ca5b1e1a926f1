namespace Evenkeel.Simulation.ControlPlane.Etcd;

/// <summary>What an entry of raft's log does when it is applied.</summary>
internal enum EntryKind : byte
{
    /// <summary>Nothing: a new leader's first one.</summary>
    Empty,

    /// <summary>A write of a client.</summary>
    Write,

    /// <summary>Adds a member that has no vote.</summary>
    AddLearner,

    /// <summary>Gives a learner its vote.</summary>
    Promote,

    /// <summary>Removes a member.</summary>
    Remove,
}

/// <summary>An entry of raft's log.</summary>
/// <param name="Term">The term of the leader that made it.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Argument">
/// A write's number, or the place of a member among <see cref="EtcdCluster.Proposed"/>.
/// </param>
internal readonly record struct Entry(int Term, EntryKind Kind, int Argument);

/// <summary>A member as the configuration of raft has it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Slot">The slot to which its peer URL leads.</param>
/// <param name="Url">Its peer URL.</param>
/// <param name="IsLearner">Whether it has no vote.</param>
internal sealed record Peer(ulong Id, int Slot, string Url, bool IsLearner);

/// <summary>The configuration of raft: who belongs to it, and who did.</summary>
internal sealed class Membership
{
    private readonly ulong[] removed;

    private Membership(Peer[] peers, ulong[] removed)
    {
        (Peers, this.removed) = (peers, removed);
        Voters = peers.Count(p => !p.IsLearner);
    }

    /// <summary>Every member.</summary>
    public Peer[] Peers { get; }

    /// <summary>How many of them have a vote.</summary>
    public int Voters { get; }

    /// <summary>How many are a majority.</summary>
    public int Majority => (Voters / 2) + 1;

    /// <summary>Nobody: what a member that joins knows before the first entry.</summary>
    public static Membership None { get; } = new([], []);

    /// <summary>A cluster of one.</summary>
    public static Membership Of(Peer first) => new([first], []);

    /// <summary>Whether a member was removed.</summary>
    public bool WasRemoved(ulong id) => Array.IndexOf(removed, id) >= 0;

    /// <summary>A member; null where it is none.</summary>
    public Peer? Find(ulong id)
    {
        foreach (var peer in Peers)
        {
            if (peer.Id == id)
            {
                return peer;
            }
        }

        return null;
    }

    /// <summary>The configuration after a change.</summary>
    public Membership With(EntryKind kind, Peer peer) => kind switch
    {
        EntryKind.AddLearner => new([.. Peers, peer], removed),
        EntryKind.Promote => new(
            [.. Peers.Select(p => p.Id == peer.Id ? p with { IsLearner = false } : p)], removed),
        _ => new([.. Peers.Where(p => p.Id != peer.Id)], [.. removed, peer.Id]),
    };
}

/// <summary>
/// What a member of etcd has on disk: raft's log and hard state, and the database. It is on disk before
/// anybody is told of it (etcd syncs its WAL before it answers).
/// </summary>
internal sealed class MemberData(EtcdCluster cluster, ulong memberId, Membership membership)
{
    /// <summary>What a cluster begins with: the data of its first member.</summary>
    public static MemberData OfFirst(EtcdCluster cluster) =>
        new(cluster, cluster.First.Id, Membership.Of(cluster.First));

    /// <summary>The cluster.</summary>
    public EtcdCluster Cluster { get; } = cluster;

    /// <summary>The member.</summary>
    public ulong MemberId { get; } = memberId;

    /// <summary>The log; the entry with index i is at i - 1.</summary>
    public List<Entry> Log { get; private init; } = [];

    /// <summary>The term.</summary>
    public int Term { get; set; }

    /// <summary>For whom it voted in that term; 0 for nobody.</summary>
    public ulong Vote { get; set; }

    /// <summary>The last entry that it knows to be committed, and has applied.</summary>
    public int Commit { get; set; }

    /// <summary>The configuration as of <see cref="Commit"/>.</summary>
    public Membership Membership { get; set; } = membership;

    /// <summary>
    /// How far the database file is: it follows the log, and what it has not is applied again at a start.
    /// </summary>
    public int Flushed { get; set; }

    /// <summary>Whether this is a copy of what was before, put back by a fault.</summary>
    public bool IsStale { get; set; }

    /// <summary>The revision in the database file.</summary>
    public long DiskRevision => Cluster.BaseRevision + Flushed;

    /// <summary>The last entry's index.</summary>
    public int Last => Log.Count;

    /// <summary>The last entry's term.</summary>
    public int LastTerm => TermAt(Log.Count);

    /// <summary>The term of an entry; 0 before the first.</summary>
    public int TermAt(int index) => index == 0 ? 0 : Log[index - 1].Term;

    /// <summary>A copy, as it is on disk now.</summary>
    public MemberData Copy() => new(Cluster, MemberId, Membership)
    {
        Log = [.. Log], Term = Term, Vote = Vote, Commit = Commit, Flushed = Flushed, IsStale = IsStale,
    };
}
