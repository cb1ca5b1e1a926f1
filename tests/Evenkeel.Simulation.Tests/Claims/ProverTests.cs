using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Claims;
using static Evenkeel.Simulation.Tests.Claims.SmallClusters;

namespace Evenkeel.Simulation.Tests.Claims;

public sealed class ProverTests
{
    private static readonly FaultSelector AnyZone = new FaultSelector.AnyZone();
    private static readonly FaultSelector AnyNode = new FaultSelector.AnyNode();

    [Fact]
    public void A_single_replica_is_refuted_with_the_seconds_of_its_blackout()
    {
        var verdict = Decide(Nodes(2, 2, 2), [Deployment("web", 1)], Survives(AnyZone, outage: 0));

        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Exhaustive.ShouldBeTrue();

        // Noticed after 40 to 55 s, tainted within 0.1 s, tolerated 300 s, Ready 2 to 30 s after it is bound,
        // and reached a second after that. The node is the only lost one or the second of its zone (+10 s).
        verdict.Worst!.OutageSeconds!.Value.ShouldBeInRange(386, 397.5);
        verdict.Reasons.ShouldContain(r => r.StartsWith("blackout: ", StringComparison.Ordinal));
        verdict.Counterexample!.Timeline.ShouldContain(e => e.Kind == TimelineEventKind.Service);
    }

    [Fact]
    public void Three_replicas_over_three_zones_are_proven_to_go_on()
    {
        var verdict = Decide(Nodes(2, 2, 2), [Deployment("web", 3)], Survives(AnyZone, 0, 30, 480));

        verdict.Verdict.ShouldBe(Verdict.Proven);
        verdict.Worst!.OutageSeconds.ShouldBe(0);

        // A third of all requests fails until the node is noticed (at most 55 s) and proxies follow (1 s).
        verdict.Worst.ErrorSeconds!.Value.ShouldBe(56.0 / 3, 0.05);
        verdict.Worst.RecoveredSeconds!.Value.ShouldBeInRange(385, 397);
        verdict.Counterexample.ShouldBeNull();
        verdict.WorstScenario.ShouldNotBeNull();
    }

    [Fact]
    public void A_bound_is_broken_only_when_it_is_exceeded()
    {
        var nodes = Nodes(2, 2, 2);
        ImmutableArray<Workload> web = [Deployment("web", 3)];
        var worst = Decide(nodes, web, Survives(AnyZone, errors: 60)).Worst!.ErrorSeconds!.Value;

        Decide(nodes, web, Survives(AnyZone, errors: (int)Math.Ceiling(worst))).Verdict.ShouldBe(Verdict.Proven);
        Decide(nodes, web, Survives(AnyZone, errors: (int)Math.Floor(worst))).Verdict.ShouldBe(Verdict.Refuted);
    }

    [Fact]
    public void A_zonal_volume_never_comes_back_with_its_zone_gone()
    {
        var claim = Survives(AnyZone, recovered: 3600) with { Service = new("default", "db") };
        var verdict = Decide(Nodes(1, 1, 1), [StatefulSet("db", 3, ZonalClaim())], claim);

        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Worst!.RecoveredSeconds.ShouldBeNull();
        verdict.Reasons.ShouldContain(r => r.Contains("is stuck Terminating", StringComparison.Ordinal));
    }

    [Fact]
    public void What_new_instances_could_mend_is_undecided()
    {
        var model = Model(Nodes(1, 1, 1), [Deployment("web", 3, OnePerNode())], Survives(AnyNode, recovered: 3600));
        Prove(model).Verdict.ShouldBe(Verdict.Refuted);

        var grouped = model with { NodePools = [model.NodePools[0] with { Placement = Placement.PerZone }] };
        var verdict = Prove(grouped);
        verdict.Verdict.ShouldBe(Verdict.Undecided);
        verdict.Reasons.ShouldContain(r => r.Contains("new instances", StringComparison.Ordinal));
    }

