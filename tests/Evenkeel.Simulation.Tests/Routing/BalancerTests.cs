using System.Collections.Immutable;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Claims;
using static Evenkeel.Simulation.Tests.Claims.SmallClusters;

namespace Evenkeel.Simulation.Tests.Routing;

/// <summary>Network Load Balancers in scenarios and claims.</summary>
public sealed class BalancerTests
{
    private static readonly FaultSelector AnyNode = new FaultSelector.AnyNode();

    /// <summary>Three pods on two instances behind a balancer: a half, and twice a quarter.</summary>
    [Fact]
    public void Policy_Local_shares_requests_by_instances_and_not_by_pods()
    {
        var shares = SteadyShares(local: true);

        shares[1].FromOutside.ShouldBeTrue();
        shares[1].ByPod.Values.Order().ShouldBe([0.25, 0.25, 0.5]);
        shares[1].KeepsSourceAddress.ShouldBeTrue();
        shares[1].CrossesZones.ShouldBe(0);

        // From inside, where policy Cluster holds, each pod gets a third.
        shares[0].ByPod.Values.ShouldAllBe(static s => Math.Abs(s - (1.0 / 3)) < 1e-9);
    }

    [Fact]
    public void Policy_Cluster_shares_evenly_at_the_price_of_a_hop()
    {
        var outside = SteadyShares(local: false)[1];

        outside.ByPod.Values.ShouldAllBe(static s => Math.Abs(s - (1.0 / 3)) < 1e-9);
        outside.KeepsSourceAddress.ShouldBeFalse();

        // Half of the requests enter each zone; of one zone's nodes 1/3 stays, of the other's 2/3.
        outside.CrossesZones.ShouldBe(0.5, 1e-9);
        outside.CostPerGigabyte.ShouldBe(0.01, 1e-9);
    }

    /// <summary>
    /// A node is lost with a third of the pods and, alone in its zone, a third of the addresses. Latest: the
    /// first probe comes an interval I after the fault, the second fails after another and the timeout of 6 s;
    /// DNS takes 90 s more. Until then a third of all requests is lost at that address; of the rest a third
    /// meets the dead endpoint until 55 s after the fault, and 1 s for the proxies (less 2 ms, for the fault
    /// comes 1 ms after the last renewal, and that 1 ms after the last pass).
    /// </summary>
    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(60)]
    public void Errors_follow_the_interval_of_probes(int interval)
    {
        var model = Behind(Model(Nodes(1, 1, 1), [Deployment("web", 3)], Survives(AnyNode, 0, 1000)), check => check with
        {
            Interval = TimeSpan.FromSeconds(interval),
            Timeout = TimeSpan.FromSeconds(6),
            UnhealthyThreshold = 2,
            Answer = ProbeAnswer.Agent,
        });
        var verdict = Prover.Prove(model, new()).Claims[0];

        var address = (2 * interval) + 6 + 90;
        verdict.Worst!.ErrorSeconds!.Value.ShouldBe((address / 3.0) + (2.0 / 3 * 56 / 3), 0.01);
        verdict.Verdict.ShouldBe(Verdict.Proven);
    }

    [Fact]
    public void A_Service_with_a_balancer_that_is_not_followed_is_not_proven()
    {
        var model = Model(Nodes(2, 2, 2), [Deployment("web", 3)], Survives(AnyNode, 0, 60));
        var classic = model with
        {
            Objects = model.Objects with
            {
                Services = [.. model.Objects.Services.Select(static s => s with { Type = "LoadBalancer" })],
            },
        };

        var verdict = Prover.Prove(classic, new()).Claims[0];
        verdict.Verdict.ShouldBe(Verdict.Undecided);
        verdict.Reasons.ShouldContain(static r => r.Contains("aws-load-balancer-type: nlb", StringComparison.Ordinal));
    }

    /// <summary>
    /// What AWS would refuse is not taken for its default, and what changes who answers is not left out.
    /// </summary>
    [Theory]
    [InlineData("healthcheck-interval", "300", null)]
    [InlineData("healthcheck-interval", "2000", "2000 is no number from 5 to 300")]
    [InlineData("healthcheck-unhealthy-threshold", "three", "three is no number from 2 to 10")]
    [InlineData("healthcheck-timeout", "1", "1 is no number from 2 to 120")]
    [InlineData("cross-zone-load-balancing-enabled", "yes", "yes is neither true nor false")]
    [InlineData("nlb-target-type", "pods", "pods is neither instance nor ip")]
    [InlineData("attributes", "load_balancing.cross_zone.enabled=true, deletion_protection.enabled=true", null)]
    [InlineData("attributes", "dns_record.client_routing_policy=partial_availability_zone_affinity",
        "dns_record.client_routing_policy=partial_availability_zone_affinity")]
    public void A_value_that_is_not_followed_is_said(string annotation, string value, string? said)
    {
        const string Prefix = "service.beta.kubernetes.io/aws-load-balancer-";
        var service = ServiceOf("web") with
        {
            Type = "LoadBalancer",
            Annotations = Labels.None.Add(Prefix + "type", "external").Add(Prefix + annotation, value),
        };

        ServiceBalancers.NotFollowed(service).ShouldBe(said is null ? [] : [$"{Prefix}{annotation} ({said})"]);
    }

    [Fact]
    public void A_node_without_a_pod_that_its_agent_calls_healthy_drops_what_policy_Local_sends_it()
    {
        var model = Behind(
            Model(Nodes(2, 2, 2), [Deployment("web", 3)], Survives(AnyNode, 0, 60)),
            static check => check with { Answer = ProbeAnswer.Agent },
            local: true);
        var verdict = Prover.Prove(model, new()).Claims[0];

        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Reasons.ShouldContain(static r => r.StartsWith("50 % of the requests", StringComparison.Ordinal)
            && r.Contains("externalTrafficPolicy: Local", StringComparison.Ordinal));

        // Where the health port answers, such a node gets none.
        var probed = Behind(
            Model(Nodes(2, 2, 2), [Deployment("web", 3)], Survives(AnyNode, 0, 120)),
            static check => check with { Answer = ProbeAnswer.NodePortLocal },
            local: true);
        Prover.Prove(probed, new()).Claims[0].Verdict.ShouldBe(Verdict.Proven);
    }

    private static ImmutableArray<RequestShares> SteadyShares(bool local)
    {
        var objects = Model([Node("a1", "a"), Node("b1", "b")], [Deployment("web", 3)]).Objects with
        {
            Nodes = [Node("a1", "a"), Node("b1", "b")],
            Services = [ServiceOf("web") with { Type = "NodePort", ExternalTrafficLocal = local }],
        };
        var scenario = new Scenario
        {
            End = TimeSpan.FromSeconds(20),
            Steps = [new(TimeSpan.FromSeconds(15), "steady", null)],
        };
        return ScenarioSimulator.Run(objects, scenario, 1).Runs[0].Snapshots[0].Services["default/web"];
    }

    private static ClusterModel Behind(
        ClusterModel model, Func<TargetHealthCheck, TargetHealthCheck> check, bool local = false) => model with
        {
            Objects = model.Objects with
            {
                Services =
                [
                    .. model.Objects.Services.Select(
                        s => s with { Type = "NodePort", ExternalTrafficLocal = local }),
                ],
            },
            Aws = new()
            {
                LoadBalancers =
                [
                    new()
                    {
                        Name = "services",
                        Zones = model.Zones,
                        TargetGroups = [new() { Name = "web", Service = Web, HealthCheck = check(new()) }],
                    },
                ],
            },
        };
}
