using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quantities;

namespace Evenkeel.Import.Tests.Kubernetes;

public sealed class StorageAndPolicyTests
{
    [Fact]
    public void A_storage_class_says_when_and_where()
    {
        var classes = Inputs.Objects("""
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: gp3, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
            provisioner: ebs.csi.aws.com
            volumeBindingMode: WaitForFirstConsumer
            allowedTopologies:
            - matchLabelExpressions:
              - {key: topology.ebs.csi.aws.com/zone, values: [b, a]}
              - {key: rack, values: [r1]}
            - matchLabelExpressions: [{key: topology.kubernetes.io/zone, values: [c]}]
            ---
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: plain, annotations: {storageclass.kubernetes.io/is-default-class: "false"}}
            provisioner: efs.csi.aws.com
            """).StorageClasses;

        classes[0].WaitForFirstConsumer.ShouldBeTrue();
        classes[0].IsDefault.ShouldBeTrue();
        classes[0].AllowedZones.ShouldBe(["a", "b", "c"]);
        classes[1].WaitForFirstConsumer.ShouldBeFalse();
        classes[1].IsDefault.ShouldBeFalse();
        classes[1].Zonal.ShouldBeFalse();
        classes[1].AllowedZones.ShouldBeEmpty();
    }

    [Fact]
    public void Volumes_and_claims_know_each_other()
    {
        var objects = Inputs.Objects("""
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: pv-1}
            spec:
              capacity: {storage: 10Gi}
              accessModes: [ReadWriteOnce]
              storageClassName: gp3
              claimRef: {apiVersion: v1, kind: PersistentVolumeClaim, namespace: shop, name: data-db-0}
              nodeAffinity:
                required: {nodeSelectorTerms: [{matchExpressions: [{key: z, operator: In, values: [a]}]}]}
            ---
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: pv-2, labels: {topology.kubernetes.io/zone: a__b}}
            spec: {capacity: {storage: 1G}}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data-db-0, namespace: shop}
            spec:
              storageClassName: gp3
              volumeName: pv-1
              accessModes: [ReadWriteOnce]
              resources: {requests: {storage: 10Gi}}
            status: {phase: Bound}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: other}
            spec: {storageClassName: ""}
            """);

        var bound = objects.Volumes[0];
        bound.CapacityBytes.ShouldBe(10L << 30);
        bound.Claim.ShouldBe(new ObjectName("shop", "data-db-0"));
        bound.StorageClassName.ShouldBe("gp3");
        bound.NodeTerms.ShouldNotBeNull().ShouldHaveSingleItem().Matches(
            new Dictionary<string, string> { ["z"] = "a" }, "n").ShouldBeTrue();
        var labelled = objects.Volumes[1].NodeTerms.ShouldNotBeNull().ShouldHaveSingleItem();
        labelled.Matches(new Dictionary<string, string> { [Labels.Zone] = "b" }, "n").ShouldBeTrue();
        labelled.Matches(new Dictionary<string, string> { [Labels.Zone] = "c" }, "n").ShouldBeFalse();
        objects.Claims[0].VolumeName.ShouldBe("pv-1");
        objects.Claims[0].RequestBytes.ShouldBe(10L << 30);
        objects.Claims[1].StorageClassName.ShouldBe("");
    }

    [Fact]
    public void A_claim_without_class_asks_for_the_default_one() => Inputs
        .Objects("{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {}}")
        .Claims.ShouldHaveSingleItem().StorageClassName.ShouldBeNull();

    [Fact]
    public void A_service_says_where_its_traffic_goes()
    {
        var service = Inputs.Objects("""
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              type: LoadBalancer
              selector: {app: web}
              externalTrafficPolicy: Local
              internalTrafficPolicy: Cluster
              trafficDistribution: PreferClose
              ports: [{port: 80}]
            """).Services.ShouldHaveSingleItem();

        service.Type.ShouldBe("LoadBalancer");
        service.ExternalTrafficLocal.ShouldBeTrue();
        service.InternalTrafficLocal.ShouldBeFalse();
        service.TrafficDistribution.ShouldBe("PreferClose");
        service.Headless.ShouldBeFalse();
        service.Selects("shop", new Dictionary<string, string> { ["app"] = "web" }).ShouldBeTrue();
    }

    [Fact]
    public void Budgets_bound_from_below_or_above()
    {
        var budgets = Inputs.Objects(Budget("selector: {matchLabels: {app: web}}, minAvailable: 67%")
            + "---\n" + Budget("selector: {}, maxUnavailable: 1").Replace("web", "all")).Budgets;

        budgets[0].MinAvailable.ShouldBe(IntOrPercent.Percent(67));
        budgets[0].MaxUnavailable.ShouldBeNull();
        budgets[1].MaxUnavailable.ShouldBe(IntOrPercent.Count(1));
        budgets[1].Selector.Requirements.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(
        "minAvailable: 1",
        "EK3011 3 PodDisruptionBudget default/web has no selector and covers no pods",
        0)]
    [InlineData(
        "selector: {}, minAvailable: 1, maxUnavailable: 1",
        "EK3004 4 `spec.maxUnavailable` cannot stand beside minAvailable",
        0)]
    [InlineData(
        "selector: {}, minAvailable: many",
        "EK3004 4 `spec.minAvailable` is `many`, which is neither a whole number nor a percentage",
        1)]
    [InlineData(
        "selector: {}",
        "EK3012 3 PodDisruptionBudget default/web has neither minAvailable nor maxUnavailable and forbids "
        + "every eviction",
        1)]
    public void Wrong_budgets_are_reported(string spec, string expected, int read)
    {
        var (objects, diagnostics) = Inputs.Read(Budget(spec));

        diagnostics.ShouldHaveSingleItem().ShouldBe(expected);
        objects.Budgets.Length.ShouldBe(read);
    }

    [Fact]
    public void Priority_classes_have_values()
    {
        var classes = Inputs.Objects("""
            {apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: low},
             value: -10, preemptionPolicy: Never}
            ---
            {apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: high},
             value: 1000000, globalDefault: true}
            """).PriorityClasses;

        classes.ShouldBe([new("low", -10, false, false), new("high", 1_000_000, true, true)]);
        Inputs.Read("{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: low}}")
            .Diagnostics.ShouldBe(["EK3001 1 `value` is missing"]);
    }

    private static string Budget(string spec) =>
        $"apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: web}}\nspec: {{{spec}}}\n";
}
