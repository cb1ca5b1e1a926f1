namespace Evenkeel.Core.Model.Node;

/// <summary>
/// How long the agent waits for what. The defaults are for AWS; a lab has shorter ones, so that a drill does
/// not take an hour.
/// </summary>
public sealed record NodeTimings
{
    /// <summary>
    /// How long the founding claim is taken to hold after it was last seen to change. Each observer measures
    /// it on its own clock from its own observation, so that no two clocks have to agree.
    /// </summary>
    public TimeSpan Claim { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a slot with an empty disk waits before it removes the member that it was: time for another
    /// machine that still holds the real volume to show itself.
    /// </summary>
    public TimeSpan Replace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time between two marks of how far a slot's volume has come.</summary>
    public TimeSpan Mark { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After this long without a completed write the verdict fails, and the ports are cut.</summary>
    public TimeSpan DiskStall { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>After this long without a completed write etcd is killed.</summary>
    public TimeSpan DiskKill { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>After this long without a sign of life a child counts as hung, and is killed.</summary>
    public TimeSpan ChildHung { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait between two starts of a child that keeps dying.</summary>
    public TimeSpan ChildBackoffMost { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a request may take before it counts as failed.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a node that leaves may take to drain.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a kubelet on a running instance must be dead before it is repaired.</summary>
    public TimeSpan Repair { get; init; } = TimeSpan.FromMinutes(10);
}
