using System.Collections.Immutable;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Core.Quantities;
using Evenkeel.Simulation.Claims;
using static Evenkeel.Simulation.Tests.Claims.SmallClusters;

namespace Evenkeel.Simulation.Tests.Claims;

/// <summary>What claims name is found in a cluster that has it, and left out in one that has not.</summary>
public sealed class FaultCatalogueTests
{
    public static TheoryData<FaultKind> Kinds => [.. Enum.GetValues<FaultKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_cluster_that_has_everything_suffers_every_kind(FaultKind kind)
    {
        var named = Of(Everything(), new FaultSelector.Any(kind));

        named.NotModelled.ShouldBeEmpty();
        named.Faults.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_zone_is_lost_in_three_ways() => Of(Everything(), new FaultSelector.OneZone("eu-west-1a"))
        .Faults.Select(static f => f.Name).ShouldBe(
        [
            "zone eu-west-1a loses power",
            "zone eu-west-1a is isolated",
            "zone eu-west-1a loses power and no instance can be launched anywhere",
        ]);

    /// <summary>Where nothing launches instances, that they are refused is the loss of power alone.</summary>
    [Fact]
    public void Without_groups_nothing_is_launched_anyway()
    {
        var model = Everything() with { Aws = AwsModel.Empty };

        Of(model, new FaultSelector.OneZone("eu-west-1a")).Faults.Length.ShouldBe(2);
        Of(model, new FaultSelector.Any(FaultKind.Capacity)).NotModelled.ShouldNotBeEmpty();
        Of(model, new FaultSelector.Any(FaultKind.AwsApi)).NotModelled.ShouldNotBeEmpty();
    }

    /// <summary>
    /// A machine is lost: its group brings another, unless nothing can be launched. Two pods that keep apart
    /// need both.
    /// </summary>
    [Theory]
    [InlineData(false, Verdict.Proven)]
    [InlineData(true, Verdict.Refuted)]
    public void That_nothing_is_launched_is_suffered(bool noLaunches, Verdict expected)
    {
        var apart = Pod("web") with
        {
            RequiredAntiAffinity =
            [
                new(LabelSelector.OfLabels(Labels.None.SetItem("app", "web")), Labels.Hostname, [], null),
            ],
        };
        var claim = Survives(new FaultSelector.AnyNode(), recovered: 1100) with
        {
            Survive = noLaunches
                ? [new FaultSelector.AnyNode(), new FaultSelector.Any(FaultKind.Capacity), new FaultSelector.Pairs()]
                : [new FaultSelector.AnyNode()],
        };
        var model = Grouped(Model(Nodes(1, 1), [Deployment("web", 2, apart)], claim));

        Prover.Prove(model, new()).Claims[0].Verdict.ShouldBe(expected);
    }

    private static NamedFaults Of(ClusterModel model, FaultSelector selector)
    {
        var claim = Survives(selector);
        return new FaultCatalogue(model with { Claims = [claim] }).Of(claim);
    }

    private static ClusterModel Everything()
    {
        var nodes = Nodes(1, 1);
        var model = Grouped(Model(nodes, [Deployment("web", 2), StatefulSet("db", 1, ZonalClaim())]));
        return model with
        {
            ControlPlaneNodes =
            [
                .. Enumerable.Range(0, 3).Select(i => Node($"server-{i}", model.Zones[i % 2])).Select(static n =>
                    n with { Labels = n.Labels.SetItem("node-role.kubernetes.io/control-plane", "true") }),
            ],
            Etcd = new(
                EtcdTopology.Stacked, EtcdMode.Agent, Quantity.Parse("20Gi"), TimeSpan.FromMinutes(15), 96),
            Objects = model.Objects with { Webhooks = [new() { Name = "guard", Backend = Web, FailsClosed = true }] },
            Aws = model.Aws with
            {
                NatZones = model.Zones.ToImmutableSortedDictionary(static z => z, static z => z),
                LoadBalancers =
                [
                    new() { Name = "nlb", Zones = model.Zones, TargetGroups = [new() { Name = "web", Service = Web }] },
                ],
            },
        };
    }
}
