using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Simulation.ControlPlane;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Supervision;

namespace Evenkeel.Simulation.Claims;

/// <summary>
/// Simulates a fault under a number of seeds: ties, phases and times drawn at random within what is assumed.
/// </summary>
/// <param name="model">The cluster.</param>
/// <param name="seeds">How many.</param>
/// <param name="forecasts">What faults do to the control plane; null for the cluster's own.</param>
internal sealed class TieSampling(ClusterModel model, int seeds, PlaneForecasts? forecasts = null)
{
    private readonly PlaneForecasts forecasts = forecasts ?? new(model, Rules.Real);
    private readonly Distinctions distinctions = new(model);

    /// <summary>
    /// The outcomes of each fault in the order of the seeds, but those for which a mirror image among the
    /// faults stands.
    /// </summary>
    /// <param name="faults">What may happen.</param>
    /// <param name="workers">How many simulate at once; what comes of it is the same.</param>
    /// <param name="told">Told of each fault once for each seed, or null.</param>
    public ImmutableArray<ImmutableArray<ScenarioOutcome>> Simulate(
        ImmutableArray<Fault> faults, int workers, Action<Fault>? told = null)
    {
        var places = faults.Select(static (f, i) => (f.Name, i))
            .ToDictionary(static f => f.Name, static f => f.i, StringComparer.Ordinal);
        var outcomes = faults.Select(_ => new ScenarioOutcome?[seeds]).ToList();
        var all = new SideBySide<ImmutableArray<Fault>>();
        foreach (var seed in Enumerable.Range(1, seeds))
        {
            all.Add(
                () => new(Begin(seed), tape: null),
                run => distinctions.Of(run.GoBack().State).MirrorImages(faults),
                (from, alike) =>
                {
                    var fault = alike[0];
                    var @case = new ScenarioCase.Sampled(seed, seeds);
                    outcomes[places[fault.Name]][seed - 1] = Suffer(from.GoBack(), fault, seed)
                        .Outcome(fault, @case, alike.Length, () => Run(fault, seed));
                    alike.ToList().ForEach(f => told?.Invoke(f));
                });
        }

        all.Run(workers);
        return [.. outcomes.Select(static o => o.OfType<ScenarioOutcome>().ToImmutableArray())];
    }

    /// <summary>Settled clusters, one for each of some seeds.</summary>
    public IReadOnlyList<SimulatedCluster> Placements(int most) =>
        [.. Enumerable.Range(1, most).Select(seed => Settled(seed).Cluster)];

    /// <summary>The run of one seed.</summary>
    public FaultRun Run(Fault fault, int seed) => Suffer(Settled(seed), fault, seed);

    private FaultRun Suffer(FaultRun run, Fault fault, int seed)
    {
        run.Suffer(fault, forecasts.Of(fault), atWorst: !EndOf(seed).NoticedFirst);
        return run;
    }

    private FaultRun Settled(int seed)
    {
        var run = Begin(seed);
        run.Settle();
        return run;
    }

    private static TimingEnd EndOf(int seed) => TimingEnd.All[seed % TimingEnd.All.Length];

    private FaultRun Begin(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var end = EndOf(seed);
        var at = ProofTiming.FaultAt(model);

        // Half of the seeds sit on the ends of the intervals, where the extremes are; half lie between.
        var atEnds = seed <= seeds / 2;
        var (start, stop) = atEnds ? (0, 0) : (random.Fraction(), random.Fraction());
        var timing = atEnds ? ProofTiming.At(end) : ProofTiming.Between(start, stop);
        var aws = atEnds
            ? ProofTiming.At(end, model.Aws.Timing)
            : ProofTiming.Between(start, stop, model.Aws.Timing);
        var phases = (atEnds, end.NoticedFirst) switch
        {
            (true, true) => Phases.NoticedFirst(at, timing) with { Start = () => end.SlowStart ? 1 : 0 },
            (true, false) => Phases.NoticedLast(at, timing) with { Start = () => end.SlowStart ? 1 : 0 },
            _ => Phases.Anywhere(random, timing),
        };
        var fleet = ProofTiming.FleetOf(model, aws, end);
        return FaultRun.Prepare(model, timing, phases, new RandomTieBreaker(random), fleet);
    }
}
