using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Tests.Kubernetes;

/// <summary>What <c>kubectl get -o yaml</c> prints of a running cluster.</summary>
public sealed class DumpTests
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, uid: 1-2, generation: 3, creationTimestamp: "2026-01-01T00:00:00Z"}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template: {metadata: {creationTimestamp: null, labels: {app: web}}, spec: {containers: [{name: a}]}}
        status: {readyReplicas: 2}
        ---

        """;

    private const string ReplicaSet = """
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata:
          name: web-5d9c8
          ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, controller: true}]
        spec:
          replicas: 2
          selector: {matchLabels: {app: web, pod-template-hash: 5d9c8}}
          template:
            metadata: {labels: {app: web, pod-template-hash: 5d9c8}}
            spec: {containers: [{name: a}]}
        ---

        """;

    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web-5d9c8-x2x4p
          labels: {app: web, pod-template-hash: 5d9c8}
          ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-5d9c8, controller: true}]
        spec: {nodeName: n1, containers: [{name: a}]}
        status: {phase: Running}
        """;

    [Theory]
    [InlineData(Deployment + ReplicaSet + Pod)]
    [InlineData(Deployment + Pod)]
    [InlineData(Deployment + ReplicaSet)]
    public void What_a_deployment_owns_is_not_counted_again(string dump) =>
        Inputs.Objects(dump).Workloads.ShouldHaveSingleItem().Kind.ShouldBe(WorkloadKind.Deployment);

    [Fact]
    public void A_replica_set_without_its_deployment_stands_for_itself() =>
        Inputs.Objects(ReplicaSet + Pod).Workloads.ShouldHaveSingleItem()
            .Kind.ShouldBe(WorkloadKind.ReplicaSet);

    [Fact]
    public void An_owner_in_another_namespace_is_another() => Inputs
        .Read(Deployment.Replace("name: web,", "name: web, namespace: shop,") + ReplicaSet)
        .Objects.Workloads.Length.ShouldBe(2);

    [Fact]
    public void A_pod_whose_owner_is_missing_counts_as_bare()
    {
        var (objects, diagnostics) = Inputs.Read(Pod);

        objects.Workloads.ShouldHaveSingleItem().Template.NodeName.ShouldBe("n1");
        diagnostics.ShouldBe(
            ["EK3015 4 the owner of Pod default/web-5d9c8-x2x4p, ReplicaSet web-5d9c8, is not in the input"]);
    }

    [Theory]
    [InlineData("Succeeded")]
    [InlineData("Failed")]
    public void A_pod_that_has_ended_holds_nothing(string phase) =>
        Inputs.Objects(Pod.Replace("Running", phase)).Workloads.ShouldBeEmpty();

    [Fact]
    public void A_static_pod_belongs_to_its_node() =>
        Inputs.Objects(Pod.Replace("kind: ReplicaSet", "kind: Node")).Workloads.Length.ShouldBe(1);

    [Fact]
    public void A_node_of_a_dump_has_its_amounts_and_its_owners_taints()
    {
        var (objects, diagnostics) = Inputs.Read("""
            apiVersion: v1
            kind: Node
            metadata: {name: ip-10-0-0-1.ec2.internal, labels: {topology.kubernetes.io/zone: a}}
            spec:
              unschedulable: true
              taints:
              - {key: node.kubernetes.io/unschedulable, effect: NoSchedule}
              - {key: node.kubernetes.io/unreachable, effect: NoExecute, timeAdded: "2026-01-01T00:00:00Z"}
              - {key: pool, value: batch, effect: NoSchedule}
            status:
              capacity: {cpu: "4", memory: 16Gi, pods: "58"}
              allocatable:
                cpu: 3920m
                memory: 15842508Ki
                ephemeral-storage: "18242267924"
                pods: "58"
                hugepages-2Mi: "0"
                nvidia.com/gpu: "1"
                attachable-volumes-aws-ebs: "25"
            """);

        var node = objects.Nodes.ShouldHaveSingleItem();
        node.Zone.ShouldBe("a");
        node.Labels["kubernetes.io/hostname"].ShouldBe("ip-10-0-0-1.ec2.internal");
        node.Unschedulable.ShouldBeTrue();
        node.Taints.ShouldBe([new Taint("pool", "batch", TaintEffect.NoSchedule)]);
        node.Allocatable.MilliCpu.ShouldBe(3920);
        node.Allocatable.MemoryBytes.ShouldBe(15842508L * 1024);
        node.Allocatable.EphemeralStorageBytes.ShouldBe(18242267924);
        node.Allocatable.Pods.ShouldBe(58);
        node.Allocatable.Extended.ShouldBe([new("hugepages-2Mi", 0), new("nvidia.com/gpu", 1)]);
        node.AttachableVolumes.ShouldBe(25);
        diagnostics.ShouldBe(["EK3016 7 Node ip-10-0-0-1.ec2.internal was not well when it was read "
            + "(node.kubernetes.io/unreachable); the simulation begins with it ready"]);
    }

    [Fact]
    public void Capacity_stands_in_for_allocatable()
    {
        var node = Inputs.Objects("""
            apiVersion: v1
            kind: Node
            metadata: {name: a}
            status: {capacity: {cpu: 2, memory: 4Gi, pods: 20}}
            """).Nodes.ShouldHaveSingleItem();

        node.Allocatable.MilliCpu.ShouldBe(2000);
        node.AttachableVolumes.ShouldBeNull();
        node.Zone.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "EK3014 3 Node a states no cpu, no memory, no pods in status.allocatable")]
    [InlineData(
        "status: {allocatable: {cpu: 1, memory: 1Gi}}",
        "EK3014 3 Node a states no pods in status.allocatable")]
    public void A_node_that_offers_nothing_is_warned_of(string status, string expected) => Inputs
        .Read($"apiVersion: v1\nkind: Node\nmetadata: {{name: a}}\n{status}\n")
        .Diagnostics.ShouldHaveSingleItem().ShouldBe(expected);
}
