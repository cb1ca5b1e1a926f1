using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Claims;
using static Evenkeel.Simulation.Tests.Claims.SmallClusters;

namespace Evenkeel.Simulation.Tests.Claims;

/// <summary>Claims that name a scenario.</summary>
public sealed class ScenarioClaimTests
{
    private static readonly ScenarioAction FailA = new ScenarioAction.Fail(NodeTarget.OfNodes("a1"));
    private static readonly ScenarioAction FailB = new ScenarioAction.Fail(NodeTarget.OfNodes("b1"));

    // One pod after the other: with a1 back before b1 goes nobody notices, with both away nobody answers.
    [Theory]
    [InlineData(60, 600, Verdict.Held)]
    [InlineData(900, 600, Verdict.Refuted)]
    public void Its_events_follow_the_instant_of_the_fault(int back, int second, Verdict expected)
    {
        var verdict = Decide(
            new(Seconds(0), null, FailA), new(Seconds(back), null, new ScenarioAction.Heal(FailA)),
            new(Seconds(second), null, FailB));

        verdict.Verdict.ShouldBe(expected);
        verdict.Faults.ShouldHaveSingleItem().Fault.ShouldBe("scenario day.yaml is played");
        verdict.Exhaustive.ShouldBeFalse("what comes later falls on no end of an interval");
        if (expected == Verdict.Refuted)
        {
            var injected = verdict.Counterexample!.Timeline.Where(e => e.Kind == TimelineEventKind.Injected);
            injected.Select(e => (e.At - verdict.Counterexample.FaultAt).TotalSeconds).ShouldBe([0, second, back]);
        }
    }

    [Fact]
    public void One_that_was_not_read_leaves_a_claim_undecided()
    {
        var claim = Survives(new FaultSelector.Scenario("day.yaml", null, default), outage: 0);
        var verdict = Prover.Prove(Model(Nodes(1, 1), [Deployment("web", 2)], claim), new()).Claims[0];

        verdict.Verdict.ShouldBe(Verdict.Undecided);
        verdict.Reasons.ShouldContain("not modelled yet: the scenario day.yaml, which was not read");
    }

    [Fact]
    public void What_it_strikes_and_is_not_simulated_leaves_a_claim_undecided() => Decide(
        new ScenarioStep(Seconds(5), null, new ScenarioAction.RefuseLaunches(null)))
        .Verdict.ShouldBe(Verdict.Undecided);

    private static ClaimVerdict Decide(params ScenarioStep[] steps)
    {
        var one = Pod("web") with
        {
            RequiredAntiAffinity =
            [
                new(Core.Model.Kubernetes.LabelSelector.OfLabels(Pod("web").Labels),
                    Core.Model.Kubernetes.Labels.Hostname, [], null),
            ],
        };
        var claim = Survives(new FaultSelector.Scenario("day.yaml", [.. steps], Seconds(1800)), outage: 0);
        return Prover.Prove(Model(Nodes(1, 1), [Deployment("web", 2, one)], claim), new()).Claims[0];
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
