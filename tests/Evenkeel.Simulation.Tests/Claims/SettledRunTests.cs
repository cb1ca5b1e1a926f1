using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Simulation.Claims;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Scheduler;

namespace Evenkeel.Simulation.Tests.Claims;

/// <summary>What goes on from a settled cluster, one fault after another, against runs from the beginning.</summary>
public sealed class SettledRunTests
{
    private static readonly ProofOptions Most = new() { MaxScenarios = 60_000 };

    [Fact]
    public void What_goes_on_from_a_settled_cluster_is_what_a_run_from_the_beginning_comes_to()
    {
        Seeds.Each("settled", count: 12, seed =>
        {
            foreach (var model in Models(seed))
            {
                var faults = new FaultCatalogue(model).Of(model.Claims[0]).Faults;
                var ties = new TieEnumeration(model, faults, Most);
                var sampling = new TieSampling(model, seeds: 6);
                var outcomes = ties.Simulate(workers: 1).SelectMany(static o => o ?? [])
                    .Concat(sampling.Simulate(faults, workers: 1).SelectMany(static o => o)).ToList();
                foreach (var outcome in outcomes)
                {
                    var again = outcome.Case switch
                    {
                        ScenarioCase.Enumerated walked => ties.Run(outcome.Fault, walked),
                        ScenarioCase.Sampled sampled => sampling.Run(outcome.Fault, sampled.Seed),
                        var other => throw new InvalidOperationException($"{other}"),
                    };
                    Text(outcome).ShouldBe(
                        Text(again.Outcome(outcome.Fault, outcome.Case, outcome.StandsFor, () => again)),
                        $"{outcome.Fault.Name}, case {outcome.Case}");
                }
            }
        });
    }

    [Fact]
    public void The_number_of_workers_changes_nothing()
    {
        Seeds.Each("settled", count: 6, seed =>
        {
            foreach (var model in Models(seed))
            {
                var one = Prover.Prove(model, new() { MaxScenarios = 200, Seeds = 5, Workers = 1 });
                var three = Prover.Prove(model, new() { MaxScenarios = 200, Seeds = 5, Workers = 3 });
                three.Claims.Select(Text).ShouldBe(one.Claims.Select(Text));
            }
        });
    }

    [Fact]
    public void Two_runs_share_nothing_that_changes()
    {
        foreach (var model in Models(seed: 1))
        {
            var one = Settled(model, out _);
            var other = Settled(model, out _);

            one.Objects.Intersect(other.Objects, ReferenceEqualityComparer.Instance)
                .Select(static o => o.GetType()).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Goes_back_to_what_it_was()
    {
        foreach (var model in Models(seed: 2))
        {
            var kept = Settled(model, out var run);
            var before = Describe(model, run);
            run.Cluster.RunUntil(run.FaultAt + TimeSpan.FromHours(1));
            run.Cluster.Inject(new FaultCatalogue(model).Of(model.Claims[0]).Faults[0].Actions[0]);
            run.Cluster.RunUntil(run.FaultAt + TimeSpan.FromHours(2));
            Describe(model, run).ShouldNotBe(before);

            kept.Restore();
            Describe(model, run).ShouldBe(before);
        }
    }

    private static Checkpoint Settled(ClusterModel model, out FaultRun run)
    {
        var timing = ProofTiming.At(TimingEnd.All[0]);
        var fleet = ProofTiming.FleetOf(model, model.Aws.Timing, TimingEnd.All[0]);
        run = FaultRun.Prepare(
            model,
            timing,
            Phases.Anywhere(new SeededRandom(7), timing),
            new RandomTieBreaker(new(7)),
            fleet);
        run.Settle();
        return Checkpoint.Of(run);
    }

    private static string Describe(ClusterModel model, FaultRun run) =>
        new Distinctions(model).Of(run.State).OfCluster() + run.State.Now + run.State.Engine.Executed
            + string.Join('\n', run.Timeline());

    private static IEnumerable<ClusterModel> Models(ulong seed)
    {
        yield return SmallClusters.Random(new SeededRandom(5000 + seed));
        yield return MirrorImageTests.WithGroups(seed);
    }

    private static string Text(ScenarioOutcome outcome) => string.Join('\n', outcome.Services
        .OrderBy(static s => s.Key, StringComparer.Ordinal)
        .Select(static s => $"{s.Key}: {Plain(s.Value)}"))
        + "\n" + string.Join(',', outcome.Contenders.Order(StringComparer.Ordinal));

    private static string Text(Core.Model.Proof.ClaimVerdict verdict) => System.Text.Json.JsonSerializer.Serialize(verdict);

    private static string Plain(ServiceFate fate) => System.Text.Json.JsonSerializer.Serialize(fate with
    {
        Apps = [.. fate.Apps.Order(StringComparer.Ordinal)],
    });
}
