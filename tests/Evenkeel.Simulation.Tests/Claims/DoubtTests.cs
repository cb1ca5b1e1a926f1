using System.Collections.Immutable;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Simulation.Claims;
using static Evenkeel.Simulation.Tests.Claims.SmallClusters;

namespace Evenkeel.Simulation.Tests.Claims;

/// <summary>What must not be called proven.</summary>
public sealed class DoubtTests
{
    private static readonly FaultSelector AnyZone = new FaultSelector.AnyZone();
    private static readonly FaultSelector AnyNode = new FaultSelector.AnyNode();

    [Fact]
    public void A_zone_that_takes_the_quorum_with_it_leaves_a_claim_undecided()
    {
        var two = Model(Nodes(2, 2), [Deployment("web", 4)], Survives(AnyZone, 0, 60, 480));

        // Two zones hold 2 + 1 of three members; with the fuller one lost, one of a quorum of two is left.
        var verdict = Decide(two);
        verdict.Verdict.ShouldBe(Verdict.Undecided);
        verdict.Reasons.ShouldContain(static r => r.StartsWith("1 of 3 control-plane members", StringComparison.Ordinal));

        Decide(two with { Claims = [Survives(AnyNode, 0, 60, 480)] }).Verdict.ShouldBe(Verdict.Proven);
        Decide(two with { ControlPlane = two.ControlPlane with { Members = 0 } }).Verdict.ShouldBe(Verdict.Proven);
    }

    [Fact]
    public void Machines_that_take_the_quorum_with_them_leave_a_claim_undecided()
    {
        // One zone, one member, on a machine that takes workloads: with it the API is gone.
        var nodes = Nodes(3);
        var role = nodes[0].Labels.SetItem("node-role.kubernetes.io/control-plane", "true");
        nodes = nodes.SetItem(0, nodes[0] with { Labels = role });
        var one = Model(nodes, [Deployment("web", 3)], Survives(AnyNode, 0, 60));
        one = one with { ControlPlane = one.ControlPlane with { Members = 1 } };

        var verdict = Decide(one);
        verdict.Verdict.ShouldBe(Verdict.Undecided);
        verdict.Reasons.ShouldContain(r => r.StartsWith(
            $"0 of 1 control-plane members are left with {nodes[0].Name} lost", StringComparison.Ordinal));

        // One of three leaves a quorum of two.
        Decide(one with { ControlPlane = one.ControlPlane with { Members = 3 } }).Verdict.ShouldBe(Verdict.Proven);
    }

    [Fact]
    public void Which_pods_find_scarce_room_depends_on_an_order_that_is_not_simulated()
    {
        var model = Model(
            [Node("a1", "eu-west-1a", 2000), Node("b1", "eu-west-1b", 1000), Node("c1", "eu-west-1c", 1000)],
            [Only("eu-west-1a", "web"), Only("eu-west-1a", "api"), Deployment("fill", 1, Pod("fill", 900))],
            Survives(new FaultSelector.OneZone("eu-west-1a"), recovered: 900));
        var verdict = Decide(model);

        verdict.Verdict.ShouldBeOneOf(Verdict.Undecided, Verdict.Refuted);
        verdict.Verdict.ShouldNotBe(Verdict.Proven);
    }

    [Fact]
    public void Routing_that_is_not_simulated_leaves_a_claim_undecided()
    {
        var model = Model(Nodes(2, 2, 2), [Deployment("web", 3)], Survives(AnyZone, 0, 60));
        Decide(model).Verdict.ShouldBe(Verdict.Proven);

        var hinted = Labels.None.SetItem(Service.TopologyModeAnnotation, "Auto");
        Decide(With(model, s => s with { Annotations = hinted })).Verdict.ShouldBe(Verdict.Proven);
        var many = Model(Nodes(2, 2, 2), [Deployment("web", 101, Pod("web", 10))], Survives(AnyNode, 0));
        var verdict = Decide(With(many, s => s with { Annotations = hinted }));
        verdict.Verdict.ShouldBe(Verdict.Undecided);
        verdict.Reasons.ShouldContain(static r => r.Contains("topology-mode"));
        Decide(With(many, s => s with { Annotations = hinted.SetItem(Service.TopologyModeAnnotation, "Off") }))
            .Reasons.ShouldNotContain(static r => r.Contains("topology-mode"));
    }

