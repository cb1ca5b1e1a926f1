using Evenkeel.Lab.Layout;

namespace Evenkeel.Lab;

/// <summary>What a lab shall be.</summary>
public sealed record LabOptions
{
    /// <summary>How many slots.</summary>
    public int Slots { get; init; } = 3;

    /// <summary>Whether each slot has a network namespace.</summary>
    public bool Namespaces { get; init; }

    /// <summary>What volumes are; null for loop devices where this machine can, and else folders.</summary>
    public LabDiskKind? Disks { get; init; }

    /// <summary>The folder of Kubernetes' programs; null for a lab without.</summary>
    public string? KubeBin { get; init; }

    /// <summary>
    /// How long a slot with an empty disk waits before it replaces the member that it was, and how long
    /// the claim to found holds.
    /// </summary>
    internal TimeSpan Replace { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How long a program is silent before its agent kills it.</summary>
    internal TimeSpan ChildHung { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two snapshots.</summary>
    internal TimeSpan SnapshotEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Between two probes of the balancer.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>The programs that a lab starts.</summary>
/// <param name="Agent">The node agent, and what comes before its arguments.</param>
/// <param name="Balancer">What runs the balancer of a lab, whose folder is the last argument.</param>
public sealed record LabPrograms(IReadOnlyList<string> Agent, IReadOnlyList<string> Balancer);
