using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quantities;

namespace Evenkeel.Import.Tests.Kubernetes;

public sealed class WorkloadTests
{
    private const string Template =
        "template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a}]}}";
    private const string Rest = "selector: {matchLabels: {app: web}}, " + Template;

    [Fact]
    public void A_deployment_has_defaults_and_a_place()
    {
        var web = One("Deployment", Rest);

        web.Kind.ShouldBe(WorkloadKind.Deployment);
        web.Name.ShouldBe(new ObjectName("default", "web"));
        web.Replicas.ShouldBe(1);
        web.MaxSurge.ShouldBeNull();
        web.MaxUnavailable.ShouldBeNull();
        web.MinReady.ShouldBe(TimeSpan.Zero);
        web.Span.ShouldNotBeNull().ToString().ShouldBe("cluster.yaml:3:18");
        web.Selector.Matches(web.Template.Labels).ShouldBeTrue();
    }

    [Fact]
    public void A_deployment_states_its_update()
    {
        var web = One("Deployment", "replicas: 7, minReadySeconds: 5, " + Rest
            + ", strategy: {rollingUpdate: {maxSurge: 10%, maxUnavailable: 2}}");

        web.Replicas.ShouldBe(7);
        web.MinReady.ShouldBe(TimeSpan.FromSeconds(5));
        web.MaxSurge.ShouldBe(IntOrPercent.Percent(10));
        web.MaxUnavailable.ShouldBe(IntOrPercent.Count(2));
    }

    [Fact]
    public void Recreate_lets_all_pods_go_first()
    {
        var web = One("Deployment", Rest + ", strategy: {type: Recreate}");

        web.MaxUnavailable.ShouldBe(IntOrPercent.Percent(100));
        web.MaxSurge.ShouldBe(IntOrPercent.Count(0));
    }

    [Fact]
    public void A_daemon_set_has_no_replicas_to_speak_of() =>
        One("DaemonSet", Rest + ", updateStrategy: {rollingUpdate: {maxUnavailable: 30%}}")
            .MaxUnavailable.ShouldBe(IntOrPercent.Percent(30));

    [Fact]
    public void A_stateful_set_has_ordinals_and_claims()
    {
        var set = One("StatefulSet", """
            replicas: 3, podManagementPolicy: Parallel, ordinals: {start: 5},
              selector: {matchLabels: {app: db}},
              template: {metadata: {labels: {app: db}}, spec: {
                containers: [{name: a}],
                volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]}},
              volumeClaimTemplates: [{metadata: {name: data}, spec: {
                storageClassName: gp3, accessModes: [ReadWriteOnce], resources: {requests: {storage: 20Gi}}}}]
            """);

        set.ParallelPodManagement.ShouldBeTrue();
        set.FirstOrdinal.ShouldBe(5);
        set.Template.Volumes.ShouldBeEmpty();
        var claim = set.ClaimTemplates.ShouldHaveSingleItem();
        claim.Name.ShouldBe(new ObjectName("default", "data"));
        claim.StorageClassName.ShouldBe("gp3");
        claim.RequestBytes.ShouldBe(20L << 30);
        claim.AccessModes.ShouldBe(["ReadWriteOnce"]);
        One("StatefulSet", Rest).ParallelPodManagement.ShouldBeFalse();
    }

    [Fact]
    public void A_bare_pod_is_a_workload_of_one()
    {
        var pod = Inputs.Objects("""
            apiVersion: v1
            kind: Pod
            metadata: {name: a, namespace: tools, labels: {app: a}}
            spec: {nodeName: n1, containers: [{name: a}]}
            """).Workloads.ShouldHaveSingleItem();

        pod.Kind.ShouldBe(WorkloadKind.Pod);
        pod.Name.ToString().ShouldBe("tools/a");
        pod.Replicas.ShouldBe(1);
        pod.Template.NodeName.ShouldBe("n1");
        pod.Template.Labels.ShouldBe([new("app", "a")]);
    }

    [Theory]
    [InlineData(Template, "EK3001 4 `spec.selector` is missing")]
    [InlineData("selector: {matchLabels: {app: web}}", "EK3001 4 `spec.template` is missing")]
    [InlineData("selector: {}, " + Template, "EK3009 4 the selector of Deployment default/web is empty")]
    [InlineData(
        "selector: {matchLabels: {app: api}}, " + Template,
        "EK3008 4 the selector of Deployment default/web does not match its template's labels: app=web")]
    [InlineData(
        "selector: {matchLabels: {a: b}}, template: {spec: {containers: [{name: a}]}}",
        "EK3008 4 the selector of Deployment default/web does not match its template's labels: none")]
    [InlineData("replicas: -1, " + Rest, "EK3004 4 `spec.replicas` is -1, but must be at least 0")]
    [InlineData(
        "replicas: \"3\", " + Rest,
        "EK3002 4 `spec.replicas` must be a whole number, not a quoted text")]
    [InlineData(
        "strategy: {type: Rolling}, " + Rest,
        "EK3004 4 `spec.strategy.type` is `Rolling`, which is none of RollingUpdate, Recreate")]
    [InlineData(
        "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}, " + Rest,
        "EK3004 4 `spec.strategy.rollingUpdate.maxUnavailable` cannot be 0 when maxSurge is 0: no update "
        + "could ever begin")]
    [InlineData(
        "strategy: {rollingUpdate: {maxSurge: half}}, " + Rest,
        "EK3004 4 `spec.strategy.rollingUpdate.maxSurge` is `half`, which is neither a whole number nor a "
        + "percentage")]
    [InlineData(
        "selector: {matchLabels: {app: web}}, "
        + "template: {metadata: {labels: {app: web, on: true}}, spec: {containers: [{}]}}",
        "EK3002 4 `spec.template.metadata.labels.on` must be a text, not true or false")]
    public void Mistakes_are_reported(string spec, string expected) =>
        Inputs.Read(Manifest("Deployment", spec)).Diagnostics.ShouldHaveSingleItem().ShouldBe(expected);

    [Fact]
    public void An_old_version_is_read_with_its_own_defaults()
    {
        var (objects, diagnostics) = Inputs.Read(
            Manifest("Deployment", Template).Replace("apps/v1", "extensions/v1beta1"));

        diagnostics.ShouldBe(["EK3010 1 Deployment extensions/v1beta1 is not served since Kubernetes 1.16"]);
        var selector = objects.Workloads.ShouldHaveSingleItem().Selector;
        selector.Requirements.ShouldHaveSingleItem().Key.ShouldBe("app");
    }

    [Fact]
    public void A_version_that_never_was_is_wrong() => Inputs
        .Read(Manifest("Deployment", Rest).Replace("apps/v1", "apps/v2"))
        .Diagnostics.ShouldBe(["EK3004 1 `apiVersion` is `apps/v2`, which no Kubernetes serves"]);

    private static Workload One(string kind, string spec) =>
        Inputs.Objects(Manifest(kind, spec)).Workloads.ShouldHaveSingleItem();

    private static string Manifest(string kind, string spec) =>
        $"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: web}}\nspec: {{{spec}}}\n";
}
