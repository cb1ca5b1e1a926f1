namespace Evenkeel.Simulation.Claims;

/// <summary>How far a proof goes.</summary>
public sealed record ProofOptions
{
    /// <summary>How many seeds are drawn for each fault whose ties are too many to enumerate.</summary>
    public int Seeds { get; init; } = 40;

    /// <summary>How many simulations may be spent on enumerating ties.</summary>
    public int MaxScenarios { get; init; } = 4000;
}

/// <summary>How far a proof has come.</summary>
/// <param name="Fault">The fault being simulated.</param>
/// <param name="Done">Faults done.</param>
/// <param name="Total">Faults in all.</param>
public readonly record struct ProofProgress(string Fault, int Done, int Total);
