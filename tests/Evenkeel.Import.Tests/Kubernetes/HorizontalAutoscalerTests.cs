using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Tests.Kubernetes;

/// <summary>HorizontalPodAutoscalers of every version, and the load that a workload declares.</summary>
public sealed class HorizontalAutoscalerTests
{
    private const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, annotations: {evenkeel.dev/load-cpu: 2400m}}
        spec:
          replicas: 3
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              initContainers: [{name: mesh, restartPolicy: Always, resources: {requests: {cpu: 20m}}}]
              containers: [{name: web, resources: {limits: {cpu: 500m}}}, {name: log}]
        """;

    private const string Autoscaler = """

        ---
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: web}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
          minReplicas: 2
          maxReplicas: 9
        """;

    [Fact]
    public void What_is_not_written_has_Kubernetes_defaults()
    {
        var (objects, diagnostics) = Inputs.Read(Web + Autoscaler);

        diagnostics.ShouldBeEmpty();
        objects.OtherKinds.ShouldBeEmpty();
        var read = objects.HorizontalAutoscalers.ShouldHaveSingleItem();
        (read.TargetKind, read.Target, read.MinReplicas, read.MaxReplicas)
            .ShouldBe((WorkloadKind.Deployment, new("default", "web"), 2, 9));
        read.Metrics.ShouldBe([new AutoscalerMetric.CpuUtilization(80, null)]);
        read.Behavior.ShouldBeNull();
    }

    [Theory]
    [InlineData("autoscaling/v1", "targetCPUUtilizationPercentage: 60")]
    [InlineData("autoscaling/v2beta1", "metrics: [{type: Resource, resource: {name: cpu, targetAverageUtilization: 60}}]")]
    [InlineData("autoscaling/v2beta2", "metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}]")]
    public void Every_version_has_its_form_of_a_target(string version, string metrics) => Inputs
        .Read(Web + Autoscaler.Replace("autoscaling/v2", version) + "\n  " + metrics)
        .Objects.HorizontalAutoscalers.ShouldHaveSingleItem()
        .Metrics.ShouldBe([new AutoscalerMetric.CpuUtilization(60, null)]);

    [Fact]
    public void Metrics_that_nothing_declares_are_kept_by_name()
    {
        const string Metrics = """

              metrics:
              - {type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 70}}}
              - {type: Pods, pods: {metric: {name: rps}, target: {type: AverageValue, averageValue: 1k}}}
              - type: ContainerResource
                containerResource: {name: cpu, container: web, target: {type: AverageValue, averageValue: 300m}}
            """;
        Inputs.Objects(Web + Autoscaler + Metrics)
            .HorizontalAutoscalers.ShouldHaveSingleItem().Metrics.ShouldBe([
                new AutoscalerMetric.Undeclared("a metric of the resource memory"),
                new AutoscalerMetric.Undeclared("a metric of type Pods"),
                new AutoscalerMetric.CpuAverage(300, "web"),
            ]);
    }

    [Fact]
    public void A_behavior_keeps_the_defaults_of_what_it_leaves_out()
    {
        const string Behavior = """

              behavior:
                scaleUp: {tolerance: "0.05"}
                scaleDown:
                  stabilizationWindowSeconds: 60
                  selectPolicy: Min
                  policies: [{type: Percent, value: 10, periodSeconds: 30}, {type: Pods, value: 2, periodSeconds: 60}]
            """;
        var behavior = Inputs.Objects(Web + Autoscaler + Behavior)
            .HorizontalAutoscalers.ShouldHaveSingleItem().Behavior.ShouldNotBeNull();

        (behavior.Up.Tolerance, behavior.Up.Stabilization, behavior.Up.Select)
            .ShouldBe((0.05, TimeSpan.Zero, ScalingPolicySelect.Max));
        behavior.Up.Policies.ShouldBe(ScalingRules.DefaultUp.Policies);
        (behavior.Down.Stabilization, behavior.Down.Select)
            .ShouldBe((TimeSpan.FromSeconds(60), ScalingPolicySelect.Min));
        behavior.Down.Policies.ShouldBe([
            new(true, 10, TimeSpan.FromSeconds(30)), new(false, 2, TimeSpan.FromSeconds(60)),
        ]);
    }

    [Theory]
    [InlineData(5, 9, "at least 5")]
    [InlineData(1, 2, "at most 2")]
    [InlineData(3, 3, null)]
    [InlineData(1, 9, null)]
    public void Bounds_that_change_the_count_are_noted(int least, int most, string? bound) => Inputs
        .Read(Web + Autoscaler.Replace("minReplicas: 2", $"minReplicas: {least}")
            .Replace("maxReplicas: 9", $"maxReplicas: {most}")).Diagnostics
        .ShouldBe(bound is null
            ? []
            : [$"EK3034 15 HorizontalPodAutoscaler default/web keeps {bound} pods, but Deployment default/web "
                + "asks for 3"]);

    [Fact]
    public void An_autoscaler_of_what_is_scaled_to_nothing_is_off() => Inputs
        .Read(Web.Replace("replicas: 3", "replicas: 0") + Autoscaler).Diagnostics.ShouldBeEmpty();

    [Fact]
    public void An_autoscaler_of_nothing_is_told_of()
    {
        var (objects, diagnostics) = Inputs.Read(Web + Autoscaler.Replace("Deployment, name: web", "Deployment, name: wep"));

        objects.HorizontalAutoscalers.ShouldBeEmpty();
        diagnostics.ShouldHaveSingleItem().ShouldContain(
            "no Deployment `default/wep` is given; HorizontalPodAutoscaler default/web scales nothing");
    }

    [Fact]
    public void Two_autoscalers_of_one_workload_do_nothing()
    {
        var (objects, diagnostics) = Inputs.Read(
            Web + Autoscaler + Autoscaler.Replace("metadata: {name: web}", "metadata: {name: two}"));

        objects.HorizontalAutoscalers.ShouldBeEmpty();
        diagnostics.ShouldHaveSingleItem().ShouldStartWith("EK3038");
    }

    [Fact]
    public void Containers_are_known_one_by_one()
    {
        var web = Inputs.Objects(Web).Workloads.ShouldHaveSingleItem();

        web.LoadMilliCpu.ShouldBe(2400);
        web.Template.Containers.ShouldBe([
            new("web", 500, null), new("log", null, null), new("mesh", 20, null) { IsSidecar = true },
        ]);
    }

    [Theory]
    [InlineData("evenkeel.dev/load-cpus: \"1\"", "EK3039")]
    [InlineData("evenkeel.dev/load-cpu: 3", "EK3002")]
    [InlineData("evenkeel.dev/load-cpu: much", "EK3004")]
    [InlineData("evenkeel.dev/load-cpu: \"-1\"", "EK3004")]
    public void A_load_that_cannot_be_read_is_told_of(string annotation, string code)
    {
        var (objects, diagnostics) = Inputs.Read(Web.Replace("evenkeel.dev/load-cpu: 2400m", annotation));

        objects.Workloads.ShouldHaveSingleItem().LoadMilliCpu.ShouldBeNull();
        diagnostics.ShouldHaveSingleItem().ShouldStartWith(code);
    }
}