    [Fact]
    public void A_service_that_is_not_whole_before_any_fault_says_so()
    {
        var verdict = Decide(Nodes(1, 1, 1), [Deployment("web", 4, OnePerNode())], Survives(AnyZone, recovered: 600));

        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Reasons[0].ShouldStartWith("1 of 4 pods of default/web are missing before any fault");
        verdict.Reasons[0].ShouldContain("3 node(s) didn't match pod anti-affinity rules");
    }

    [Fact]
    public void A_control_plane_claim_is_undecided_where_its_etcd_is_not_simulated()
    {
        var claim = new Claim
        {
            Name = "the API survives",
            Survive = [AnyZone],
            ControlPlaneMaxOutage = TimeSpan.FromSeconds(30),
        };
        var verdict = Decide(Nodes(1, 1, 1), [Deployment("web", 3)], claim);

        verdict.Verdict.ShouldBe(Verdict.Undecided);
        verdict.Reasons.ShouldHaveSingleItem().ShouldStartWith("not modelled yet");
    }

    [Fact]
    public void A_fault_that_is_not_modelled_leaves_a_claim_undecided_unless_another_refutes_it()
    {
        ImmutableArray<FaultSelector> both = [AnyZone, new FaultSelector.NotModelled("any: volume")];
        var web = Deployment("web", 3);

        Decide(Nodes(2, 2, 2), [web], Survives(AnyZone, 0) with { Survive = both }).Verdict.ShouldBe(Verdict.Undecided);
        Decide(Nodes(2, 2, 2), [web with { Replicas = 1 }], Survives(AnyZone, 0) with { Survive = both })
            .Verdict.ShouldBe(Verdict.Refuted);
    }

    [Fact]
    public void Too_many_ties_are_sampled_and_said_to_be()
    {
        var model = Model(Nodes(2, 2, 2), [Deployment("web", 9)], Survives(AnyZone, 0));
        var verdict = Prover.Prove(model, new() { MaxScenarios = 2, Seeds = 4 }).Claims[0];

        verdict.Verdict.ShouldBe(Verdict.Held);
        verdict.Exhaustive.ShouldBeFalse();
        verdict.Seeds.ShouldBe(4);
        verdict.Scenarios.ShouldBe(8, "four seeds for three zones that are alike, each without power and isolated");
        verdict.StandsFor.ShouldBe(24);
        verdict.Assumptions.ShouldContain(a => a.Contains("sampled", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_and_the_order_of_nodes_do_not_change_what_is_proven()
    {
        var nodes = Nodes(2, 2, 1);
        var claim = Survives(AnyZone, 0, 60, 900);
        var expected = Decide(nodes, [Deployment("web", 5)], claim).Worst;

        ImmutableArray<NodeObject> others = [.. nodes.Reverse().Select((n, i) => Node($"ip-10-0-{i}", "us-east-2" + n.Zone[^1]))];
        Decide(others, [Deployment("web", 5)], claim).Worst.ShouldBe(expected);
    }

    [Fact]
    public void Progress_tells_of_every_fault()
    {
        var seen = new List<ProofProgress>();
        var model = Model(Nodes(1, 1, 1), [Deployment("web", 3)], Survives(AnyZone, 0), Survives(AnyNode, 0));
        Prover.Prove(model, new(), new Collect(seen));

        seen.Select(static p => p.Done).ShouldBe([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "three zones in two ways, three nodes");
        seen.ShouldAllBe(static p => p.Total == 9);
    }

    private static PodTemplate OnePerNode() => Pod("web") with
    {
        RequiredAntiAffinity =
            [new(LabelSelector.OfLabels(Labels.None.SetItem("app", "web")), Labels.Hostname, [], null)],
    };

    private static ClaimVerdict Decide(ImmutableArray<NodeObject> nodes, ImmutableArray<Workload> workloads, Claim claim) =>
        Prove(Model(nodes, workloads, claim));

    private static ClaimVerdict Prove(ClusterModel model) => Prover.Prove(model, new ProofOptions()).Claims[0];

    private sealed class Collect(List<ProofProgress> seen) : IProgress<ProofProgress>
    {
        public void Report(ProofProgress value) => seen.Add(value);
    }
}
