namespace Evenkeel.Simulation.State;

/// <summary>
/// Which nodes changed, in order. Whoever keeps something for each node remembers the place up to which it
/// has read, and later looks at the nodes that changed since instead of at all. Only the latest are
/// kept.
/// </summary>
internal sealed class NodeChanges
{
    private const int Most = 1 << 16;
    private NodeChange[] changes = new NodeChange[64];
    private int count;
    private long dropped;

    /// <summary>The place after the latest change.</summary>
    public long End => dropped + count;

    /// <summary>Notes a change.</summary>
    public void Add(NodeChange change)
    {
        if (count == Most)
        {
            dropped += count;
            count = 0;
        }

        if (count == changes.Length)
        {
            Array.Resize(ref changes, count * 2);
        }

        changes[count++] = change;
    }

    /// <summary>The changes since a place; false where not all of them are kept any more.</summary>
    public bool TrySince(long place, out ReadOnlySpan<NodeChange> since)
    {
        since = place < dropped ? default : changes.AsSpan((int)(place - dropped), (int)(End - place));
        return place >= dropped;
    }
}

/// <summary>A change to a node.</summary>
/// <param name="Node">The node's number.</param>
/// <param name="OfObject">
/// Whether the Node object itself came, went or changed, and not only the pods that count there.
/// </param>
internal readonly record struct NodeChange(int Node, bool OfObject);
