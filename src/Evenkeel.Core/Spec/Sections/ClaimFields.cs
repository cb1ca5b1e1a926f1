using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec.Fields;

namespace Evenkeel.Core.Spec.Sections;

/// <summary>An item of <c>spec.claims</c> as declared.</summary>
internal static class ClaimFields
{
    /// <summary>The words of <c>any</c>, zones and nodes first.</summary>
    public static readonly ImmutableArray<string> AnyWords =
    [
        "zone", "node", "kubelet", "pod", "nat", "balancer", "volume", "capacity", "api", "awsApi",
        "registry", "drain", "webhook", "hang", "member", "disk", "partition", "clock",
        "roll",
    ];

    public static readonly TextField Name = new("name", "What is claimed, in your words; unique in the file.")
    {
        IsRequired = true,
        Example = "the shop survives any zone",
    };

    public static readonly ChoiceField Any = new(
        "any",
        "Every fault of a kind, each alone: a `zone` (power lost; isolated from the rest; power lost while "
        + "no instance can be launched anywhere), a `node`'s power, its `kubelet`, a `pod` that hangs, a "
        + "zone's `nat` gateway or `balancer` node, a `volume` (lost; stalled), EC2's `capacity` (in a zone; "
        + "anywhere), the Kubernetes `api`, the regional API of EC2 and Auto Scaling (`awsApi`), the image "
        + "`registry`, a `drain` of a node, all pods at once that a `webhook` for new pods calls, a `hang` "
        + "of a whole instance; of the control plane, each `member` of etcd (killed; its volume lost), its "
        + "`disk` (writes hang; writes are slow), each server's "
        + "`clock` (an hour forwards; back), and a `roll` of all servers; and each `partition` "
        + "of two zones (both ways; one way; a third of all messages lost).",
        string.Join(", ", AnyWords.Select(w => $"`{w}`")) + ", or a list of them",
        new WordField<int>("any", "", [.. AnyWords.Select((w, i) => (w, i))]),
        new TextListField("any", "") { Rule = new($"^({string.Join('|', AnyWords)})$", "", "") });

    public static readonly TextField Zone = new("zone", "One zone of `spec.zones`, in each of these ways.");

    public static readonly TextField Node = new(
        "node", "The power of one node, such as `general-eu-west-1a-1`.");

    public static readonly TextListField Nodes = new("nodes", "The power of these nodes together.");

    public static readonly TimeField RepairedAfter = new(
        "repairedAfter", "When what was lost is there again, counted from the fault; beside other keys.")
    {
        LeastSeconds = 1,
        WhenAbsent = "it stays lost",
        Example = "10m",
    };

    public static readonly WordField<ZoneLossWay> By = new(
        "by",
        "The one way in which zones are lost: `power`; `isolation` from the rest; `noLaunches`, power while "
        + "no instance can be launched anywhere. Beside `zone` or `any: zone`.",
        ("power", ZoneLossWay.Power),
        ("isolation", ZoneLossWay.Isolation),
        ("noLaunches", ZoneLossWay.NoLaunches))
    {
        WhenAbsent = "each of them",
        Example = "power",
    };

    public static readonly SwitchField Pairs = new(
        "pairs",
        "Besides each alone, every two of the faults that the other keys name, at one instant; without other "
        + "keys every two of all that is modelled, zones by the loss of power.");

    public static readonly TextField Scenario = new(
        "scenario",
        "A scenario file, relative to this file: its events, from the instant of the fault on, and its end. "
        + "Version, timing and machines are the cluster's own.");

    public static readonly SpecSection SurviveSection = new(
        "spec.claims[].survive", "What fails; several keys name several faults, each alone.",
        Any, Zone, By, Node, Nodes, RepairedAfter, Pairs, Scenario)
    {
        IsNeverEmpty = true,
        Example = """
            claims:
            - name: the shop survives any zone and any node
              survive: {any: [zone, node]}
              service: shop/web
              maxOutage: 0s
            - name: the shop comes through ten minutes without a zone's gateway or a balancer node
              survive: {any: [nat, balancer], repairedAfter: 10m}
              service: shop/web
              maxErrors: 60s
            """,
    };

    public static readonly ChoiceField Survive = new(
        "survive", "What fails: a mapping, or `all` for every fault that is modelled.", "mapping, or `all`",
        new WordField<int>("survive", "", ("all", 0)),
        new SectionField("survive", "", SurviveSection))
    {
        IsRequired = true,
        Example = "{any: zone}",
    };

    public static readonly TextField Service = new(
        "service", "The Service that it is about: namespace and name. Either this or `controlPlane`.")
    {
        Rule = TextRule.ObjectName,
        IsCheckedByReader = true,
        Example = "shop/web",
    };

    public static readonly TimeField MaxOutage = new(
        "maxOutage", "The longest blackout: time in which no request could be answered.")
    {
        WhenAbsent = "unbounded",
        Example = "0s",
    };

    public static readonly TimeField MaxErrors = new(
        "maxErrors", "The most brownout: the share of requests that fail × time.")
    {
        WhenAbsent = "unbounded",
        Unit = "failed share × time",
        Example = "30s",
    };

    public static readonly TimeField Recovered = new(
        "recovered", "When every pod must be back, counted from the fault.")
    {
        WhenAbsent = "unbounded",
        Example = "8m",
    };

    public static readonly TimeField MaxPending = new(
        "maxPending", "The longest that a pod of it may be without a node, from the fault on.")
    {
        WhenAbsent = "unbounded",
        Example = "3m",
    };

    public static readonly CountField KeepsCapacity = new(
        "keepsCapacity", "The least share of its declared pods that are Ready and reached at any time.")
    {
        Least = 1,
        Most = 100,
        Unit = "percent",
        WhenAbsent = "unbounded",
        Example = "60",
    };

    public static readonly SwitchField KeepsData = new(
        "keepsData", "No volume that its pods claim is lost, or out of reach when the run ends.");

    public static readonly CountField MaxMonthlyCost = new(
        "maxMonthlyCost",
        "The most that the whole cluster may cost in a month of 730 hours, by a dated table of prices, with "
        + "every pool at its maximum.")
    {
        Least = 1,
        Most = 100_000_000,
        Unit = "USD",
        WhenAbsent = "unbounded",
        Example = "1500",
    };

    public static readonly TimeField ApiMaxOutage = new(
        "maxOutage", "The longest time in which the Kubernetes API answers nothing.")
    {
        IsRequired = true,
        Example = "30s",
    };

    public static readonly SpecSection ControlPlaneSection = new(
        "spec.claims[].controlPlane", "What may be lost of the control plane.", ApiMaxOutage)
    {
        Example = """
            claims:
            - name: the API survives any zone
              survive: {any: zone}
              controlPlane: {maxOutage: 30s}
            """,
    };

    public static readonly SectionField ControlPlane = new(
        "controlPlane", "For a claim about the control plane, in place of `service`.", ControlPlaneSection);

    public static readonly SpecSection Section = new(
        "spec.claims[]", "What must be proven: that something survives a fault, with what may be lost "
        + "meanwhile.",
        Name, Survive, Service, MaxOutage, MaxErrors, Recovered, MaxPending, KeepsCapacity, KeepsData,
        MaxMonthlyCost, ControlPlane)
    {
        Example = """
            claims:
            - name: the shop survives any zone
              survive: {any: zone}
              service: shop/web
              maxOutage: 0s
              maxErrors: 30s
              recovered: 8m
            """,
    };
}
