namespace Evenkeel.Simulation.Claims;

/// <summary>How far a proof goes.</summary>
public sealed record ProofOptions
{
    /// <summary>How many seeds are drawn for each fault whose ties are too many to enumerate.</summary>
    public int Seeds { get; init; } = 40;

    /// <summary>
    /// About how many simulations may be spent on enumerating ties, shared evenly among the faults. A fault
    /// with more combinations than its share is sampled.
    /// </summary>
    public int MaxScenarios { get; init; } = 4000;

    /// <summary>How many simulations run at once; what comes of them is the same with any number.</summary>
    public int Workers { get; init; } = 1;

    private const int LeastPerFault = 64;

    /// <summary>The share of one fault.</summary>
    internal int RunsPerFault(int faults) =>
        Math.Min(MaxScenarios, Math.Max(LeastPerFault, MaxScenarios / Math.Max(1, faults)));
}

/// <summary>How far a proof has come.</summary>
/// <param name="Fault">The fault that was simulated last; empty before the first.</param>
/// <param name="Done">Faults done.</param>
/// <param name="Total">Faults in all.</param>
public readonly record struct ProofProgress(string Fault, int Done, int Total);