    [Fact]
    public void What_a_Local_policy_drops_before_any_fault_refutes_a_claim_and_is_said()
    {
        // Three pods on six nodes: half of the clients have none on their node.
        var model = Model(Nodes(2, 2, 2), [Deployment("web", 3)], Survives(AnyZone, 0, 60));
        var verdict = Decide(With(model, s => s with { InternalTrafficLocal = true }));

        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Reasons.ShouldContain("50 % of the requests to default/web fail before any fault: "
            + "internalTrafficPolicy: Local drops requests on nodes without a pod of default/web");
        verdict.Worst!.ErrorSeconds.ShouldBeNull();
    }

    [Fact]
    public void Clients_that_keep_to_their_zone_do_not_notice_the_loss_of_another()
    {
        var model = Model(Nodes(2, 2, 2), [Deployment("web", 3)], Survives(AnyZone, 0, 60));
        var near = With(model, s => s with { TrafficDistribution = "PreferSameZone" });

        var zone = Decide(near);
        zone.Verdict.ShouldBe(Verdict.Proven);
        zone.Worst!.ErrorSeconds.ShouldBe(0);

        // A node lost: the client that is left in its zone sends all to the dead endpoint, one of five
        // clients, until 55 s after the fault proxies hear within 1 s (less the 2 ms by which the fault comes
        // after the last renewal and the last pass).
        var node = Decide(near with { Claims = [Survives(AnyNode, 0, 60)] });
        node.Worst!.ErrorSeconds!.Value.ShouldBe(56.0 / 5, 0.01);
    }

    [Fact]
    public void Endpoints_published_while_not_ready_fail_requests_for_as_long_as_the_pod_is_there()
    {
        var model = Model(Nodes(2, 2, 2), [StatefulSet("web", 3)], Survives(AnyZone, errors: 30));
        Decide(model).Verdict.ShouldBe(Verdict.Proven);

        var verdict = Decide(With(model, static s => s with { PublishesNotReady = true }));
        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Worst!.ErrorSeconds.ShouldBeNull();
    }

    [Theory]
    [InlineData("target-node-labels", "a=b", true)]
    [InlineData("subnets", "subnet-1", true)]
    [InlineData("healthcheck-port", "9999", true)]
    [InlineData("healthcheck-port", "traffic-port", false)]
    [InlineData("scheme", "internet-facing", false)]
    [InlineData("healthcheck-interval", "20", false)]
    public void What_changes_the_targets_of_a_balancer_and_is_not_followed_is_said(
        string annotation, string value, bool isSaid)
    {
        const string Prefix = "service.beta.kubernetes.io/aws-load-balancer-";
        var model = Model(Nodes(2, 2, 2), [Deployment("web", 3)], Survives(AnyZone, 0));
        var verdict = Decide(With(model, s => s with
        {
            Type = "LoadBalancer",
            Annotations = s.Annotations.SetItem(Prefix + "type", "nlb").SetItem(Prefix + annotation, value),
        }));

        verdict.Reasons.Any(r => r.Contains(Prefix + annotation, StringComparison.Ordinal)).ShouldBe(isSaid);
    }

    [Fact]
    public void Pods_that_the_scheduler_is_told_to_leave_alone_are_not_proven()
    {
        var gated = Pod("web") with { NotSimulated = ["schedulingGates"] };
        var verdict = Decide(Model(Nodes(2, 2, 2), [Deployment("web", 3, gated)], Survives(AnyZone, 0)));

        verdict.Verdict.ShouldBe(Verdict.Undecided);
        verdict.Reasons.ShouldContain("not modelled yet: schedulingGates of default/web");
    }

