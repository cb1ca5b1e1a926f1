using Evenkeel.Core.Model.Node;

namespace Evenkeel.Agent.Execution;

/// <summary>What the executor learns of the node while it runs; written by requests, read from
/// everywhere.</summary>
internal sealed class NodeContext
{
    private volatile SlotAddress? slot;
    private volatile string incarnation = "";
    private volatile string? mounted;
    private volatile string volume = "";

    /// <summary>The slot that is this machine's; null until one is taken.</summary>
    public SlotAddress? Slot
    {
        get => slot;
        set => slot = value;
    }

    /// <summary>The cluster's incarnation; empty until it is read.</summary>
    public string Incarnation
    {
        get => incarnation;
        set => incarnation = value;
    }

    /// <summary>Where the slot's volume is mounted; null while it is not.</summary>
    public string? Mounted
    {
        get => mounted;
        set => mounted = value;
    }

    /// <summary>The id of the volume that is mounted.</summary>
    public string Volume
    {
        get => volume;
        set => volume = value;
    }
}
