namespace Evenkeel.Import.Tests.Kubernetes;

/// <summary>Pods that are in the input and do not go on serving prove nothing.</summary>
public sealed class HookTests
{
    private const string Web = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, labels: {app: web}EXTRA}
        spec: {containers: [{name: web}]POLICY}
        """;

    // What `helm create` writes in templates/tests, with the labels of the release.
    [Theory]
    [InlineData("helm.sh/hook: test")]
    [InlineData("helm.sh/hook: \"test-success, test-failure\"")]
    [InlineData("helm.sh/hook: pre-install,pre-upgrade")]
    [InlineData("argocd.argoproj.io/hook: PostSync")]
    public void Pods_of_hooks_are_left_out(string annotation)
    {
        var (objects, diagnostics) = Inputs.Read(Pod($", annotations: {{{annotation}}}"));

        objects.Workloads.ShouldBeEmpty();
        diagnostics.ShouldBe(["EK3037 - hooks, left out: Pod default/web"]);
    }

    [Theory]
    [InlineData("helm.sh/hook: pre-install", 1)]
    [InlineData("helm.sh/hook: \"post-install,test\"", 1)]
    [InlineData("helm.sh/hook: test", 0)]
    [InlineData("argocd.argoproj.io/hook: Sync", 1)]
    [InlineData("helm.sh/hook-weight: \"1\"", 1)]
    public void What_a_hook_makes_to_stay_stays(string annotation, int count)
    {
        const string Deployment = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, annotations: {ANNOTATION}}
            spec:
              selector: {matchLabels: {app: web}}
              template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web}]}}
            """;
        Inputs.Read(Deployment.Replace("ANNOTATION", annotation)).Objects.Workloads.Length.ShouldBe(count);
    }

    [Fact]
    public void Jobs_of_hooks_are_not_counted()
    {
        const string Job = """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate, annotations: {helm.sh/hook: pre-upgrade}}
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: a}]}}}
            """;
        var (objects, diagnostics) = Inputs.Read(Job);

        objects.OtherKinds.ShouldBeEmpty();
        diagnostics.ShouldBe(["EK3037 - hooks, left out: Job default/migrate"]);
    }

    [Fact]
    public void A_pod_that_is_being_deleted_is_left_out() =>
        Inputs.Read(Pod(", deletionTimestamp: \"2026-01-01T00:00:00Z\"")).Objects.Workloads.ShouldBeEmpty();

    [Theory]
    [InlineData("", "", "")]
    [InlineData("", ", restartPolicy: Always", "")]
    [InlineData("", ", restartPolicy: Never", "restartPolicy: Never")]
    [InlineData("", ", restartPolicy: OnFailure", "restartPolicy: OnFailure")]
    [InlineData(", ownerReferences: [{kind: Job, name: migrate, controller: true}]", "", "the Job migrate")]
    public void Pods_that_end_are_told_from_those_that_serve(string extra, string policy, string doubt) =>
        string.Join(';', Inputs.Read(Pod(extra, policy)).Objects.Workloads.ShouldHaveSingleItem()
            .Template.NotSimulated).ShouldBe(doubt);

    private static string Pod(string extra, string policy = "") =>
        Web.Replace("EXTRA", extra).Replace("POLICY", policy);
}
