using System.Collections.Immutable;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Simulation.Claims;
using static Evenkeel.Simulation.Tests.Claims.SmallClusters;

namespace Evenkeel.Simulation.Tests.Dependencies;

/// <summary>Claims about Services that need more than their own pods.</summary>
public sealed class DependencyClaimTests
{
    private static readonly FaultSelector AnyZone = new FaultSelector.AnyZone();

    [Fact]
    public void A_store_fails_over_in_the_time_that_the_file_says()
    {
        var model = Three(AnyZone, outage: 60, errors: 90) with { DependsOn = [Store("orders")] };
        var aurora = model with { Data = Data(new("orders", StoreKind.Aurora, TimeSpan.FromSeconds(60))) };

        var verdict = Decide(aurora);
        verdict.Verdict.ShouldBe(Verdict.Proven);
        verdict.Worst!.OutageSeconds.ShouldBe(60);

        var slower = Data(new("orders", StoreKind.Aurora, TimeSpan.FromSeconds(61)));
        Decide(model with { Data = slower }).Verdict.ShouldBe(Verdict.Refuted);
    }

    /// <summary>DynamoDB is a public endpoint, and where an external store is nobody says.</summary>
    [Theory]
    [InlineData(StoreKind.DynamoDb)]
    [InlineData(StoreKind.External)]
    public void A_store_outside_the_network_needs_the_way_out(StoreKind kind)
    {
        var model = Three(AnyZone, outage: 0) with
        {
            DependsOn = [Store("orders")],
            Data = Data(new("orders", kind, TimeSpan.Zero)),
        };
        var zones = model.Zones.ToImmutableSortedDictionary(static z => z, static z => z);
        Decide(Grouped(model with { Aws = new() { NatZones = zones } })).Worst!.OutageSeconds.ShouldBe(0);

        var single = model.Zones.ToImmutableSortedDictionary(static z => z, static _ => "eu-west-1b");
        Decide(Grouped(model with { Aws = new() { NatZones = single } })).Verdict.ShouldBe(Verdict.Refuted);
    }

    [Fact]
    public void A_store_in_one_zone_does_not_come_back_and_no_instance_helps()
    {
        var model = Three(AnyZone, outage: 600) with
        {
            DependsOn = [Store("orders")],
            Data = Data(new("orders", StoreKind.RdsSingle, null)),
        };
        var verdict = Decide(Grouped(model));

        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Worst!.OutageSeconds.ShouldBeNull();
        verdict.Reasons.ShouldContain(
            "blackout never ends when zone eu-west-1a loses power: web needs the store orders, which is away");
    }

    [Fact]
    public void A_single_gateway_takes_the_way_out_of_every_zone_with_it()
    {
        var model = Three(AnyZone, outage: 0) with { DependsOn = [Egress()] };
        var zones = model.Zones.ToImmutableSortedDictionary(static z => z, static z => z);
        Decide(Grouped(model with { Aws = new() { NatZones = zones } })).Verdict.ShouldBe(Verdict.Proven);

        var single = model.Zones.ToImmutableSortedDictionary(static z => z, static _ => "eu-west-1b");
        var verdict = Decide(Grouped(model with { Aws = new() { NatZones = single } }));
        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Counterexample!.Fault.ShouldBe("zone eu-west-1b loses power");
        verdict.Reasons[0].ShouldEndWith(
            "cannot reach payments.example.com: the NAT gateway in zone eu-west-1b is lost with it");
    }

    [Fact]
    public void A_zone_with_the_gateway_of_others_is_no_mirror_image_of_theirs()
    {
        // One pod on three equal nodes: where it lies decides whether the gateway's zone takes it along. With
        // the zones taken for mirror images of each other, only one of the three places would be simulated.
        var model = Model(Nodes(1, 1, 1), [Deployment("web", 1)], Survives(AnyZone, 0, 60, 480)) with
        {
            DependsOn = [Egress()],
        };
        var single = model.Zones.ToImmutableSortedDictionary(static z => z, static _ => "eu-west-1b");
        var verdict = Decide(model with
        {
            Aws = new() { NatZones = single },
            Claims = [Survives(new FaultSelector.OneZone("eu-west-1b"), 0)],
        });

        verdict.Worst!.OutageSeconds.ShouldBeNull();
    }

    [Fact]
    public void A_Service_is_no_better_than_the_one_that_it_calls()
    {
        var model = Model(
            Nodes(2, 2, 2), [Deployment("web", 6), Deployment("api", 1)], Survives(AnyZone, outage: 0)) with
        {
            DependsOn = [new(Web, null, new ObjectName("default", "api"), null)],
        };

        Decide(model with { DependsOn = [] }).Verdict.ShouldBe(Verdict.Proven);
        var verdict = Decide(model);
        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Worst!.OutageSeconds!.Value.ShouldBeGreaterThan(300);
    }

    [Fact]
    public void Doubts_about_a_Service_are_doubts_about_those_that_call_it()
    {
        var gated = Pod("api") with { NotSimulated = ["schedulingGates"] };
        var model = Model(
            Nodes(2, 2, 2), [Deployment("web", 6), Deployment("api", 6, gated)], Survives(AnyZone, 0)) with
        {
            DependsOn = [new(Web, null, new ObjectName("default", "api"), null)],
        };

        var verdict = Decide(model);
        verdict.Verdict.ShouldBe(Verdict.Undecided);
        verdict.Reasons.ShouldContain("not modelled yet: schedulingGates of default/api");
    }

