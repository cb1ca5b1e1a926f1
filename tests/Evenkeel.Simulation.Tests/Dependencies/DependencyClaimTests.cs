using System.Collections.Immutable;
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
        var dynamo = Data(new("orders", StoreKind.DynamoDb, TimeSpan.Zero));
        Decide(model with { Data = dynamo }).Worst!.OutageSeconds.ShouldBe(0);
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
        new AwsModel { NatZones = single }.ZonesToldApart()
            .ShouldBe(["eu-west-1a", "eu-west-1b", "eu-west-1c"]);
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

    private static ClusterModel Three(FaultSelector fault, int? outage = null, int? errors = null) =>
        Model(Nodes(2, 2, 2), [Deployment("web", 6)], Survives(fault, outage, errors));

    private static ClusterModel Grouped(ClusterModel model) =>
        model with { NodePools = [model.NodePools[0] with { Placement = Placement.PerZone }] };

    private static DataSettings Data(DataStore store) => new(ImmutableSortedDictionary<string, int>.Empty, [store]);

    private static Dependency Store(string name) => new(Web, name, null, null);

    private static Dependency Egress() => new(Web, null, null, "payments.example.com");

    private static ClaimVerdict Decide(ClusterModel model) => Prover.Prove(model, new ProofOptions()).Claims[0];
}
