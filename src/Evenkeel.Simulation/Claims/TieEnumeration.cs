using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Simulation.Claims;

/// <summary>
/// Simulates a fault over all classes of ties and both ends of every interval: first every way in which the
/// workloads can have come to lie, then every way in which each of these can go on.
/// </summary>
internal sealed class TieEnumeration
{
    private const int NodesSampledFrom = 100;
    private readonly ClusterModel model;
    private readonly int maxRuns;
    private readonly ImmutableArray<string> namedZones;
    private readonly ImmutableArray<string> namedNodes;
    private readonly ImmutableDictionary<(bool, bool), Lazy<List<ImmutableArray<(int, int)>>?>> settled;

    /// <summary>Prepares to enumerate.</summary>
    /// <param name="model">The cluster.</param>
    /// <param name="maxRuns">How many simulations may be spent on one fault, and on settling.</param>
    public TieEnumeration(ClusterModel model, int maxRuns)
    {
        (this.model, this.maxRuns) = (model, maxRuns);
        var selectors = model.Claims.SelectMany(static c => c.Survive).ToList();
        namedZones =
        [
            .. selectors.OfType<FaultSelector.OneZone>().Select(static s => s.Zone),
            .. model.Aws.ZonesToldApart(),
        ];
        namedNodes = [.. selectors.OfType<FaultSelector.TheseNodes>().SelectMany(static s => s.Nodes)];
        settled = TimingEnd.All.Where(static e => e.NoticedFirst).ToImmutableDictionary(
            static e => (e.SlowStart, e.SlowStop),
            e => new Lazy<List<ImmutableArray<(int, int)>>?>(() => FindSettled(e)));
    }

    /// <summary>
    /// All outcomes of a fault; null where there are more combinations than the runs allowed. May be called
    /// from several threads.
    /// </summary>
    public ImmutableArray<ScenarioOutcome>? TrySimulate(Fault fault)
    {
        if (model.Nodes.Length >= NodesSampledFrom)
        {
            return null;
        }

        var outcomes = ImmutableArray.CreateBuilder<ScenarioOutcome>();
        var runs = 0;
        foreach (var end in TimingEnd.All)
        {
            // The choices that lead to each different settled cluster.
            if (settled[(end.SlowStart, end.SlowStop)].Value is not { } starts)
            {
                return null;
            }

            foreach (var start in starts)
            {
                if (!Continue(fault, end, start, outcomes, ref runs))
                {
                    return null;
                }
            }
        }

        return outcomes.ToImmutable();
    }

    private List<ImmutableArray<(int, int)>>? FindSettled(TimingEnd end)
    {
        var starts = new List<ImmutableArray<(int, int)>>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var tape = new ChoiceTape(new(StringComparer.Ordinal));
        var runs = 0;
        do
        {
            if (++runs > maxRuns)
            {
                return null;
            }

            var run = Begin(tape, end);
            run.Settle();
            if (!tape.Pruned && known.Add(tape.Signatures!.OfCluster()))
            {
                starts.Add([.. tape.Choices]);
            }
        }
        while (tape.Advance(keep: 0));
        return starts;
    }

    private bool Continue(
        Fault fault,
        TimingEnd end,
        ImmutableArray<(int, int)> start,
        ImmutableArray<ScenarioOutcome>.Builder outcomes,
        ref int runs)
    {
        var tape = ChoiceTape.Of(start);
        do
        {
            if (++runs > maxRuns)
            {
                return false;
            }

            var run = Run(fault, tape, end);
            if (!tape.Pruned)
            {
                ImmutableArray<(int, int)> choices = [.. tape.Choices];
                outcomes.Add(run.Outcome(fault, () => Run(fault, ChoiceTape.Of(choices), end)));
            }
        }
        while (tape.Advance(start.Length));
        return true;
    }

    private FaultRun Run(Fault fault, ChoiceTape tape, TimingEnd end)
    {
        var run = Begin(tape, end);
        run.Settle();
        run.Suffer(fault);
        return run;
    }

    private FaultRun Begin(ChoiceTape tape, TimingEnd end)
    {
        var timing = ProofTiming.At(end);
        var at = ProofTiming.FaultAt(model.Objects);
        var phases = end.NoticedFirst ? Phases.NoticedFirst(at, timing) : Phases.NoticedLast(at, timing);
        var run = FaultRun.Prepare(model, timing, phases, tape);
        tape.Begin(run.Cluster, new(run.State, namedZones, namedNodes), at);
        return run;
    }
}
