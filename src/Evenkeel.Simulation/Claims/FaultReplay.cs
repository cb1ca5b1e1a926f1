using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Simulation;

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
    ImmutableArray<ServiceOutcome> Outcomes);

/// <summary>Simulates one scenario of a proof again.</summary>
public static class FaultReplay
{
    /// <summary>The faults that the claims name and that are simulated, in the order of the claims.</summary>
    public static ImmutableArray<string> Faults(ClusterModel model) =>
        [.. Named(model).Select(static f => f.Name)];

    /// <summary>Whether a text is the name of a case, as verdicts give it.</summary>
    public static bool IsCase(string text) => ScenarioCase.Parse(text) is not null;

    /// <summary>
    /// One case of a fault; null where no claim names the fault. A case with fewer choices than the scenario
    /// has takes the first of each that is left; <c>0</c> is the first case.
    /// </summary>
    /// <exception cref="ArgumentException">The case is none.</exception>
    public static ReplayedScenario? Run(ClusterModel model, string fault, string @case)
    {
        var faults = Named(model);
        var named = faults.FirstOrDefault(f => string.Equals(f.Name, fault, StringComparison.Ordinal));
        if (named is null)
        {
            return null;
        }

        var run = ScenarioCase.Parse(@case) switch
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

    private static ImmutableArray<Fault> Named(ClusterModel model)
    {
        var catalogue = new FaultCatalogue(model);
        return
        [
            .. model.Claims.Where(static c => c.Service is not null).SelectMany(c => catalogue.Of(c).Faults)
                .DistinctBy(static f => f.Name, StringComparer.Ordinal),
        ];
    }
}
