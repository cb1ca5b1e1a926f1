using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Tests.Kubernetes;

/// <summary>
/// A VerticalPodAutoscaler gives pods the requests that its status recommends. Where those cannot be told, its
/// workload is marked.
/// </summary>
public sealed class VerticalAutoscalerTests
{
    private const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - {name: web, resources: {requests: {cpu: 100m, memory: 128Mi}}}
              - {name: log}
        ---
        apiVersion: autoscaling.k8s.io/v1
        kind: VerticalPodAutoscaler
        metadata: {name: web}
        spec:
          targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
        """;

    private const string Recommends = """

        status:
          recommendation:
            containerRecommendations:
            - {containerName: web, target: {cpu: 350m, memory: 256Mi}}
            - {containerName: log, target: {cpu: 20m}}
        """;

    [Theory]
    [InlineData("", "Auto")]
    [InlineData("\n  updatePolicy: {updateMode: Initial}", "Initial")]
    [InlineData("\n  updatePolicy: {updateMode: InPlaceOrRecreate}", "InPlaceOrRecreate")]
    public void Pods_request_what_it_recommends(string policy, string mode)
    {
        var web = Only(policy + Recommends);

        // 350m + 20m; 256Mi, and nothing for log, which counts as 200Mi in scores.
        web.Template.Requests.MilliCpu.ShouldBe(370);
        web.Template.Requests.MemoryBytes.ShouldBe(256L << 20);
        web.Template.NonZeroRequests.MilliCpu.ShouldBe(370);
        web.Template.NonZeroRequests.MemoryBytes.ShouldBe(456L << 20);
        web.Template.Containers.ShouldBe([new("web", 350, 256L << 20), new("log", 20, null)]);
        web.RequestsFrom.ShouldBe($"VerticalPodAutoscaler default/web (updateMode: {mode})");
        web.Template.NotSimulated.ShouldBeEmpty();
    }

    [Fact]
    public void The_policy_bounds_it_and_leaves_containers_out()
    {
        var web = Only("""

              resourcePolicy:
                containerPolicies:
                - {containerName: log, mode: "Off"}
                - {containerName: "*", minAllowed: {memory: 512Mi}, maxAllowed: {cpu: 300m}}
            """ + Recommends);

        web.Template.Containers.ShouldBe([new("web", 300, 512L << 20), new("log", null, null)]);
        web.Template.Requests.MilliCpu.ShouldBe(300);
    }

    [Theory]
    [InlineData("", "which recommends nothing yet")]
    [InlineData(
        "\nstatus: {recommendation: {containerRecommendations: [{containerName: web, target: {cpu: 1}}]}}",
        "which recommends nothing for container log yet")]
    [InlineData(
        "\n  resourcePolicy: {containerPolicies: [{containerName: web, controlledValues: RequestsOnly}]}"
            + Recommends,
        "which keeps the requests of container web below its limits")]
    public void Where_it_cannot_be_told_the_workload_is_marked(string more, string why)
    {
        var web = Only(more);

        web.Template.NotSimulated.ShouldBe([$"VerticalPodAutoscaler default/web (updateMode: Auto), {why}"]);
        web.Template.Requests.MilliCpu.ShouldBe(100);
        web.RequestsFrom.ShouldBeNull();
    }

    // An init container of 300m is less than the 370m recommended; were they fewer, it would count alone.
    [Fact]
    public void Beside_init_containers_it_cannot_be_told() => Inputs.Read(Web.Replace(
            "      containers:",
            "      initContainers: [{name: init, resources: {requests: {cpu: 300m}}}]\n      containers:",
            StringComparison.Ordinal) + Recommends)
        .Objects.Workloads.ShouldHaveSingleItem().Template.NotSimulated.ShouldHaveSingleItem()
        .ShouldEndWith("beside init containers, overhead or requests of the pod itself");

    [Fact]
    public void Two_of_one_workload_mark_it()
    {
        var second = Web[Web.IndexOf("---", StringComparison.Ordinal)..].Replace("metadata: {name: web}",
            "metadata: {name: other}", StringComparison.Ordinal);

        Only(Recommends + "\n" + second + Recommends).Template.NotSimulated.ShouldHaveSingleItem()
            .ShouldEndWith("beside another");
    }

    [Fact]
    public void One_that_only_recommends_changes_nothing()
    {
        var web = Only("\n  updatePolicy: {updateMode: \"Off\"}" + Recommends);

        web.Template.NotSimulated.ShouldBeEmpty();
        web.Template.Requests.MilliCpu.ShouldBe(100);
    }

    private static Workload Only(string more) => Inputs.Read(Web + more).Objects.Workloads.ShouldHaveSingleItem();
}
