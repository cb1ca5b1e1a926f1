using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Tests.Kubernetes;

/// <summary>Kinds that are read in part: Jobs, controllers of the first years, custom objects.</summary>
public sealed class CountedKindsTests
{
    private const string Job = """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: migrate}
        spec:
          parallelism: 4
          completions: 3
          template:
            spec: {containers: [{name: a, resources: {requests: {cpu: 250m, memory: 512Mi}}}]}
        """;

    private const string CronJob = """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: report}
        spec:
          schedule: "0 3 * * *"
          jobTemplate:
            spec:
              template: {spec: {containers: [{name: a, resources: {requests: {cpu: 1, memory: 1Gi}}}]}}
        """;

    private const string Controller = """
        apiVersion: v1
        kind: ReplicationController
        metadata: {name: frontend}
        spec:
          replicas: 3
          template:
            metadata: {labels: {name: frontend}}
            spec: {containers: [{name: php}]}
        """;

    [Fact]
    public void Jobs_are_counted_with_the_room_that_they_would_take()
    {
        var (objects, diagnostics) = Inputs.Read(Job + "\n---\n" + CronJob);

        objects.Workloads.ShouldBeEmpty();
        objects.OtherKinds.ShouldBe([new("batch/CronJob", 1), new("batch/Job", 1)]);
        diagnostics.ShouldBe(["EK3033 - not simulated, because it ends: 1 batch/Job, 1 batch/CronJob; "
            + "while they run: up to 4 pods that request 1750m CPU, 2560Mi memory"]);
    }

    [Theory]
    [InlineData("spec:", "spec:\n  suspend: true")]
    [InlineData("spec:", "status: {completionTime: \"2026-01-01T00:00:00Z\"}\nspec:")]
    [InlineData("spec:", "status: {conditions: [{type: Failed, status: \"True\"}]}\nspec:")]
    [InlineData("parallelism: 4", "parallelism: 0")]
    public void A_job_that_has_ended_or_waits_takes_no_room(string part, string instead)
    {
        var at = Job.IndexOf(part, StringComparison.Ordinal);
        Inputs.Read(Job[..at] + instead + Job[(at + part.Length)..]).Diagnostics
            .ShouldBe(["EK3033 - not simulated, because it ends: 1 batch/Job"]);
    }

    [Fact]
    public void A_job_of_a_cron_job_is_counted_with_it() => Inputs
        .Read(CronJob + "\n---\n" + Job.Replace(
            "name: migrate",
            "name: report-1, ownerReferences: [{kind: CronJob, name: report, controller: true}]"))
        .Objects.OtherKinds.ShouldBe([new("batch/CronJob", 1)]);

    [Fact]
    public void Pods_of_a_job_hold_their_room()
    {
        const string Pod = """
            apiVersion: v1
            kind: Pod
            metadata: {name: migrate-x, ownerReferences: [{kind: Job, name: migrate, controller: true}]}
            spec: {nodeName: a1, containers: [{name: a, resources: {requests: {cpu: 250m}}}]}
            """;
        var (objects, diagnostics) = Inputs.Read(Job + "\n---\n" + Pod);

        objects.Workloads.ShouldHaveSingleItem().Template.Requests.MilliCpu.ShouldBe(250);
        diagnostics.ShouldBe([
            "EK3033 - 1 pod of a Job holds its room from beginning to end of the simulation, and nothing "
                + "replaces it",
            "EK3033 - not simulated, because it ends: 1 batch/Job",
        ]);
    }

    [Fact]
    public void A_replication_controller_is_a_replica_set()
    {
        var workload = Inputs.Objects(Controller).Workloads.ShouldHaveSingleItem();

        workload.Kind.ShouldBe(WorkloadKind.ReplicaSet);
        workload.Replicas.ShouldBe(3);
        workload.Selector.Requirements.ShouldHaveSingleItem().Values.ShouldBe(["frontend"]);
    }

    [Fact]
    public void A_replication_controllers_pods_are_not_counted_again() => Inputs.Objects(Controller + """

        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: frontend-x
          labels: {name: frontend}
          ownerReferences: [{apiVersion: v1, kind: ReplicationController, name: frontend, controller: true}]
        spec: {containers: [{name: php}]}
        """).Workloads.ShouldHaveSingleItem().Kind.ShouldBe(WorkloadKind.ReplicaSet);

    [Fact]
    public void Custom_objects_are_named_apart_and_once()
    {
        var (objects, diagnostics) = Inputs.Read("""
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: a}}
            - {apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: b}}
            - {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny}}
            - {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: r.a.io}}
            """);

        objects.OtherKinds["argoproj.io/Rollout"].ShouldBe(2);
        diagnostics.ShouldBe([
            "EK3017 - not simulated: 1 apiextensions.k8s.io/CustomResourceDefinition, "
                + "1 networking.k8s.io/NetworkPolicy",
            "EK3035 - custom objects, not simulated: 2 argoproj.io/Rollout",
        ]);
    }

    [Theory]
    [InlineData("batch/v1beta1", "CronJob", "is not served since Kubernetes 1.25")]
    [InlineData("autoscaling/v2beta1", "HorizontalPodAutoscaler", "is not served since Kubernetes 1.25")]
    [InlineData("autoscaling/v2beta2", "HorizontalPodAutoscaler", "is not served since Kubernetes 1.26")]
    [InlineData("extensions/v1beta1", "DaemonSet", "is not served since Kubernetes 1.16")]
    [InlineData("apps/v1beta1", "StatefulSet", "is not served since Kubernetes 1.16")]
    [InlineData("policy/v1beta1", "PodDisruptionBudget", "is not served since Kubernetes 1.25")]
    [InlineData("storage.k8s.io/v1beta1", "StorageClass", "is not served since Kubernetes 1.22")]
    [InlineData("v1beta3", "Pod", "is served by no Kubernetes of today")]
    public void Old_versions_are_named_with_their_end(string version, string kind, string end) => Inputs
        .Read($"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a}}\n").Diagnostics
        .ShouldContain($"EK3010 1 {kind} {version} {end}");
}
