using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Simulation.Claims;
using static Evenkeel.Simulation.Tests.Claims.SmallClusters;

namespace Evenkeel.Simulation.Tests.Claims;

/// <summary>Bounds besides blackout, errors and full strength.</summary>
public sealed class BoundTests
{
    private static readonly FaultSelector AnyNode = new FaultSelector.AnyNode();

    // Four pods of 1500m fill two nodes of three; of the lost node's two each finds room on the third.
    [Fact]
    public void A_pod_that_finds_room_at_once_is_hardly_pending()
    {
        var model = Model(Nodes(1, 1, 1), [Deployment("web", 4, Pod("web", 1500))], Survives(AnyNode));

        Decide(model, c => c with { MaxPending = TimeSpan.FromSeconds(1) }).Verdict.ShouldBe(Verdict.Proven);
    }

    // Six of them fill all three: with a node lost, two wait for good.
    [Fact]
    public void A_pod_that_finds_none_is_pending_for_good()
    {
        var model = Model(Nodes(1, 1, 1), [Deployment("web", 6, Pod("web", 1500))], Survives(AnyNode));
        var verdict = Decide(model, c => c with { MaxPending = TimeSpan.FromHours(1) });

        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Reasons.ShouldContain(r => r.StartsWith("a pod without a node stays so when", StringComparison.Ordinal));
    }

    // Of three pods on three nodes two are left, 66.7 %, until the third is made again.
    [Theory]
    [InlineData(66, Verdict.Proven)]
    [InlineData(67, Verdict.Refuted)]
    public void Capacity_is_the_least_share_of_the_declared_pods(int percent, Verdict expected)
    {
        var model = Model(Nodes(1, 1, 1), [Deployment("web", 3)], Survives(AnyNode));
        var verdict = Decide(model, c => c with { KeepsCapacity = percent });

        verdict.Verdict.ShouldBe(expected);
        if (expected == Verdict.Refuted)
        {
            verdict.Reasons.ShouldContain(r => r.StartsWith("capacity: 66.7 %, 67 % wanted, when", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(FaultKind.Kubelet, Verdict.Proven)]
    [InlineData(FaultKind.Volume, Verdict.Refuted)]
    public void Data_are_kept_as_long_as_no_volume_is_lost(FaultKind kind, Verdict expected)
    {
        var claim = Survives(new FaultSelector.Any(kind)) with { Service = new("default", "db") };
        var model = Model(Nodes(1, 1, 1), [StatefulSet("db", 2, ZonalClaim())], claim);

        Decide(model, c => c with { KeepsData = true }).Verdict.ShouldBe(expected);
    }

    // Volumes of EBS stay in their zone: without it nobody reaches them.
    [Fact]
    public void Data_in_a_zone_that_stays_lost_are_not_kept()
    {
        var claim = Survives(new FaultSelector.AnyZone()) with { Service = new("default", "db"), KeepsData = true };
        var model = Model(Nodes(1, 1, 1), [StatefulSet("db", 2, ZonalClaim())], claim);

        Decide(model, static c => c).Verdict.ShouldBe(Verdict.Refuted);
        Decide(model, static c => c with { RepairedAfter = TimeSpan.FromMinutes(10) }).Verdict.ShouldBe(Verdict.Proven);
    }

    [Fact]
    public void Cost_is_that_of_the_model()
    {
        var model = Model(Nodes(1, 1, 1), [Deployment("web", 3)], Survives(AnyNode));
        ClaimVerdict Of(MonthlyCost? cost) => Decide(model with { Cost = cost }, c => c with { MaxMonthlyCost = 900 });

        Of(new(900, [])).Verdict.ShouldBe(Verdict.Proven);
        Of(new(900.6m, [])).Reasons.ShouldBe(["cost: 901 USD a month with every pool at its maximum, 900 allowed"]);
        Of(new(900.6m, [])).Verdict.ShouldBe(Verdict.Refuted);
        Of(new(100, ["m9x.large"])).Verdict.ShouldBe(Verdict.Undecided);
        Of(null).Verdict.ShouldBe(Verdict.Undecided);
    }

    private static ClaimVerdict Decide(ClusterModel model, Func<Claim, Claim> change) =>
        Prover.Prove(model with { Claims = [change(model.Claims[0])] }, new()).Claims.ShouldHaveSingleItem();
}
