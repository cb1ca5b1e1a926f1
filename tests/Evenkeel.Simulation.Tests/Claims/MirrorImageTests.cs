using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Simulation.Claims;
using Evenkeel.Simulation.Engine;

namespace Evenkeel.Simulation.Tests.Claims;

/// <summary>
/// A fault that stands for its mirror images has the outcomes that each of these has by itself, and says how
/// many they are.
/// </summary>
public sealed class MirrorImageTests
{
    private static readonly ProofOptions Most = new() { MaxScenarios = 60_000 };

    private static readonly FaultSelector[] Selectors =
    [
        new FaultSelector.AnyNode(), new FaultSelector.Any(FaultKind.Kubelet),
        new FaultSelector.Any(FaultKind.Pod), new FaultSelector.Any(FaultKind.Drain),
    ];

    [Fact]
    public void What_stands_for_others_comes_to_what_each_of_them_comes_to()
    {
        var mirrored = 0;
        Seeds.Each("mirrors", count: 16, seed =>
        {
            var drawn = SmallClusters.Random(new SeededRandom(2000 + seed));
            var model = drawn with { Claims = [SmallClusters.Survives(Selectors[seed % 4])] };
            var faults = new FaultCatalogue(model).Of(model.Claims[0]).Faults;
            var together = new TieEnumeration(model, faults, Most);
            var reduced = faults.SelectMany(f => together.TrySimulate(f)!.Value).ToList();
            var alone = faults
                .SelectMany(f => new TieEnumeration(model, [f], Most).TrySimulate(f)!.Value).ToList();

            alone.ShouldAllBe(o => o.StandsFor == 1);
            Counted(reduced).ShouldBe(Counted(alone));
            mirrored += alone.Count - reduced.Count;
        });
        if (!Seeds.OneAlone)
        {
            mirrored.ShouldBeGreaterThan(0, "nothing stood for anything");
        }
    }

    /// <summary>How many scenarios come to the same figures.</summary>
    private static string Counted(IEnumerable<ScenarioOutcome> outcomes) => string.Join('\n', outcomes
        .GroupBy(Figures, StringComparer.Ordinal).OrderBy(static g => g.Key, StringComparer.Ordinal)
        .Select(static g => $"{g.Sum(static o => o.StandsFor)} × {g.Key}"));

    private static string Figures(ScenarioOutcome outcome) => string.Join(' ', outcome.Services
        .OrderBy(static s => s.Key, StringComparer.Ordinal)
        .Select(static s => string.Create(
            CultureInfo.InvariantCulture,
            $"{s.Key}:{s.Value.Outcome.OutageSeconds:0.###}/{s.Value.Outcome.ErrorSeconds:0.###}/"
                + $"{s.Value.Outcome.RecoveredSeconds:0.###}")));
}
