using System.Collections.Immutable;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Core.Model.Proof;

/// <summary>What can be said of a claim.</summary>
public enum Verdict
{
    /// <summary>
    /// It holds for every fault named, over all classes of ties and both ends of every interval.
    /// </summary>
    Proven,

    /// <summary>No counterexample in the runs that were sampled.</summary>
    Held,

    /// <summary>There is a counterexample.</summary>
    Refuted,

    /// <summary>Something it needs is not modelled yet.</summary>
    Undecided,
}

/// <summary>The verdict on every claim, in the order of the cluster file.</summary>
/// <param name="Claims">The verdicts.</param>
/// <param name="Scenarios">How many different scenarios (fault, timing end, class of ties) were
/// simulated.</param>
public sealed record ProofReport(ImmutableArray<ClaimVerdict> Claims, int Scenarios)
{
    /// <summary>How much of each pool is requested once the cluster has settled, by pool.</summary>
    public ImmutableArray<PoolUtilization> Utilization { get; init; } = [];

    /// <summary>
    /// What must not be lost together: for each Service that a claim names, in the order of the claims, and
    /// for the Kubernetes API.
    /// </summary>
    public ImmutableArray<PartsReport> Parts { get; init; } = [];
}

/// <summary>How much of a pool is requested: Σ requests / allocatable.</summary>
/// <param name="Pool">Its name.</param>
/// <param name="Before">Of all its nodes.</param>
/// <param name="LargestZone">The zone with the most CPU of it; null where all its nodes are in one.</param>
/// <param name="WithoutLargestZone">
/// What the same pods, DaemonSets' in that zone left out, would request of the nodes in the others: more than
/// 1 where they cannot all run there. Null where there are no others.
/// </param>
public sealed record PoolUtilization(
    string Pool, UtilizationShare Before, string? LargestZone, UtilizationShare? WithoutLargestZone);

/// <summary>The verdict on one claim.</summary>
public sealed record ClaimVerdict
{
    /// <summary>The claim's name.</summary>
    public required string Name { get; init; }

    /// <summary>What can be said.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>True where every tie was enumerated, false where runs were sampled.</summary>
    public required bool Exhaustive { get; init; }

    /// <summary>How many seeds were drawn for each fault; 0 where exhaustive.</summary>
    public int Seeds { get; init; }

    /// <summary>What the verdict rests on, a sentence each.</summary>
    public ImmutableArray<string> Assumptions { get; init; } = [];

    /// <summary>How many scenarios were simulated for this claim.</summary>
    public int Scenarios { get; init; }

    /// <summary>
    /// For how many scenarios those stand: of faults that are mirror images one was simulated.
    /// </summary>
    public int StandsFor { get; init; }

    /// <summary>The faults that were simulated, in the order of the claim.</summary>
    public ImmutableArray<FaultCoverage> Faults { get; init; } = [];

    /// <summary>The worst of each figure over all scenarios, or null where nothing was simulated.</summary>
    public WorstCase? Worst { get; init; }

    /// <summary>
    /// Why, a sentence each: the bound that broke and by how much, or what is not modelled.
    /// </summary>
    public ImmutableArray<string> Reasons { get; init; } = [];

    /// <summary>
    /// Which way requests to its Service took just before the fault, in the scenario that refutes it or else
    /// in the worst one; empty where nothing was simulated.
    /// </summary>
    public ImmutableArray<RequestShares> Requests { get; init; } = [];

    /// <summary>The scenario that refutes it, or null.</summary>
    public Counterexample? Counterexample { get; init; }

    /// <summary>The timeline of the worst scenario where the claim holds, for people; or null.</summary>
    public Counterexample? WorstScenario { get; init; }
}

/// <summary>How far a fault was simulated.</summary>
/// <param name="Fault">What was done.</param>
/// <param name="Scenarios">How many scenarios of it were simulated.</param>
/// <param name="StandsFor">How many of it and its mirror images those stand for.</param>
public sealed record FaultCoverage(string Fault, int Scenarios, int StandsFor);

/// <summary>Worst figures in seconds; null where a state never ends.</summary>
public sealed record WorstCase(double? OutageSeconds, double? ErrorSeconds, double? RecoveredSeconds);

/// <summary>A scenario worth showing.</summary>
/// <param name="Fault">What was done, for example <c>zone eu-west-1b loses power</c>.</param>
/// <param name="FaultAt">When in the timeline it was done.</param>
/// <param name="Timeline">What followed.</param>
public sealed record Counterexample(string Fault, TimeSpan FaultAt, ImmutableArray<TimelineEvent> Timeline)
{
    /// <summary>
    /// Which of the fault's scenarios it is: with the fault's name it shows the same again
    /// (<c>evenkeel prove FILE --fault … --case …</c>).
    /// </summary>
    public required string Case { get; init; }

    /// <summary>What happened before it: where the pods were when it came.</summary>
    public ImmutableArray<TimelineEvent> Before { get; init; } = [];
}
