using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Spec.Fields;

namespace Evenkeel.Core.Spec.Sections;

/// <summary>An item of <c>spec.nodePools</c> as declared.</summary>
internal static class NodePoolFields
{
    private const int MostInstances = 100_000;

    /// <summary>apimachinery, util/validation, IsQualifiedName.</summary>
    private static readonly TextRule LabelKey = new(
        @"^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$",
        "which is not the key of a label", "write a key such as example.com/role, letters and digits at "
        + "both ends");

    /// <summary>apimachinery, util/validation, IsValidLabelValue.</summary>
    private static readonly TextRule LabelValue = new(
        "^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$",
        "which is not the value of a label", "write at most 63 letters, digits, - _ and ., no spaces");

    public static readonly TextField Name = new(
        "name", "Its name, unique in the file. Nodes are named after it.")
    {
        IsRequired = true,
        Example = "general",
        Rule = TextRule.Label,
        IsCheckedByReader = true,
    };

    public static readonly WordField<Placement> Placement = new(
        "placement",
        "`perZone`: an Auto Scaling group in each zone, for volumes that are bound to a zone. `regional`: "
        + "one group over all zones. `fixed`: instances without a group, which nothing replaces.",
        ("perZone", Model.Cluster.Placement.PerZone),
        ("regional", Model.Cluster.Placement.Regional),
        ("fixed", Model.Cluster.Placement.Fixed))
    {
        Default = "perZone",
    };

    public static readonly TextListField InstanceTypes = new(
        "instanceTypes", "EC2 instance types of one architecture, the preferred one first.")
    {
        Default = $"[{ClusterDefaults.PoolInstanceType}]",
        Rule = TextRule.InstanceType,
        WhenEmpty = "name one type or more, the preferred one first",
    };

    public static readonly TextListField Zones = new("zones", "The zones it uses, among `spec.zones`.")
    {
        WhenAbsent = "all of `spec.zones`",
        Example = "[eu-west-1a, eu-west-1b, eu-west-1c]",
        WhenEmpty = "name zones of the cluster, or remove it to use them all",
    };

    public static readonly CountField Min = new(
        "min", "Fewest instances, for the whole pool. Proofs begin with this number.")
    {
        WhenAbsent = "one a zone",
        Example = "3",
        Most = MostInstances,
        Unit = "instances",
    };

    public static readonly CountField Max = new("max", "Most instances, for the whole pool.")
    {
        WhenAbsent = "4 × `min`, or 4 × the zones if that is more; `min` where `placement: fixed`",
        Example = "12",
        Least = 1,
        Most = MostInstances,
        Unit = "instances",
    };

    public static readonly MapField<Text.Spanned<string>?> Labels = new(
        "labels", "Labels of its nodes.",
        new TextField("key", "A label's value.") { Rule = LabelValue, TakesPlainValues = true })
    {
        KeyRule = LabelKey,
    };

    public static readonly TextField TaintKey = new("key", "The taint's key.")
    {
        IsRequired = true,
        Example = "dedicated",
        Rule = LabelKey,
    };

    public static readonly TextField TaintValue = new("value", "The taint's value.")
    {
        Rule = LabelValue,
        TakesPlainValues = true,
        WhenAbsent = "empty",
    };

    public static readonly WordField<TaintEffect> Effect = new(
        "effect", "What it does to pods that do not tolerate it.",
        ("NoSchedule", TaintEffect.NoSchedule),
        ("PreferNoSchedule", TaintEffect.PreferNoSchedule),
        ("NoExecute", TaintEffect.NoExecute))
    {
        IsRequired = true,
        Example = "NoSchedule",
    };

    public static readonly SpecSection TaintSection = new(
        "spec.nodePools[].taints[]", "A taint of the pool's nodes.", TaintKey, TaintValue, Effect)
    {
        Example = """
            nodePools:
            - name: batch
              taints: [{key: dedicated, value: batch, effect: NoSchedule}]
            """,
    };

    public static readonly SectionListField Taints = new("taints", "Taints of its nodes.", TaintSection);

    public static readonly CountField TargetCpu = new(
        "cpu", "The average CPU of a group's instances that it is kept at.")
    {
        Default = $"{TargetTracking.DefaultCpuPercent}",
        Least = 1,
        Most = 99,
        Unit = "percent",
    };

    public static readonly SpecSection TargetSection = new(
        "spec.nodePools[].targetTracking",
        "EC2 Auto Scaling's target tracking, which sets the size of the pool's groups where "
        + "cluster-autoscaler does not.",
        TargetCpu)
    {
        Example = """
            nodePools:
            - name: general
              min: 3
              max: 12
              targetTracking: {cpu: 60}
            """,
    };

    public static readonly SectionField Target = new(
        "targetTracking",
        "What its groups follow in size, between `min` and `max`. Not beside "
        + "`autoscaling.clusterAutoscaler`, and only with a group.",
        TargetSection)
    {
        WhenAbsent = $"`{{cpu: {TargetTracking.DefaultCpuPercent}}}` where cluster-autoscaler does not run "
            + "and `max` is above `min`",
        Example = $"{{cpu: {TargetTracking.DefaultCpuPercent}}}",
    };

    public static readonly CountField SpotPercent = new(
        "percent", "How much of what is above `onDemand` is Spot.")
    {
        Default = $"{SpotShare.DefaultPercent}",
        Least = 1,
        Most = 100,
        Unit = "percent",
    };

    public static readonly CountField SpotOnDemand = new(
        "onDemand", "How many of the pool's instances are On-Demand in any case.")
    {
        Default = "0",
        Most = MostInstances,
        Unit = "instances",
    };

    public static readonly SpecSection SpotSection = new(
        "spec.nodePools[].spot",
        "Spot instances: cheaper, and taken back by EC2 at two minutes' notice when it needs them. Name "
        + "several types of one size, so that not all are taken at once.",
        SpotPercent, SpotOnDemand)
    {
        Example = """
            nodePools:
            - name: batch
              instanceTypes: [m7i.xlarge, m6i.xlarge, m6a.xlarge]
              spot: {percent: 70, onDemand: 3}
            """,
    };

    public static readonly SectionField Spot = new(
        "spot", "How much of it is Spot, which EC2 may take back. Only with a group.", SpotSection)
    {
        WhenAbsent = "On-Demand alone",
        Example = "{percent: 70, onDemand: 3}",
    };

    public static readonly SpecSection Section = new(
        "spec.nodePools[]", "Nodes of like footprint that take workloads.",
        Name, Placement, InstanceTypes, Spot, Zones, Min, Max, Target, Labels, Taints)
    {
        Example = """
            nodePools:
            - name: general
              placement: perZone
              instanceTypes: [m7i.xlarge]
              min: 3
              max: 12
              labels: {example.com/role: web}
            """,
    };
}
