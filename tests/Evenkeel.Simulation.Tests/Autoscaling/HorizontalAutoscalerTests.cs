using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Claims;
using Evenkeel.Simulation.Tests.Claims;

namespace Evenkeel.Simulation.Tests.Autoscaling;

/// <summary>What a HorizontalPodAutoscaler does to a workload, and what claims on it rest on.</summary>
public sealed class HorizontalAutoscalerTests
{
    private static readonly HorizontalPodAutoscaler Autoscaler = new()
    {
        Name = SmallClusters.Web,
        TargetKind = WorkloadKind.Deployment,
        Target = SmallClusters.Web,
        MaxReplicas = 20,
        Metrics = [new AutoscalerMetric.CpuUtilization(80, null)],
    };

    // 2400m over six pods of 500m are 80 %. A zone takes two; the other four use 120 %, and with the lost ones
    // counted as idle all six 80 % again: nothing changes, neither before the lost are noticed nor while their
    // successors start (replica_calculator.go).
    [Fact]
    public void A_lost_zone_alone_does_not_make_it_scale()
    {
        var cluster = Simulations.Settled(Objects(6, load: 2400), seconds: 400);
        cluster.Inject(new ScenarioAction.Fail(NodeTarget.OfZone("eu-west-1a")));
        cluster.RunUntil(TimeSpan.FromSeconds(1600));

        cluster.Timeline.Events.ShouldNotContain(e => e.Kind == TimelineEventKind.Rescaled);
        cluster.State.Workloads[0].Pods.Count(p => p.Ready).ShouldBe(6);
    }

    // The load grows while a zone is lost: four pods use 720m each, 144 %. Two missing ones count as idle, so six
    // use 96 %, a ratio of 1.2: ceil(1.2 × 6) = 8.
    [Fact]
    public void It_scales_while_a_zone_is_lost_by_all_pods_that_should_be()
    {
        var cluster = Simulations.Settled(Objects(6, load: 2400), seconds: 400);
        cluster.Inject(new ScenarioAction.Fail(NodeTarget.OfZone("eu-west-1a")));
        cluster.Inject(new ScenarioAction.Load(WorkloadKind.Deployment, SmallClusters.Web, 2880));
        cluster.RunUntil(TimeSpan.FromSeconds(410));

        cluster.State.Workloads[0].Replicas.ShouldBe(8);
    }

    [Theory]
    [InlineData(2, 4, 9, 4)]
    [InlineData(12, 4, 9, 9)]
    [InlineData(6, 4, 9, 6)]
    public void Without_a_load_it_keeps_its_bounds_alone(int replicas, int least, int most, int expected)
    {
        var objects = Objects(replicas, load: null) with
        {
            HorizontalAutoscalers = [Autoscaler with { MinReplicas = least, MaxReplicas = most }],
        };
        Simulations.Settled(objects, seconds: 120).State.Workloads[0].Replicas.ShouldBe(expected);
    }

    [Fact]
    public void A_workload_that_is_scaled_to_nothing_stays_there() =>
        Simulations.Settled(Objects(0, load: 2400), seconds: 120).State.Workloads[0].Replicas.ShouldBe(0);

    // One container without a request makes the metric an error, however busy its pods are: the autoscaler never
    // acts (replica_calculator.go, calculatePodRequests).
    [Fact]
    public void One_container_without_a_request_blocks_it()
    {
        var objects = Objects(3, load: 4500);
        var web = objects.Workloads[0];
        ImmutableArray<ContainerResources> with = [new("web", 500, null), new("log", 10, null)];
        Simulations.Settled(With(objects, web, with), 200).State.Workloads[0].Replicas.ShouldBeGreaterThan(3);
        Simulations.Settled(With(objects, web, with.SetItem(1, new("log", null, null))), 200)
            .State.Workloads[0].Replicas.ShouldBe(3);
    }

    [Fact]
    public void A_claim_names_what_it_assumes_of_the_load()
    {
        Prove(Objects(6, load: null)).Assumptions.ShouldContain(a => a.StartsWith("No load is declared"));
        var loaded = Prove(Objects(6, load: 2400));
        loaded.Assumptions.ShouldContain(a => a.StartsWith("The declared CPU load stays (default/web 2400m)"));
        loaded.Verdict.ShouldBe(Verdict.Proven);
    }

    [Fact]
    public void A_claim_about_a_metric_that_nothing_declares_is_undecided()
    {
        var objects = Objects(6, load: 2400) with
        {
            HorizontalAutoscalers =
            [
                Autoscaler with
                {
                    Metrics = [.. Autoscaler.Metrics, new AutoscalerMetric.Undeclared("a metric of type Pods")],
                },
            ],
        };
        var verdict = Prove(objects);

        verdict.Verdict.ShouldBe(Verdict.Undecided);
        verdict.Reasons.ShouldContain(
            "not modelled yet: a metric of type Pods of HorizontalPodAutoscaler default/web");
    }

    private static ClaimVerdict Prove(KubernetesObjects objects)
    {
        var claim = SmallClusters.Survives(new FaultSelector.AnyZone(), outage: 0);
        var model = SmallClusters.Model(SmallClusters.Nodes(1, 1, 1), objects.Workloads, claim) with
        {
            Objects = objects with { Nodes = [], Services = [SmallClusters.ServiceOf("web")] },
        };
        return Prover.Prove(model, new ProofOptions()).Claims.ShouldHaveSingleItem();
    }

    private static KubernetesObjects With(
        KubernetesObjects objects, Workload web, ImmutableArray<ContainerResources> containers) => objects with
    {
        Workloads = [web with { Template = web.Template with { Containers = containers } }],
    };

    private static KubernetesObjects Objects(int replicas, long? load) => new()
    {
        Nodes = SmallClusters.Nodes(1, 1, 1),
        Workloads = [SmallClusters.Deployment("web", replicas) with { LoadMilliCpu = load }],
        HorizontalAutoscalers = [Autoscaler],
    };
}
