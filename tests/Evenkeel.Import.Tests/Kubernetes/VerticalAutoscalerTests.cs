namespace Evenkeel.Import.Tests.Kubernetes;

/// <summary>A VerticalPodAutoscaler changes requests, which nothing simulates.</summary>
public sealed class VerticalAutoscalerTests
{
    private const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          selector: {matchLabels: {app: web}}
          template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web}]}}
        ---
        apiVersion: autoscaling.k8s.io/v1
        kind: VerticalPodAutoscaler
        metadata: {name: web}
        spec:
          targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
        """;

    [Theory]
    [InlineData("", "Auto")]
    [InlineData("\n  updatePolicy: {updateMode: Initial}", "Initial")]
    [InlineData("\n  updatePolicy: {updateMode: InPlaceOrRecreate}", "InPlaceOrRecreate")]
    public void The_workload_that_it_acts_on_is_marked(string policy, string mode)
    {
        var objects = Inputs.Read(Web + policy).Objects;

        objects.Workloads.ShouldHaveSingleItem().Template.NotSimulated
            .ShouldBe([$"VerticalPodAutoscaler default/web (updateMode: {mode})"]);
        objects.OtherKinds.ShouldBe([new("autoscaling.k8s.io/VerticalPodAutoscaler", 1)]);
    }

    [Fact]
    public void One_that_only_recommends_changes_nothing() => Inputs
        .Read(Web + "\n  updatePolicy: {updateMode: \"Off\"}").Objects.Workloads.ShouldHaveSingleItem()
        .Template.NotSimulated.ShouldBeEmpty();
}