    [Fact]
    public void What_is_behind_a_Service_without_selector_is_not_known()
    {
        var model = Three(AnyZone, outage: 0);
        var legacy = new Service { Name = new("default", "legacy") };
        var verdict = Decide(model with
        {
            Objects = model.Objects with { Services = model.Objects.Services.Add(legacy) },
            DependsOn = [new(Web, null, legacy.Name, null)],
        });

        verdict.Verdict.ShouldBe(Verdict.Undecided);
        verdict.Reasons.ShouldContain(static r => r.Contains("a Service without selector", StringComparison.Ordinal));
    }

    [Fact]
    public void One_ingress_controller_is_not_enough_for_clients_outside()
    {
        // Inside clients would not notice: web has two pods in each zone.
        Decide(WithIngress(controllers: 1)).Verdict.ShouldBe(Verdict.Refuted);
        Decide(WithIngress(controllers: 6)).Verdict.ShouldBe(Verdict.Proven);
        Decide(WithIngress(controllers: 1) with { Objects = NoIngress(WithIngress(1).Objects) })
            .Verdict.ShouldBe(Verdict.Proven);
    }

    [Fact]
    public void An_Ingress_of_a_class_without_a_known_controller_leaves_a_claim_undecided()
    {
        var model = WithIngress(controllers: 6) with { System = SystemServices.None };
        var verdict = Decide(model);

        verdict.Verdict.ShouldBe(Verdict.Undecided);
        verdict.Reasons.ShouldContain(
            "An Ingress of class edge leads to default/web, and which Service its controller is behind is not known.");
    }

    [Fact]
    public void One_DNS_server_is_not_enough_for_clients_inside()
    {
        Decide(WithDns(servers: 1)).Verdict.ShouldBe(Verdict.Refuted);
        Decide(WithDns(servers: 3)).Verdict.ShouldBe(Verdict.Proven);
    }

    [Fact]
    public void A_pod_whose_image_cannot_be_had_anywhere_is_refuted_whatever_instances_come()
    {
        // The only way out is in the zone that is lost, and the node that takes over never had the image.
        var pod = Pod("web") with { Images = ["ghcr.io/example/web:1"] };
        var model = Grouped(Model(
            Nodes(1, 1, 1), [Deployment("web", 1, pod)],
            Survives(new FaultSelector.OneZone("eu-west-1a"), recovered: 900)));
        var own = model.Zones.ToImmutableSortedDictionary(static z => z, static z => z);
        Decide(model with { Aws = new() { NatZones = own } }).Verdict.ShouldBe(Verdict.Proven);

        var single = own.ToImmutableSortedDictionary(static z => z.Key, static _ => "eu-west-1a");
        var verdict = Decide(model with { Aws = new() { NatZones = single } });
        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Reasons[0].ShouldContain("ghcr.io/example/web:1 cannot be pulled: the NAT gateway in zone eu-west-1a");

        var atBoot = new ImageSupply { AtBoot = ["ghcr.io/example/web:1"] };
        Decide(model with { Aws = new() { NatZones = single, Images = atBoot } }).Verdict.ShouldBe(Verdict.Proven);

        Decide(model with { Aws = new() { NatZones = single, Images = Mirrored("10.30.0.0/24") } })
            .Verdict.ShouldBe(Verdict.Proven, "a mirror at a private address is reached without the gateway");
        Decide(model with { Aws = new() { NatZones = single, Images = Mirrored() } })
            .Verdict.ShouldBe(Verdict.Refuted, "one on the internet is not");
    }

    private static ImageSupply Mirrored(params string[] ranges) => new()
    {
        Mirrors =
        [
            new(
                "ghcr.io", ["https://mirror.example.com"], ImmutableSortedDictionary<string, string>.Empty,
                [.. ranges.Select(Ipv4Network.Parse)]),
        ],
    };

    private static ClusterModel WithIngress(int controllers)
    {
        var model = Model(
            Nodes(2, 2, 2), [Deployment("web", 6), Deployment("edge", controllers)], Survives(AnyZone, outage: 0));
        var ingress = new Ingress { Name = Web, Class = "edge", Backends = [Web] };
        return model with
        {
            Objects = model.Objects with { Ingresses = [ingress] },
            System = SystemServices.None with
            {
                Ingress = SystemServices.None.Ingress.Add("edge", new("default", "edge")),
            },
        };
    }

    private static KubernetesObjects NoIngress(KubernetesObjects objects) => objects with { Ingresses = [] };

    private static ClusterModel WithDns(int servers) => Model(
        Nodes(2, 2, 2), [Deployment("web", 6), Deployment("dns", servers)], Survives(AnyZone, outage: 0)) with
    {
        System = SystemServices.None with { Dns = new("default", "dns") },
    };

    private static ClusterModel Three(FaultSelector fault, int? outage = null, int? errors = null) =>
        Model(Nodes(2, 2, 2), [Deployment("web", 6)], Survives(fault, outage, errors));

    private static ClusterModel Grouped(ClusterModel model) =>
        model with { NodePools = [model.NodePools[0] with { Placement = Placement.PerZone }] };

    private static DataSettings Data(DataStore store) => new(ImmutableSortedDictionary<string, int>.Empty, [store]);

    private static Dependency Store(string name) => new(Web, name, null, null);

    private static Dependency Egress() => new(Web, null, null, "payments.example.com");

    private static ClaimVerdict Decide(ClusterModel model) => Prover.Prove(model, new ProofOptions()).Claims[0];
}