    [Fact]
    public void A_group_that_heeds_a_balancer_which_is_not_followed_is_not_proven()
    {
        var model = Model(Nodes(2, 2, 2), [Deployment("web", 3)], Survives(AnyZone, 0));
        var group = new InstanceGroup
        {
            Name = "edge",
            Zones = model.Zones,
            Min = 0,
            Max = 0,
            Desired = 0,
            HealthCheck = GroupHealthCheck.Elb,
            TargetGroups = ["http"],
            Node = Node("", "eu-west-1a"),
        };
        ClusterModel Of(InstanceGroup one) => model with { Aws = model.Aws with { Groups = [one] } };

        Decide(Of(group with { HealthCheck = GroupHealthCheck.Ec2 })).Verdict.ShouldBe(Verdict.Proven);
        var verdict = Decide(Of(group));
        verdict.Verdict.ShouldBe(Verdict.Undecided);
        verdict.Reasons.ShouldContain("not modelled yet: what target group http finds of the instances of group edge, "
            + "which replaces what it finds unhealthy");
    }

    [Fact]
    public void A_bare_Pod_is_not_made_again_whatever_instances_come()
    {
        var pod = Deployment("web", 1) with { Kind = WorkloadKind.Pod };
        var model = Model(Nodes(2, 2, 2), [pod], Survives(AnyZone, 0, recovered: 900));
        var grouped = model with { NodePools = [model.NodePools[0] with { Placement = Placement.PerZone }] };

        Decide(grouped).Verdict.ShouldBe(Verdict.Refuted);
    }

    [Fact]
    public void A_volume_stays_with_the_lost_node_that_a_deleted_pod_is_on()
    {
        var pod = Pod("web") with { Volumes = [new("data", "data")] };
        var model = Model(Nodes(2, 2, 2), [Deployment("web", 1, pod)], Survives(AnyNode, recovered: 3600));
        model = model with { Objects = model.Objects with { Claims = [ZonalClaim()] } };
        var verdict = Decide(model);

        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Worst!.RecoveredSeconds.ShouldBeNull();
        verdict.Reasons.ShouldContain(static r => r.Contains("still holds", StringComparison.Ordinal));
    }

    [Fact]
    public void A_proof_says_that_pods_were_missing_before()
    {
        var model = Model(Nodes(1, 1, 1), [Deployment("web", 9, Pod("web", 1800))], Survives(AnyZone, 0));

        Decide(model).Reasons.ShouldContain(
            static r => r.StartsWith("3 of 9 pods of default/web are missing before any fault", StringComparison.Ordinal));
    }

    [Fact]
    public void A_tainted_server_counts_as_a_domain_and_for_its_zone()
    {
        // Zone c has a server and no worker: as a domain without pods it holds a strict spread back.
        var web = Deployment("web", 4, Pod("web") with
        {
            SpreadConstraints =
            [
                new()
                {
                    MaxSkew = 1,
                    TopologyKey = Labels.Zone,
                    DoNotSchedule = true,
                    Selector = LabelSelector.OfLabels(Labels.None.SetItem("app", "web")),
                },
            ],
        });
        var server = Node("server-c", "eu-west-1c") with
        {
            Taints = [new("node-role.kubernetes.io/control-plane", "", TaintEffect.NoSchedule)],
        };
        var model = Model(Nodes(2, 2), [web], Survives(AnyNode, 0, recovered: 900)) with
        {
            Zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
        };

        Decide(model).Verdict.ShouldBe(Verdict.Proven);
        Decide(model with { ControlPlaneNodes = [server] }).Verdict.ShouldBe(Verdict.Refuted);
    }

    [Fact]
    public void A_slow_start_meets_a_fast_stop()
    {
        TimingEnd.All.Length.ShouldBe(16);
        TimingEnd.All.Distinct().Count().ShouldBe(16);
    }

    private static Workload Only(string zone, string app) => Deployment(app, 1, Pod(app, 800) with
    {
        PreferredNodeTerms = [new(100, new([new(Labels.Zone, SelectorOperator.In, [zone])], []))],
    });

    private static ClusterModel With(ClusterModel model, Func<Service, Service> change) => model with
    {
        Objects = model.Objects with { Services = [.. model.Objects.Services.Select(change)] },
    };

    private static ClaimVerdict Decide(ClusterModel model) => Prover.Prove(model, new ProofOptions()).Claims[0];
}
