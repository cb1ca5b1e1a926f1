using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Claims;
using Evenkeel.Simulation.Tests.Claims;

namespace Evenkeel.Simulation.Tests.Autoscaling;

/// <summary>What the descheduler moves, and what is not said of it.</summary>
public sealed class DeschedulerTests
{
    private static readonly KubernetesTiming EveryFiveMinutes =
        KubernetesTiming.Default with { DeschedulingInterval = TimeSpan.FromMinutes(5) };

    // One node is 3500 of 4000m, 88 %; the one that joins is empty. Pods of 700m leave until the first has at most
    // 50 %: 2800, 2100, 1400. What the others would be moved for is over then.
    [Fact]
    public void Pods_leave_a_full_node_for_an_empty_one_until_half_is_left()
    {
        var cluster = Simulations.Start(
            new()
            {
                Nodes = SmallClusters.Nodes(1),
                Workloads = [.. "abcde".Select(n =>
                    SmallClusters.Deployment($"{n}", 1, SmallClusters.Pod($"{n}", 700)))],
            },
            EveryFiveMinutes);
        cluster.RunUntil(TimeSpan.FromSeconds(100));
        cluster.Inject(new ScenarioAction.AddNodes([SmallClusters.Node("b1", "eu-west-1b")]));
        cluster.RunUntil(TimeSpan.FromSeconds(320));

        cluster.State.Nodes.Select(n => n.Pods.Count).ShouldBe([2, 3]);
        cluster.RunUntil(TimeSpan.FromSeconds(1000));
        cluster.State.Nodes.Select(n => n.Pods.Count).ShouldBe([2, 3]);
    }

    // Two on each node, and a zone joins that is empty: one has to go there, if it finds room.
    [Theory]
    [InlineData(4000, 1)]
    [InlineData(300, 0)]
    public void A_pod_leaves_a_full_zone_where_an_emptier_one_has_room(long milliCpu, int evicted)
    {
        var cluster = Simulations.Start(
            new()
            {
                Nodes = SmallClusters.Nodes(1, 1),
                Workloads = [SmallClusters.Deployment("web", 4, Spread(Labels.Zone, NodeInclusionPolicy.Honor))],
            },
            EveryFiveMinutes);
        cluster.RunUntil(TimeSpan.FromSeconds(100));
        cluster.Inject(new ScenarioAction.AddNodes([SmallClusters.Node("c1", "eu-west-1c", milliCpu)]));
        cluster.RunUntil(TimeSpan.FromSeconds(1300));

        cluster.Timeline.Events.Count(e => e.Kind == TimelineEventKind.PodDeleting).ShouldBe(evicted);
        cluster.State.Nodes[^1].Pods.Count.ShouldBe(evicted);
    }

    [Fact]
    public void A_claim_about_a_required_spread_is_decided_beside_it_over_zones_and_hosts_alone()
    {
        var claim = SmallClusters.Survives(new FaultSelector.AnyZone(), outage: 0);
        ClusterModel Model(string key) => SmallClusters.Model(
            [.. SmallClusters.Nodes(1, 1, 1).Select(n => n with { Labels = n.Labels.SetItem("rack", n.Name) })],
            [SmallClusters.Deployment("web", 3, Spread(key, NodeInclusionPolicy.Ignore))],
            claim) with
        {
            Descheduler = true,
        };

        Prover.Prove(Model(Labels.Zone), new()).Claims.ShouldHaveSingleItem().Verdict.ShouldBe(Verdict.Proven);
        Prover.Prove(Model(Labels.Hostname), new()).Claims.ShouldHaveSingleItem().Verdict.ShouldBe(Verdict.Proven);
        var verdict = Prover.Prove(Model("rack"), new()).Claims.ShouldHaveSingleItem();
        verdict.Verdict.ShouldBe(Verdict.Undecided);
        verdict.Reasons.ShouldContain("not modelled yet: the descheduler's "
            + "RemovePodsViolatingTopologySpreadConstraint for default/web over rack");
    }

    private static PodTemplate Spread(string key, NodeInclusionPolicy taints)
    {
        var pod = SmallClusters.Pod("web");
        return pod with
        {
            SpreadConstraints =
            [
                new()
                {
                    MaxSkew = 1,
                    TopologyKey = key,
                    DoNotSchedule = true,
                    NodeTaintsPolicy = taints,
                    Selector = LabelSelector.OfLabels(pod.Labels),
                },
            ],
        };
    }

    [Fact]
    public void Utilization_is_what_is_requested_of_what_there_is()
    {
        var objects = new KubernetesObjects
        {
            Nodes = [SmallClusters.Node("a1", "a"), SmallClusters.Node("b1", "b", milliCpu: 2000, gibibytes: 4)],
            Workloads = [SmallClusters.Deployment("web", 2, SmallClusters.Pod("web", 1000))],
        };
        var scenario = new Scenario { End = TimeSpan.FromSeconds(10) };
        var end = ScenarioSimulator.Run(objects, scenario, seeds: 1).Runs[0].Snapshots[^1].Utilization;

        // 2000 of 6000m and 1 of 20 GiB in all; a pod of 1000m and 512 MiB on each node.
        end.All.ShouldBe(new UtilizationShare(0.333, 0.05));
        end.ByNode["a1"].ShouldBe(new UtilizationShare(0.25, 0.031));
        end.ByZone["b"].ShouldBe(new UtilizationShare(0.5, 0.125));
        end.ByPool.ShouldBeEmpty();
    }
}
