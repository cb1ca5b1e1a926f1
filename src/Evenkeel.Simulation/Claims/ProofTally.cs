namespace Evenkeel.Simulation.Claims;

/// <summary>Counts how far a proof has come, and tells; workers call it at once.</summary>
/// <param name="progress">Who is told, or null.</param>
/// <param name="faults">How many faults there are.</param>
internal sealed class ProofTally(IProgress<ProofProgress>? progress, int faults)
{
    private readonly Lock telling = new();
    private int before;
    private int counted;
    private int perFault = 1;

    /// <summary>Some faults are left, and each counts as done after so many calls.</summary>
    public void Begin(int left, int runs) =>
        (before, counted, perFault) = (faults - left, 0, Math.Max(1, runs));

    /// <summary>A fault was simulated, or one of its runs.</summary>
    public void Count(Fault fault)
    {
        lock (telling)
        {
            counted++;
            progress?.Report(new(fault.Name, before + (counted / perFault), faults));
        }
    }

    /// <summary>Nothing is simulated yet.</summary>
    public void Start() => progress?.Report(new("", 0, faults));
}
