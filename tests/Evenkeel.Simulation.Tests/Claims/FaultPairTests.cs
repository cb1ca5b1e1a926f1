using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Simulation.Claims;
using static Evenkeel.Simulation.Tests.Claims.SmallClusters;

namespace Evenkeel.Simulation.Tests.Claims;

/// <summary>Every two faults together.</summary>
public sealed class FaultPairTests
{
    private static readonly FaultSelector Pairs = new FaultSelector.Pairs();

    [Fact]
    public void Pairs_come_after_each_alone_where_other_keys_name_faults()
    {
        Named(Nodes(1, 1), new FaultSelector.AnyNode(), Pairs).ShouldBe(
        [
            "node a1 loses power", "node b1 loses power", "node a1 loses power, and node b1 loses power",
        ]);
    }

    // What one takes with it the other does not add: a kubelet of a machine without power, a node of a lost zone.
    [Fact]
    public void What_one_fault_takes_with_it_makes_no_pair()
    {
        var named = Named(Nodes(1, 1), new FaultSelector.OneZone("eu-west-1a"), new FaultSelector.AnyNode(),
            new FaultSelector.Any(FaultKind.Kubelet), Pairs);

        named.ShouldContain("zone eu-west-1a loses power, and node b1 loses power");
        named.ShouldContain("zone eu-west-1a loses power, and the kubelet of node b1 stops");
        named.ShouldContain("node a1 loses power, and the kubelet of node b1 stops");
        named.ShouldNotContain("zone eu-west-1a loses power, and node a1 loses power");
        named.ShouldNotContain("zone eu-west-1a loses power, and zone eu-west-1a is isolated");
        named.ShouldNotContain("node a1 loses power, and the kubelet of node a1 stops");
    }

    [Fact]
    public void Alone_it_means_every_two_of_all_that_is_modelled()
    {
        var named = Named(Nodes(1, 1), Pairs);

        named.ShouldNotContain("node a1 loses power");
        named.ShouldContain("zone eu-west-1a loses power, and node b1 loses power");
        named.ShouldContain("node a1 loses power, and the Kubernetes API answers nobody");
        named.ShouldContain("node a1 is drained, and node b1 is drained");
        named.ShouldAllBe(n => !n.Contains("isolated", StringComparison.Ordinal));
    }

    // Three pods on three nodes of three zones: two lost leave one, three lost none. With two pods on three nodes some two
    // nodes take both.
    [Theory]
    [InlineData(3, Verdict.Proven)]
    [InlineData(2, Verdict.Refuted)]
    public void Two_nodes_at_once_are_decided(int pods, Verdict expected)
    {
        var claim = Survives(new FaultSelector.AnyNode(), outage: 0) with { Survive = [new FaultSelector.AnyNode(), Pairs] };
        var verdict = Prover.Prove(Model(Nodes(1, 1, 1), [Deployment("web", pods)], claim), new()).Claims[0];

        verdict.Verdict.ShouldBe(expected);
        verdict.Counterexample?.Fault.ShouldContain(", and ");
    }

    [Fact]
    public void Two_zones_that_take_the_quorum_leave_a_claim_undecided()
    {
        var claim = Survives(new FaultSelector.AnyZone(), errors: 10_000) with
        {
            Survive = [new FaultSelector.AnyZone(), Pairs],
            ZonesLostBy = ZoneLossWay.Power,
        };
        var verdict = Prover.Prove(Model(Nodes(1, 1, 1), [Deployment("web", 3)], claim), new()).Claims[0];

        verdict.Verdict.ShouldBe(Verdict.Undecided);
        verdict.Reasons.ShouldContain(r => r.StartsWith(
            "1 of 3 control-plane members are left with zone eu-west-1a and zone eu-west-1b lost", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_pair_that_breaks_a_claim_is_told()
    {
        var claim = Survives(new FaultSelector.AnyNode(), outage: 0) with { Survive = [new FaultSelector.AnyNode(), Pairs] };
        var pods = Pod("web") with { NodeSelector = Core.Model.Kubernetes.Labels.None.Add("disk", "fast") };
        var nodes = Nodes(1, 1, 1).Select((n, i) => n with
        {
            Labels = i < 2 ? n.Labels.SetItem("disk", "fast") : n.Labels,
        });
        var verdict = Prover.Prove(Model([.. nodes], [Deployment("web", 2, pods)], claim), new()).Claims[0];

        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Counterexample!.Fault.ShouldBe("node a1 loses power, and node b1 loses power");
        verdict.Reasons.ShouldNotContain(r => r.StartsWith("also broken", StringComparison.Ordinal));
    }

    private static List<string> Named(
        System.Collections.Immutable.ImmutableArray<Core.Model.Kubernetes.NodeObject> nodes, params FaultSelector[] survive)
    {
        var claim = Survives(survive[0]) with { Survive = [.. survive] };
        return [.. new FaultCatalogue(Model(nodes, [Deployment("web", 1)], claim)).Of(claim).Faults.Select(f => f.Name)];
    }
}
