using Evenkeel.Lab.Faults;

namespace Evenkeel.Lab.Drills;

/// <summary>How a lab is drilled.</summary>
public sealed record DrillOptions
{
    /// <summary>The faults, which come at once.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>How many faults drawn at random come after each other instead; 0 for none.</summary>
    public int Random { get; init; }

    /// <summary>The seed of those.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long is written, without random faults.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many writers.</summary>
    public int Writers { get; init; } = 8;

    /// <summary>Writes a second in all; 0 for full speed.</summary>
    public int Rate { get; init; }

    /// <summary>How long the lab may take to be whole again once a fault is over.</summary>
    public TimeSpan WholeWithin { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long it is quiet before each fault drawn at random.</summary>
    internal TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether what was written stays.</summary>
    public bool Keep { get; init; }

    /// <summary>Comes between writing and reading back.</summary>
    internal Func<Task>? BeforeReadBack { get; init; }
}
