using Evenkeel.Core.Diagnostics;

namespace Evenkeel.Compiler.Tests.Binding;

public sealed class WorkloadChecksTests
{
    private const string Database = """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db, namespace: shop}
        spec:
          replicas: 3
          serviceName: db
          selector: {matchLabels: {app: db}}
          template:
            metadata: {labels: {app: db}}
            spec: {containers: [{name: db, image: db}]}
          volumeClaimTemplates:
          - metadata: {name: data}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}CLASS}
        """;

    [Fact]
    public void A_good_cluster_has_nothing_wrong_with_it() =>
        Bindings.Bind(Bindings.File()).Diagnostics.Count.ShouldBe(0);

    [Fact]
    public void A_Service_that_selects_nothing_is_a_warning()
    {
        const string Other = """
            apiVersion: v1
            kind: Service
            metadata: {name: old, namespace: shop}
            spec: {selector: {app: old, tier: front}, ports: [{port: 80}]}
            """;
        var found = Bindings.Single("EK2006", Bindings.File(), $"{Bindings.Web}\n---\n{Other}");
        found.Message.ShouldBe("the Service shop/old (app=old, tier=front) selects no workload");
        found.Severity.ShouldBe(Severity.Warning);
        found.Path.ShouldBe("workloads.yaml");
    }

    [Fact]
    public void A_volume_needs_a_class_that_exists()
    {
        var without = $"{Bindings.Web}\n---\n{Database.Replace("CLASS", "")}";
        Bindings.Single("EK2007", Bindings.File(), without).Message.ShouldContain("StatefulSet shop/db");

        var unknown = WithDatabase(", storageClassName: gp4");
        Bindings.Single("EK2008", Bindings.File(), unknown).Fix.ShouldBe("did you mean `gp3`?");

        var known = WithDatabase(", storageClassName: gp3");
        Bindings.Bind(Bindings.File(), known).Diagnostics.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("containers:", "nodeSelector: {disk: fast}\n      containers:",
        "no node has the labels that its nodeSelector and node affinity ask for")]
    [InlineData("128Mi", "8Gi",
        "a pod requests 100m CPU and 8192 MiB, and the largest node that it could run on offers 1930m CPU "
        + "and 6012 MiB")]
    public void A_workload_that_fits_nowhere_is_a_warning(string good, string bad, string why) =>
        Bindings.Single("EK2009", Bindings.File(), Bindings.Web.Replace(good, bad)).Message
            .ShouldBe($"Deployment shop/web fits on no node: {why}");

    [Fact]
    public void Untolerated_taints_everywhere_are_told()
    {
        const string Tainted = "{name: gpu, min: 3, taints: [{key: gpu, effect: NoExecute}]}";
        Bindings.Single("EK2009", Bindings.File(Tainted)).Message
            .ShouldEndWith("it tolerates none of the taints of the nodes that it could run on");
    }

    [Fact]
    public void A_cluster_without_nodes_is_an_error()
    {
        Bindings.Single("EK2002", Bindings.File("{name: general, min: 0, max: 3}"))
            .Message.ShouldBe("no node takes workloads: every node pool has `min: 0`");
        Bindings.Bind(Bindings.File("{name: general, min: 0, max: 3}")).Model.ShouldBeNull();
    }

    [Theory]
    [InlineData("m7i.lrage", "did you mean `m7i.large`?")]
    [InlineData("m7i.metal-48xl",
        "one of `m7i.large`, `m7i.xlarge`, `m7i.2xlarge`, `m7i.4xlarge`, `m7i.8xlarge`, `m7i.12xlarge`, "
        + "`m7i.16xlarge`, `m7i.24xlarge`, `m7i.48xlarge`")]
    [InlineData("u-6tb1.112xlarge",
        "use one that is, such as m7i.xlarge, c7g.large or r6i.2xlarge; bare metal and what is older than "
        + "the fifth generation are not")]
    public void An_unknown_instance_type_is_an_error(string type, string fix) =>
        Bindings.Single("EK2001", Bindings.File($"{{name: general, instanceTypes: [{type}], min: 3}}"))
            .Fix.ShouldBe(fix);

    [Fact]
    public void Node_objects_among_the_workloads_are_said_to_be_unused()
    {
        const string Node = """
            apiVersion: v1
            kind: Node
            metadata: {name: n1}
            status: {allocatable: {cpu: '2', memory: 8Gi, pods: '110'}}
            """;
        Bindings.Single("EK2010", Bindings.File(), $"{Bindings.Web}\n---\n{Node}")
            .Message.ShouldBe("1 Node object among the workloads is not used");
    }

    [Fact]
    public void A_file_without_claims_is_bound_with_a_warning()
    {
        Bindings.Single("EK2011", Bindings.File(claims: "")).Severity.ShouldBe(Severity.Warning);
        Bindings.Good(Bindings.File(claims: "")).Claims.ShouldBeEmpty();
    }

    private static string WithDatabase(string storageClass) =>
        $"{Bindings.Web}\n---\n{Database.Replace("CLASS", storageClass)}\n---\n{Class("gp3")}";

    private static string Class(string name) => $$"""
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: {{name}}}
        provisioner: ebs.csi.aws.com
        volumeBindingMode: WaitForFirstConsumer
        """;
}
