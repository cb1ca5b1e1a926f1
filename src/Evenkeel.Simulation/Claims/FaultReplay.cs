using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.ControlPlane;
using Evenkeel.Supervision;

namespace Evenkeel.Simulation.Claims;

/// <summary>One scenario of a proof, shown whole.</summary>
/// <param name="Fault">What is done.</param>
/// <param name="Case">Which of the fault's scenarios it is.</param>
/// <param name="FaultAt">When it is done.</param>
/// <param name="Timeline">Everything that happens, from the first start on.</param>
/// <param name="Outcomes">How each Service fares.</param>
public sealed record ReplayedScenario(
    string Fault,
    string Case,
    TimeSpan FaultAt,
    ImmutableArray<TimelineEvent> Timeline,
    ImmutableArray<ServiceOutcome> Outcomes)
{
    /// <summary>What came of the control plane, where the case is one of its runs; else null.</summary>
    public ReplayedPlane? Plane { get; init; }
}

/// <summary>What came of the control plane.</summary>
/// <param name="Leader">The machine whose member of etcd led when the fault struck.</param>
/// <param name="OutageSeconds">
/// How long the API answered nobody, in all; null where it never does again.
/// </param>
/// <param name="Problem">What went wrong besides; null for nothing.</param>
/// <param name="Silences">
/// When the API answered nobody, counted from the fault; no end where none came.
/// </param>
/// <param name="Lines">What happened from the fault on: when, counted from it, to whom, and what.</param>
public sealed record ReplayedPlane(
    string Leader,
    double? OutageSeconds,
    string? Problem,
    ImmutableArray<(TimeSpan From, TimeSpan? To)> Silences,
    ImmutableArray<(TimeSpan At, string Who, string What)> Lines);

/// <summary>Simulates one scenario of a proof again.</summary>
public static class FaultReplay
{
    /// <summary>The faults that the claims name and that are simulated, in the order of the claims.</summary>
    public static ImmutableArray<string> Faults(ClusterModel model) =>
    [
        .. Named(model, ofServices: true).Concat(Named(model, ofServices: false)).Select(static f => f.Name)
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Whether a text is the name of a case, as verdicts give it.</summary>
    public static bool IsCase(string text) => ScenarioCase.Parse(text) is not null;

    /// <summary>
    /// One case of a fault; null where no claim names the fault. A case with fewer choices than the scenario
    /// has takes the first of each that is left; <c>0</c> is the first case, of a fault that claims about the
    /// control plane alone name the first run of that.
    /// </summary>
    /// <exception cref="ArgumentException">The case is none.</exception>
    public static ReplayedScenario? Run(ClusterModel model, string fault, string @case)
    {
        var faults = Named(model, ofServices: true);
        var named = faults.FirstOrDefault(f => string.Equals(f.Name, fault, StringComparison.Ordinal));
        var parsed = ScenarioCase.Parse(@case);
        var plane = parsed as ScenarioCase.OfPlane
            ?? (named is null && parsed is ScenarioCase.Enumerated { End: 0 } ? new(1) : null);
        if (plane is not null)
        {
            return Named(model, ofServices: false)
                .FirstOrDefault(f => string.Equals(f.Name, fault, StringComparison.Ordinal)) is { } struck
                ? OfPlane(model, struck, plane) : null;
        }

        if (named is null)
        {
            return null;
        }

        var run = parsed switch
        {
            ScenarioCase.Enumerated enumerated =>
                new TieEnumeration(model, faults, new()).Run(named, enumerated),
            ScenarioCase.Sampled sampled => new TieSampling(model, sampled.Seeds).Run(named, sampled.Seed),
            _ => throw new ArgumentException($"{@case} is no case", nameof(@case)),
        };
        return new(
            named.Name,
            @case,
            run.FaultAt,
            run.Timeline(),
            run.Cluster.Meter.Outcomes());
    }

    private static ReplayedScenario? OfPlane(ClusterModel model, Fault fault, ScenarioCase.OfPlane @case)
    {
        if (new PlaneProof(model, new(), Rules.Real).Replay(fault, @case.Seed) is not { } outcome)
        {
            return null;
        }

        return new(fault.Name, @case.ToString(), outcome.StruckAt, [], [])
        {
            Plane = new(
                outcome.Leader,
                outcome.OutageSeconds,
                outcome.Problem,
                [.. outcome.Effects.Silences.Select(static s => (s.From, s.To))],
                [
                    .. outcome.Trace
                        .Select(t => (TimeSpan.FromMilliseconds(t.AtMs) - outcome.StruckAt, t.Who, t.What))
                        .Where(static t => t.Item1 >= TimeSpan.Zero),
                ]),
        };
    }

    private static ImmutableArray<Fault> Named(ClusterModel model, bool ofServices)
    {
        var catalogue = new FaultCatalogue(model);
        return
        [
            .. model.Claims.Where(c => c.Service is not null == ofServices)
                .SelectMany(c => catalogue.Of(c).Faults)
                .DistinctBy(static f => f.Name, StringComparer.Ordinal),
        ];
    }
}
