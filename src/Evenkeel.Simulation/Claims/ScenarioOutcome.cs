using System.Collections.Immutable;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Simulation.Claims;

/// <summary>What one simulated scenario came to.</summary>
/// <param name="Fault">What was done.</param>
/// <param name="Case">Which of the fault's scenarios it is.</param>
/// <param name="StandsFor">
/// How many scenarios it is the outcome of: itself, and its mirror images with other faults, which were not
/// simulated.
/// </param>
/// <param name="FaultAt">When.</param>
/// <param name="Services">
/// How the Services that claims are about fared, and those that they call, by name.
/// </param>
/// <param name="Contenders">
/// Applications that had pods made after the fault while room was short for one of them: which of them finds
/// room then depends on the order in which they are made. Empty where there was room for all.
/// </param>
/// <param name="Timeline">Simulates it again for everything that happened; not kept, for it is long.</param>
internal sealed record ScenarioOutcome(
    Fault Fault,
    ScenarioCase Case,
    int StandsFor,
    TimeSpan FaultAt,
    ImmutableDictionary<string, ServiceFate> Services,
    ImmutableHashSet<string> Contenders,
    Func<ImmutableArray<TimelineEvent>> Timeline);

/// <summary>How one Service fared, and why it is not whole where it is not.</summary>
/// <param name="Outcome">The figures.</param>
/// <param name="Apps">The applications behind it.</param>
/// <param name="NotReadyBefore">Pods that were missing before anything was done.</param>
/// <param name="WhyNotBefore">Why one of those was missing, or null.</param>
/// <param name="WhyNever">Why a pod is missing at the end, or null where none is.</param>
/// <param name="NewCapacityCouldHelp">Whether every missing pod waits for what new instances would
/// bring.</param>
/// <param name="RequestsBefore">Which way requests took before anything was done; empty for a Service that
/// no claim is about.</param>
internal sealed record ServiceFate(
    ServiceOutcome Outcome,
    ImmutableHashSet<string> Apps,
    int NotReadyBefore,
    string? WhyNotBefore,
    string? WhyNever,
    bool NewCapacityCouldHelp,
    ImmutableArray<RequestShares> RequestsBefore)
{
    /// <summary>
    /// The longest that a pod was without a node from the fault on; null where one is at the end.
    /// </summary>
    public double? PendingSeconds { get; init; } = 0;

    /// <summary>Claims of its pods whose volume is lost, or out of reach of every machine, at the end.
    /// </summary>
    public ImmutableArray<string> LostVolumes { get; init; } = [];
}
