using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Compiler.Tests.Binding;

public sealed class ClaimBinderTests
{
    [Theory]
    [InlineData("{any: zone}", "AnyZone { }")]
    [InlineData("{any: node}", "AnyNode { }")]
    [InlineData("{any: [zone, node]}", "AnyZone { } AnyNode { }")]
    [InlineData("{zone: eu-west-1b}", "OneZone { Zone = eu-west-1b }")]
    [InlineData("{pairs: true}", "Pairs { }")]
    [InlineData("{scenario: lost.yaml}", "Scenario { File = lost.yaml, Steps = , End = 00:00:00 }")]
    [InlineData(
        "{any: [kubelet, drain]}",
        "Any { Kind = Kubelet, OnlyModelled = False } Any { Kind = Drain, OnlyModelled = False }")]
    public void Faults_become_selectors(string survive, string expected)
    {
        var model = Bindings.Good(Bindings.File(claims: Claim(survive)));
        string.Join(' ', model.Claims[0].Survive).ShouldBe(expected);
    }

    [Fact]
    public void All_is_every_kind_as_far_as_it_is_modelled()
    {
        var named = Bindings.Good(Bindings.File(claims: Claim("all"))).Claims[0].Survive;
        named[..2].ShouldBe([new FaultSelector.AnyZone(), new FaultSelector.AnyNode()]);
        named[2..].ShouldBe(Enum.GetValues<FaultKind>().Select(k => new FaultSelector.Any(k, OnlyModelled: true)));
    }

    [Fact]
    public void What_it_costs_is_reckoned_where_a_claim_bounds_it()
    {
        var bounded = "{name: c, survive: {any: zone}, service: shop/web, maxPending: 1m, keepsCapacity: 50, "
            + "keepsData: true, maxMonthlyCost: 700}";
        var model = Bindings.Good(Bindings.File(claims: bounded));
        var claim = model.Claims[0];

        (claim.MaxPending, claim.KeepsCapacity, claim.KeepsData, claim.MaxMonthlyCost)
            .ShouldBe((TimeSpan.FromMinutes(1), 50, true, 700));
        model.Cost.ShouldNotBeNull().AtMost.ShouldBe(Evenkeel.Compiler.Costs.CostEstimate.Of(model).MonthlyAtMost);
        Bindings.Good(Bindings.File(claims: Claim("{any: zone}"))).Cost.ShouldBeNull();
    }

    [Fact]
    public void A_repair_time_is_kept()
    {
        var claim = Bindings.Good(Bindings.File(claims: Claim("{any: zone, repairedAfter: 10m}"))).Claims[0];
        claim.RepairedAfter.ShouldBe(TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void One_way_of_losing_zones_is_kept()
    {
        var claim = Bindings.Good(Bindings.File(claims: Claim("{any: zone, by: noLaunches}"))).Claims[0];
        claim.ZonesLostBy.ShouldBe(ZoneLossWay.NoLaunches);
    }

    [Fact]
    public void Nodes_are_named_as_they_will_be()
    {
        var model = Bindings.Good(Bindings.File(
            claims: Claim("{nodes: [general-eu-west-1a-1, general-eu-west-1b-1]}")));
        model.Claims[0].Survive.ShouldHaveSingleItem().ShouldBeOfType<FaultSelector.TheseNodes>()
            .Nodes.ShouldBe(["general-eu-west-1a-1", "general-eu-west-1b-1"]);
    }

    [Fact]
    public void A_node_that_will_not_be_is_reported_where_it_stands()
    {
        var found = Bindings.Single("EK2005", Bindings.File(claims: Claim("{node: general-eu-west-1a-2}")));
        found.Message.ShouldBe("there is no node `general-eu-west-1a-2`");
        found.Fix.ShouldBe("did you mean `general-eu-west-1a-1`?");
        found.Span.ShouldNotBeNull().Line.ShouldBe(10);
    }

    [Fact]
    public void Bounds_and_the_Service_are_kept()
    {
        var claim = Bindings.Good(Bindings.File(claims:
            "{name: c, survive: {any: zone}, service: shop/web, maxOutage: 1s, maxErrors: 2s, recovered: "
            + "3m}"))
            .Claims[0];
        claim.Service.ShouldBe(new ObjectName("shop", "web"));
        (claim.MaxOutage, claim.MaxErrors, claim.Recovered).ShouldBe(
            (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(3)));
        claim.ControlPlaneMaxOutage.ShouldBeNull();
    }

    [Fact]
    public void A_claim_about_the_control_plane_has_no_Service()
    {
        var claim = Bindings.Good(Bindings.File(claims:
            "{name: c, survive: {any: zone}, controlPlane: {maxOutage: 30s}}")).Claims[0];
        claim.Service.ShouldBeNull();
        claim.ControlPlaneMaxOutage.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("shop/wbe", "did you mean `shop/web`?")]
    [InlineData("web", "did you mean `shop/web`?")]
    [InlineData("shop/database", "one of `shop/web`, or add the file that holds it to `spec.workloads`")]
    public void A_Service_that_no_file_holds_is_an_error(string service, string fix)
    {
        var found = Bindings.Single("EK2003", Bindings.File(claims:
            $"{{name: c, survive: {{any: zone}}, service: {service}, maxOutage: 0s}}"));
        found.Fix.ShouldBe(fix);
    }

    [Fact]
    public void A_Service_without_pods_cannot_be_claimed()
    {
        var workloads = Bindings.Web.Replace("selector: {app: web}", "selector: {app: wbe}");
        Bindings.Single("EK2004", Bindings.File(), workloads).Fix
            .ShouldBe("give the pods the labels app=wbe, or correct the selector");
        Bindings.Bind(Bindings.File(), workloads).Model.ShouldBeNull();
    }

    private static string Claim(string survive) =>
        $"{{name: web survives, survive: {survive}, service: shop/web, maxOutage: 0s}}";
}
