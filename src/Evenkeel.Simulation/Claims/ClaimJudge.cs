using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Simulation.Claims;

/// <summary>Holds a claim against the outcomes of its faults.</summary>
internal sealed class ClaimJudge(Claim claim)
{
    private const double Tolerance = 0.0005;
    private readonly string service = claim.Service!.Value.ToString();

    /// <summary>One bound of the claim and how an outcome stands to it.</summary>
    /// <param name="What">What is bounded.</param>
    /// <param name="Allowed">The bound, or null.</param>
    /// <param name="Measure">What an outcome comes to; null where a state never ends.</param>
    /// <param name="Never">What is said then.</param>
    /// <param name="Unit">The unit of both.</param>
    private sealed record Bound(
        string What, double? Allowed, Func<ServiceFate, double?> Measure, string Never, string Unit = "s")
    {
        /// <summary>Whether it is the least allowed, rather than the most.</summary>
        public bool IsLeast { get; init; }

        /// <summary>By how much a measured value is beyond it.</summary>
        public double Excess(double value) => IsLeast ? Allowed!.Value - value : value - Allowed!.Value;
    }

    /// <summary>The figures that every claim is shown with.</summary>
    private Bound[] Figures =>
    [
        new("blackout", Total(claim.MaxOutage), static f => f.Outcome.OutageSeconds, "never ends"),
        new("errors", Total(claim.MaxErrors), static f => f.Outcome.ErrorSeconds, "never end"),
        new("full strength", Total(claim.Recovered), static f => f.Outcome.RecoveredSeconds, "never returns"),
    ];

    private Bound[] Bounds =>
    [
        .. Figures,
        new("a pod without a node", Total(claim.MaxPending), static f => f.PendingSeconds, "stays so"),
        new("capacity", claim.KeepsCapacity, static f => Capacity(f.Outcome), "is unknown", "%")
        {
            IsLeast = true,
        },
        new("data", claim.KeepsData ? 0 : null, static f => f.LostVolumes.Length, "is unknown", "lost"),
    ];

    private static double? Total(TimeSpan? time) => time?.TotalSeconds;

    /// <summary>The least share of the declared pods, in percent.</summary>
    private static double Capacity(ServiceOutcome outcome) => outcome.Declared == 0
        ? 100
        : 100.0 * Math.Min(outcome.LowestReady, outcome.Declared) / outcome.Declared;

    /// <summary>The worst of each figure.</summary>
    public WorstCase Worst(IEnumerable<ScenarioOutcome> outcomes)
    {
        var fates = outcomes.Select(o => o.Services[service]).ToList();
        return new(
            WorstOf(fates.Select(static f => f.Outcome.OutageSeconds)),
            WorstOf(fates.Select(static f => f.Outcome.ErrorSeconds)),
            WorstOf(fates.Select(static f => f.Outcome.RecoveredSeconds)));
    }

    /// <summary>The outcome that breaks the claim most, or null where none breaks it.</summary>
    /// <param name="outcomes">Outcomes in a fixed order: among equals the first is taken.</param>
    /// <param name="definite">Whether to leave out outcomes that new instances could mend.</param>
    public ScenarioOutcome? Breaking(IEnumerable<ScenarioOutcome> outcomes, bool definite) => outcomes
        .Where(o => Bounds.Any(b => Breaks(b, o.Services[service], definite)))
        .MaxBy(Badness);

    /// <summary>The outcome with the worst figures.</summary>
    public ScenarioOutcome? WorstOutcome(IEnumerable<ScenarioOutcome> outcomes) => outcomes.MaxBy(Badness);

    /// <summary>
    /// Says so where pods of the Service were missing before anything was done to the cluster.
    /// </summary>
    public IEnumerable<string> BeforeAnyFault(IEnumerable<ScenarioOutcome> outcomes)
    {
        var fates = outcomes.Select(o => o.Services[service]);
        if (fates.FirstOrDefault(static f => f.NotReadyBefore > 0) is { } fate)
        {
            var count = string.Create(
                CultureInfo.InvariantCulture, $"{fate.NotReadyBefore} of {fate.Outcome.Declared}");
            yield return $"{count} pods of {service} are missing before any fault: {fate.WhyNotBefore}";
        }

        if (outcomes.Select(o => o.Services[service].Outcome).MinBy(static o => o.AnsweredBefore)
            is { AnsweredBefore: < 1 - 1e-9 } least)
        {
            var failed = ((1 - least.AnsweredBefore) * 100).ToString("0.#", CultureInfo.InvariantCulture);
            yield return $"{failed} % of the requests to {service} fail before any fault: "
                + (least.WhyUnansweredBefore ?? "an endpoint does not answer");
        }
    }

    /// <summary>
    /// What else breaks the claim, where it names every two faults together: a sentence for each fault but
    /// that of the worst outcome.
    /// </summary>
    public IEnumerable<string> AlsoBroken(IEnumerable<ScenarioOutcome> outcomes, ScenarioOutcome worst) =>
        claim.Survive.Any(static s => s is FaultSelector.Pairs)
            ? outcomes.GroupBy(static o => o.Fault.Name, StringComparer.Ordinal)
                .Where(g => !string.Equals(g.Key, worst.Fault.Name, StringComparison.Ordinal))
                .Select(g => Breaking(g, definite: true)).OfType<ScenarioOutcome>()
                .Select(o => $"also broken: {Reasons(o)[0]}")
            : [];

    /// <summary>Which bounds an outcome breaks, a sentence each.</summary>
    public ImmutableArray<string> Reasons(ScenarioOutcome outcome)
    {
        var fate = outcome.Services[service];
        var reasons = ImmutableArray.CreateBuilder<string>();
        foreach (var bound in Bounds.Where(b => Breaks(b, fate, definite: false)))
        {
            var measured = bound.Measure(fate);
            reasons.Add(measured is { } value
                ? $"{bound.What}: {Amount(value, bound)}, {Amount(bound.Allowed!.Value, bound)} "
                    + $"{(bound.IsLeast ? "wanted" : "allowed")}, when {outcome.Fault.Name}"
                : $"{bound.What} {bound.Never} when {outcome.Fault.Name}: "
                    + (fate.WhyNever ?? "no pod of it is declared"));
        }

        return reasons.ToImmutable();
    }

    private static bool Breaks(Bound bound, ServiceFate fate, bool definite)
    {
        if (bound.Allowed is null)
        {
            return false;
        }

        return bound.Measure(fate) is { } value
            ? bound.Excess(value) > Tolerance
            : !definite || !fate.NewCapacityCouldHelp;
    }

    /// <summary>How bad an outcome is: broken bounds that never end first, then by how much.</summary>
    private (int Never, double Excess, double Sum) Badness(ScenarioOutcome outcome)
    {
        var fate = outcome.Services[service];
        var bounded = Bounds.Where(static b => b.Allowed is not null).ToList();
        var never = bounded.Count(b => b.Measure(fate) is null);
        var excess = bounded.Sum(b => b.Measure(fate) is { } value ? Math.Max(0, b.Excess(value)) : 0);
        return (never, excess, Figures.Sum(b => b.Measure(fate) ?? 0));
    }

    private static double? WorstOf(IEnumerable<double?> seconds)
    {
        var worst = 0.0;
        foreach (var value in seconds)
        {
            if (value is null)
            {
                return null;
            }

            worst = Math.Max(worst, value.Value);
        }

        return worst;
    }

    private static string Amount(double value, Bound bound) =>
        value.ToString("0.#", CultureInfo.InvariantCulture) + " " + bound.Unit;
}
