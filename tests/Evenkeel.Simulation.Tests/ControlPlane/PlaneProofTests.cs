using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Core.Quantities;
using Evenkeel.Simulation.Claims;
using Evenkeel.Simulation.Tests.Claims;
using Evenkeel.Supervision;

namespace Evenkeel.Simulation.Tests.ControlPlane;

/// <summary>Claims about the control plane, held against the node's own decisions.</summary>
public sealed class PlaneProofTests
{
    private const string Role = "node-role.kubernetes.io/control-plane";

    [Fact]
    public void Three_zones_survive_the_loss_of_any_with_an_election_at_most()
    {
        var verdict = Decide(Rules.Real, "a", "b", "c");
        verdict.Verdict.ShouldBe(Verdict.Held);
        verdict.Reasons.ShouldHaveSingleItem().ShouldContain("(30 s allowed)");
        verdict.Reasons[0].ShouldContain("leads");

        // Three zones in two ways (power and isolation; without launches is the first), 39 draws each.
        verdict.Scenarios.ShouldBe(verdict.Faults.Length * 39);
    }

    [Fact]
    public void Two_zones_do_not_survive_the_loss_of_the_one_with_two_members()
    {
        var verdict = Decide(Rules.Real, "a", "a", "b");
        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Reasons[0].ShouldContain("never answers again");
        verdict.Reasons[0].ShouldContain("eu-west-1a");
    }

    [Fact]
    public void A_zone_that_is_cut_off_with_the_quorum_serves_nobody()
    {
        var verdict = Decide(Rules.Real, ZoneLossWay.Isolation, "a", "a", "b");
        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Reasons[0].ShouldContain("zone eu-west-1a is isolated");
    }

    [Fact]
    public void A_node_that_does_not_ask_for_the_marker_refutes_what_three_zones_survive() =>
        Decide(Rules.Real with { AsksForMarker = false }, "a", "b", "c").Verdict.ShouldBe(Verdict.Refuted);

    private static ClaimVerdict Decide(Rules rules, params string[] zones) => Decide(rules, null, zones);

    private static ClaimVerdict Decide(Rules rules, ZoneLossWay? by, params string[] zones)
    {
        var claim = new Claim
        {
            Name = "the API survives any zone",
            Survive = [new FaultSelector.AnyZone()],
            ZonesLostBy = by,
            ControlPlaneMaxOutage = TimeSpan.FromSeconds(30),
        };
        var servers = zones.Select((zone, i) => SmallClusters.Node($"server-{i + 1}", "eu-west-1" + zone))
            .Select(n => n with { Labels = n.Labels.SetItem(Role, "true") });
        var model = SmallClusters.Model(SmallClusters.Nodes(1, 1, 1), [], claim) with
        {
            ControlPlaneNodes = [.. servers],
            Etcd = new(
                EtcdTopology.Stacked, EtcdMode.Agent, Quantity.Parse("20Gi"), TimeSpan.FromMinutes(15), 96),
        };
        return Prover.Prove(model, new ProofOptions(), null, rules).Claims[0];
    }
}
