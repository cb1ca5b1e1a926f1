using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Simulation.Claims;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Tests.Claims;

/// <summary>Leaving out mirror images and states met before must not lose an outcome.</summary>
public sealed class TieEnumerationTests
{
    private const int Clusters = 40;
    private const int MostRuns = 300;

    /// <summary>What EC2 knows of a zone changes nothing where machines come from no groups.</summary>
    private static readonly ImmutableArray<TimingEnd> WithoutGroups =
        [.. TimingEnd.All.Where(static e => !e.ZonesReported)];

    private static readonly ProofOptions Most = new() { MaxScenarios = 60_000 };

    [Fact]
    public void Finds_the_outcomes_that_walking_through_every_choice_finds()
    {
        var compared = 0;
        Seeds.EachAtOnce("ties", Clusters, seed =>
        {
            var model = SmallClusters.Random(new SeededRandom(seed));
            var every = EveryOutcome(model);
            if (every is null)
            {
                return;
            }

            var ties = new TieEnumeration(model, Faults(model), Most);
            var reduced = ties.Simulate(workers: 1)
                .SelectMany(static o => o!.Value)
                .Select(Figures).Distinct().Order(StringComparer.Ordinal);
            $"seed {seed}\n{string.Join('\n', reduced)}".ShouldBe($"seed {seed}\n{string.Join('\n', every)}");
            Interlocked.Increment(ref compared);
        });
        if (!Seeds.OneAlone)
        {
            compared.ShouldBeGreaterThan(Clusters / 2);
        }
    }

    [Fact]
    public void No_sampled_run_is_worse_than_the_enumerated_ones()
    {
        Seeds.Each("ties", count: 10, seed =>
        {
            var model = SmallClusters.Random(new SeededRandom(1000 + seed));
            var ties = new TieEnumeration(model, Faults(model), Most);
            var sampling = new TieSampling(model, seeds: 12);

            // Of mirror images one is simulated, so that faults compare as a set and not one by one.
            var worst = Worst(ties.Simulate(workers: 1).SelectMany(static o => o!.Value));
            foreach (var sampled in sampling.Simulate(Faults(model), workers: 1)
                .SelectMany(static o => o).Select(o => Worst([o])))
            {
                for (var i = 0; i < worst.Length; i++)
                {
                    sampled[i].ShouldBeLessThanOrEqualTo(worst[i] + 0.001, $"seed {seed}, figure {i}");
                }
            }
        });
    }

    [Fact]
    public void Gives_up_when_there_are_too_many_combinations()
    {
        var model = SmallClusters.Model(
            SmallClusters.Nodes(2, 2, 2),
            [SmallClusters.Deployment("web", 9)],
            SmallClusters.Survives(new FaultSelector.AnyZone()));
        new TieEnumeration(model, Faults(model), new() { MaxScenarios = 3 })
            .Simulate(workers: 1).ShouldAllBe(static o => o == null);
    }

    /// <summary>Zones and nodes of one content are interchangeable, but each of them is lost in turn.</summary>
    private static ImmutableArray<Fault> Faults(ClusterModel model) =>
        new FaultCatalogue(model).Of(model.Claims[0]).Faults;

    /// <summary>The figures of all outcomes, by choosing every node at every tie; null where that takes too long.</summary>
    private static List<string>? EveryOutcome(ClusterModel model)
    {
        var figures = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var fault in Faults(model))
        {
            foreach (var end in WithoutGroups)
            {
                var every = new EveryChoice();
                var runs = 0;
                do
                {
                    if (++runs > MostRuns)
                    {
                        return null;
                    }

                    figures.Add(Figures(Run(model, fault, end, every)));
                }
                while (every.Advance());
            }
        }

        return [.. figures];
    }

    private static ScenarioOutcome Run(ClusterModel model, Fault fault, TimingEnd end, EveryChoice every)
    {
        var timing = ProofTiming.At(end);
        var at = ProofTiming.FaultAt(model.Objects, descheduler: false);
        var phases = end.NoticedFirst ? Phases.NoticedFirst(at, timing) : Phases.NoticedLast(at, timing);
        var run = FaultRun.Prepare(model, timing, phases, every, fleet: null);
        run.Settle();
        run.Suffer(fault);
        return run.Outcome(fault, new ScenarioCase.Sampled(1, 1), 1, () => run);
    }

    private static string Figures(ScenarioOutcome outcome) => string.Join(' ', outcome.Services
        .OrderBy(static s => s.Key, StringComparer.Ordinal)
        .Select(static s => string.Create(
            CultureInfo.InvariantCulture,
            $"{s.Key}:{s.Value.Outcome.OutageSeconds}/{s.Value.Outcome.ErrorSeconds}/{s.Value.Outcome.RecoveredSeconds}")));

    private static double[] Worst(IEnumerable<ScenarioOutcome> outcomes)
    {
        var fates = outcomes.Select(static o => o.Services["default/web"].Outcome).ToList();
        return
        [
            fates.Max(static f => f.OutageSeconds ?? double.PositiveInfinity),
            fates.Max(static f => f.ErrorSeconds ?? double.PositiveInfinity),
            fates.Max(static f => f.RecoveredSeconds ?? double.PositiveInfinity),
        ];
    }

    /// <summary>Takes every node at every tie and every order of lost nodes, one after the other.</summary>
    private sealed class EveryChoice : ITieBreaker
    {
        private readonly List<(int Taken, int Options)> tape = [];
        private int position;

        public bool Advance()
        {
            position = 0;
            while (tape.Count > 0)
            {
                var (taken, options) = tape[^1];
                tape.RemoveAt(tape.Count - 1);
                if (taken + 1 < options)
                {
                    tape.Add((taken + 1, options));
                    return true;
                }
            }

            return false;
        }

        public int Choose(SimPod pod, List<SimNode> feasible, long[] totals)
        {
            var most = totals.Take(feasible.Count).Max();
            var best = Enumerable.Range(0, feasible.Count).Where(i => totals[i] == most).ToList();
            return best[Take(best.Count)];
        }

        public void Order(Span<SimNode> nodes)
        {
            for (var i = 0; i + 1 < nodes.Length; i++)
            {
                var chosen = i + Take(nodes.Length - i);
                (nodes[i], nodes[chosen]) = (nodes[chosen], nodes[i]);
            }
        }

        public int ChooseZone(int zones) => Take(zones);

        private int Take(int options)
        {
            if (options == 1)
            {
                return 0;
            }

            if (position == tape.Count)
            {
                tape.Add((0, options));
            }

            return tape[position++].Taken;
        }
    }
}
