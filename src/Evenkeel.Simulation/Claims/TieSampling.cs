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

    /// <summary>The outcomes of a fault, in the order of the seeds.</summary>
    public ImmutableArray<ScenarioOutcome> Simulate(Fault fault) =>
        [.. Enumerable.Range(1, seeds).Select(seed => Simulate(fault, seed))];

    private ScenarioOutcome Simulate(Fault fault, int seed) =>
        Run(fault, seed).Outcome(fault, new ScenarioCase.Sampled(seed, seeds), 1, () => Run(fault, seed));

    /// <summary>Settled clusters, one for each of some seeds.</summary>
    public IReadOnlyList<SimulatedCluster> Placements(int most) =>
        [.. Enumerable.Range(1, most).Select(seed => Settled(seed).Cluster)];

    /// <summary>The run of one seed.</summary>
    public FaultRun Run(Fault fault, int seed)
    {
        var run = Settled(seed);
        run.Suffer(fault, forecasts.Of(fault), atWorst: !EndOf(seed).NoticedFirst);
        return run;
    }

    private static TimingEnd EndOf(int seed) => TimingEnd.All[seed % TimingEnd.All.Length];

    private FaultRun Settled(int seed)
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
        var run = FaultRun.Prepare(model, timing, phases, new RandomTieBreaker(random), fleet);
        run.Settle();
        return run;
    }
}
