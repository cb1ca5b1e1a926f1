using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Tests.Kubernetes;

public sealed class PodTemplateTests
{
    [Fact]
    public void Plain_fields_are_taken()
    {
        var template = Inputs.Template("""
            nodeSelector: {disk: ssd}
            terminationGracePeriodSeconds: 60
            priorityClassName: system-cluster-critical
            initContainers: [{name: i, image: "init:1"}]
            containers: [{name: a, image: "app:2"}, {name: b, image: "log:3"}]
            schedulerName: somebody-elses
            """);

        template.NodeSelector.ShouldBe([new("disk", "ssd")]);
        template.TerminationGracePeriod.ShouldBe(TimeSpan.FromSeconds(60));
        template.PriorityClassName.ShouldBe("system-cluster-critical");
        template.Images.ShouldBe(["init:1", "app:2", "log:3"]);
        template.NodeName.ShouldBeNull();
        template.RequiredNodeTerms.ShouldBeNull();
        Inputs.Template("containers: [{name: a}]").TerminationGracePeriod.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Host_ports_are_those_of_containers_and_sidecars()
    {
        var template = Inputs.Template("""
            initContainers:
            - {name: i, ports: [{containerPort: 1, hostPort: 11}]}
            - {name: s, restartPolicy: Always, ports: [{containerPort: 2, hostPort: 12, protocol: UDP}]}
            containers:
            - {name: a, ports: [{containerPort: 80}, {containerPort: 81, hostPort: 8081, hostIP: 10.0.0.1}]}
            """);

        template.HostPorts.ShouldBe([new("TCP", "10.0.0.1", 8081), new("UDP", "0.0.0.0", 12)]);
    }

    [Fact]
    public void On_the_hosts_network_every_port_is_one_of_the_host() => Inputs
        .Template("""
            hostNetwork: true
            containers: [{name: a, ports: [{containerPort: 80}]}]
            """)
        .HostPorts.ShouldBe([new("TCP", "0.0.0.0", 80)]);

    [Fact]
    public void Volumes_are_those_of_claims() => Inputs
        .Read("""
            apiVersion: v1
            kind: Pod
            metadata: {name: a}
            spec:
              containers: [{name: a}]
              volumes:
              - {name: data, persistentVolumeClaim: {claimName: files}}
              - {name: tmp, emptyDir: {}}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: files}
            spec: {resources: {requests: {storage: 1Gi}}}
            """)
        .Objects.Workloads[0].Template.Volumes.ShouldBe([new("data", "files")]);

    [Theory]
    [InlineData("{}", 0)]
    [InlineData("{readinessProbe: {}}", 0)]
    [InlineData("{readinessProbe: {initialDelaySeconds: 10}}", 10)]
    [InlineData("{readinessProbe: {periodSeconds: 5, successThreshold: 3}}", 10)]
    [InlineData("{readinessProbe: {initialDelaySeconds: 10, periodSeconds: 5, successThreshold: 2}}", 15)]
    [InlineData("{readinessProbe: {successThreshold: 2}}", 10)]
    [InlineData("{startupProbe: {initialDelaySeconds: 20}}", 20)]
    [InlineData("{startupProbe: {initialDelaySeconds: 20}, readinessProbe: {initialDelaySeconds: 5}}", 20)]
    [InlineData("{startupProbe: {initialDelaySeconds: 20}, readinessProbe: {successThreshold: 2}}", 30)]
    [InlineData("{livenessProbe: {initialDelaySeconds: 99}}", 0)]
    public void Probes_hold_readiness_back(string container, int seconds) => Inputs
        .Template($"containers: [{container}]").ReadinessDelay.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void The_slowest_container_decides_and_sidecars_come_first() => Inputs
        .Template("""
            initContainers:
            - {name: s, restartPolicy: Always, startupProbe: {initialDelaySeconds: 7}}
            - {name: i, readinessProbe: {initialDelaySeconds: 500}}
            containers:
            - {name: a, readinessProbe: {initialDelaySeconds: 3}}
            - {name: b, readinessProbe: {initialDelaySeconds: 4}}
            """)
        .ReadinessDelay.ShouldBe(TimeSpan.FromSeconds(11));

    [Fact]
    public void Tolerations_are_as_written()
    {
        var template = Inputs.Template("""
            containers: [{name: a}]
            tolerations:
            - {operator: Exists}
            - {key: pool, value: batch}
            - {key: pool, operator: Equal, value: web, effect: NoSchedule}
            - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 5}
            """);

        template.Tolerations.ShouldBe(
        [
            new(null, true, "", null, null),
            new("pool", false, "batch", null, null),
            new("pool", false, "web", TaintEffect.NoSchedule, null),
            new("node.kubernetes.io/unreachable", true, "", TaintEffect.NoExecute, 5),
        ]);
    }

    [Theory]
    [InlineData("{key: a, operator: Exists, value: x}", "value` is not possible with the operator Exists")]
    [InlineData("{operator: Equal}", "operator` must be Exists where no key is given")]
    [InlineData("{}", "operator` must be Exists where no key is given")]
    [InlineData("{key: a, operator: Is}", "operator` is `Is`, which is none of Exists, Equal")]
    [InlineData(
        "{key: a, operator: Exists, effect: NoRun}",
        "effect` is `NoRun`, which is none of NoSchedule, PreferNoSchedule, NoExecute")]
    [InlineData(
        "{key: a, operator: Exists, tolerationSeconds: 5}",
        "tolerationSeconds` needs the effect NoExecute")]
    public void Wrong_tolerations_are_reported(string toleration, string expected) => Inputs
        .Problems($"containers: [{{name: a}}]\ntolerations: [{toleration}]").ShouldHaveSingleItem()
        .ShouldBe($"EK3004 10 `spec.template.spec.tolerations[0].{expected}");

    [Fact]
    public void A_pod_needs_containers()
    {
        Inputs.Problems("containers: []").ShouldBe(["EK3001 9 `spec.template.spec.containers` is missing"]);
        Inputs.Problems("hostname: a").ShouldBe(["EK3001 9 `spec.template.spec.containers` is missing"]);
        Inputs.Problems("containers: 5")
            .ShouldBe(["EK3002 9 `spec.template.spec.containers` must be a list, not a number"]);
    }
}
