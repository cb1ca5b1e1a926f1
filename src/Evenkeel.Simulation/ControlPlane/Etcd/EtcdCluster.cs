namespace Evenkeel.Simulation.ControlPlane.Etcd;

/// <summary>
/// A cluster of etcd as somebody would see it who sees everything: what was ever committed, and by that, what
/// must never be lost.
/// </summary>
internal sealed class EtcdCluster(ulong id, string token, Peer first, long baseRevision, int lineage)
{
    private readonly List<Entry> committed = [];

    /// <summary>The term of the leader that first had an entry committed; it never goes down.</summary>
    private readonly List<int> committedIn = [];

    /// <summary>Its id.</summary>
    public ulong Id { get; } = id;

    /// <summary>Its token, from which the id is made.</summary>
    public string Token { get; } = token;

    /// <summary>The member that it began with.</summary>
    public Peer First { get; } = first;

    /// <summary>The revision with which it began: more than 0 where it was restored.</summary>
    public long BaseRevision { get; } = baseRevision;

    /// <summary>How many restores led to it.</summary>
    public int Lineage { get; } = lineage;

    /// <summary>The members that were ever proposed to be added, promoted or removed.</summary>
    public List<Peer> Proposed { get; } = [];

    /// <summary>The members that have started at least once, and so have a name.</summary>
    public HashSet<ulong> Started { get; } = [];

    /// <summary>How many entries are committed for sure.</summary>
    public int Committed => committed.Count;

    /// <summary>How many writes were acknowledged.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>A client was told that its write is done.</summary>
    public void Acknowledge() => Acknowledged++;

    /// <summary>A member takes an entry to be committed: nobody may have taken another one to be.</summary>
    public void Commit(int index, Entry entry, ulong member, int term)
    {
        if (index > committed.Count)
        {
            committed.Add(entry);
            committedIn.Add(Math.Max(term, committedIn.Count == 0 ? 0 : committedIn[^1]));
        }
        else if (committed[index - 1] != entry)
        {
            throw new SafetyViolation(
                $"an acknowledged write is lost: {member:x} has committed {entry} at {index}, where "
                + $"{committed[index - 1]} was");
        }
    }

    /// <summary>
    /// A member leads: it must have everything that was committed in terms before its own. A later term may
    /// have come meanwhile, of which it is yet to hear, and in which entries of earlier ones were committed.
    /// </summary>
    public void Lead(MemberData leader)
    {
        var known = committedIn.FindLastIndex(t => t < leader.Term) + 1;
        if (leader.Last < known || (known > 0 && leader.Log[known - 1] != committed[known - 1]))
        {
            throw new SafetyViolation(
                $"an acknowledged write is lost: {leader.MemberId:x} leads with {leader.Last} entries, and "
                + $"{known} were committed before");
        }
    }
}

/// <summary>Something came about that must never.</summary>
internal sealed class SafetyViolation(string message) : Exception(message);
