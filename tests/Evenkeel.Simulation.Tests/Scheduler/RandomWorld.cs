using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quantities;
using Evenkeel.Simulation.Engine;

namespace Evenkeel.Simulation.Tests.Scheduler;

/// <summary>
/// Draws clusters that are tight, uneven and full of rules: what a tidy example never shows. The same seed
/// draws the same cluster.
/// </summary>
internal sealed class RandomWorld(SeededRandom random, int nodes, int workloads)
{
    private const long Gi = 1L << 30;
    private static readonly string[] Apps = ["web", "api", "db", "cache", "batch"];
    private static readonly string[] Tiers = ["front", "back"];
    private static readonly string[] Spaces = ["default", "default", "shop"];
    private int serial;

    /// <summary>Nodes, workloads and all that concerns them.</summary>
    public KubernetesObjects Draw()
    {
        string[] zones = ["zone-a", "zone-b", "zone-c", "zone-d"];
        zones = zones[..(1 + random.Below(4))];
        return new()
        {
            Namespaces = [new("default", Map(("team", "blue"))), new("shop", Map(("team", "red")))],
            Nodes = [.. Enumerable.Range(0, nodes).Select(_ => DrawNode(zones))],
            PriorityClasses =
            [
                new("low", -10, false, true), new("high", 100, false, true),
                new("top", 1000, false, true), new("polite", 500, false, false),
            ],
            StorageClasses =
            [
                new() { Name = "gp3", Provisioner = "ebs.csi.aws.com", WaitForFirstConsumer = true },
                new()
                {
                    Name = "gp3-here",
                    Provisioner = "ebs.csi.aws.com",
                    WaitForFirstConsumer = true,
                    AllowedZones = [zones[0], "zone-x"],
                },
            ],
            Services = [.. Some(Apps, 0.6).Select(app => Service(app))],
            Budgets = [.. Some(Apps, 0.5).Select(Budget)],
            Workloads = [.. Enumerable.Range(0, workloads).Select(_ => DrawWorkload(zones))],
        };
    }

    /// <summary>One more node, with zones drawn from the usual ones.</summary>
    public NodeObject DrawNode(params string[] zones)
    {
        var name = $"node-{serial++}";
        var labels = Map(("rank", random.Below(5).ToString()));
        labels = Chance(0.97) ? labels.SetItem(Labels.Hostname, name) : labels;
        labels = Chance(0.94) ? labels.SetItem(Labels.Zone, Pick(zones)) : labels;
        labels = Chance(0.9) ? labels.SetItem(Labels.Region, "region-1") : labels;
        labels = Chance(0.5) ? labels.SetItem("disk", Pick("ssd", "hdd")) : labels;
        labels = Chance(0.7) ? labels.SetItem("rack", Pick("r1", "r2", "r3")) : labels;
        return new()
        {
            Name = name,
            Labels = labels,
            Taints = [.. DrawTaints()],
            Unschedulable = Chance(0.03),
            AttachableVolumes = Chance(0.25) ? 1 + random.Below(3) : null,
            Allocatable = new()
            {
                MilliCpu = Pick(1930, 2000, 3920, 4000, 8000),
                MemoryBytes = Pick(3 * Gi, 4 * Gi, 7 * Gi, 16 * Gi, 31 * Gi),
                EphemeralStorageBytes = 20 * Gi,
                Pods = Pick(4, 8, 12, 30),
                Extended = Chance(0.2) ? Amounts("vendor.example/gpu", 2) : ResourceAmounts.None.Extended,
            },
        };
    }

    private IEnumerable<Taint> DrawTaints()
    {
        if (Chance(0.2))
        {
            yield return new("maintenance", "soon", TaintEffect.PreferNoSchedule);
        }

        if (Chance(0.1))
        {
            yield return new("spot", "", TaintEffect.PreferNoSchedule);
        }

        if (Chance(0.1))
        {
            yield return new("dedicated", Pick("db", "gpu"), TaintEffect.NoSchedule);
        }

        if (Chance(0.04))
        {
            yield return new("broken", "", TaintEffect.NoExecute);
        }
    }

    private Workload DrawWorkload(string[] zones)
    {
        var kind = Pick(
            WorkloadKind.Deployment, WorkloadKind.Deployment, WorkloadKind.Deployment,
            WorkloadKind.ReplicaSet,
            WorkloadKind.StatefulSet, WorkloadKind.StatefulSet, WorkloadKind.DaemonSet, WorkloadKind.Pod);
        var app = kind == WorkloadKind.DaemonSet ? "agent" : Pick(Apps);
        var labels = Map(("app", app), ("tier", Pick(Tiers)));
        var name = new ObjectName(Pick(Spaces), $"{app}-{serial++}");
        var template = DrawTemplate(app, labels, zones);
        return new()
        {
            Kind = kind,
            Name = name,
            Replicas = kind == WorkloadKind.Pod ? 1 : 1 + random.Below(6),
            Selector = LabelSelector.OfLabels(Chance(0.5) ? labels : labels.Remove("tier")),
            Template = template,
            ClaimTemplates = kind == WorkloadKind.StatefulSet && Chance(0.7)
                ? [Claim(Pick("gp3", "gp3", "gp3-here"))]
                : [],
        };
    }

    private static PersistentVolumeClaim Claim(string storageClass) => new()
    {
        Name = new("", "data"),
        StorageClassName = storageClass,
        RequestBytes = Gi,
    };

    private PodTemplate DrawTemplate(
        string app,
        ImmutableSortedDictionary<string, string> labels,
        string[] zones)
    {
        var requests = DrawRequests();
        var own = LabelSelector.OfLabels(Map(("app", app)));
        return new()
        {
            Labels = labels,
            Requests = requests,
            NonZeroRequests = requests with
            {
                MilliCpu = requests.MilliCpu == 0 ? 100 : requests.MilliCpu,
                MemoryBytes = requests.MemoryBytes == 0 ? 200L << 20 : requests.MemoryBytes,
            },
            NodeSelector = Chance(0.08) ? Map(("disk", "ssd")) : Labels.None,
            RequiredNodeTerms = Chance(0.12) ? [.. Repeat(1, 2, () => NodeTerm(zones))] : null,
            PreferredNodeTerms = [.. Repeat(0, 2, () => Preferred(zones), 0.25)],
            RequiredAffinity = [.. Repeat(1, 2, () => PodTerm(own, 0.5), 0.1)],
            RequiredAntiAffinity = [.. Repeat(1, 2, () => PodTerm(own, 0.6), 0.2)],
            PreferredAffinity = [.. Repeat(1, 2, () => Weighted(own), 0.2)],
            PreferredAntiAffinity = [.. Repeat(1, 2, () => Weighted(own), 0.2)],
            SpreadConstraints = [.. Repeat(1, 2, () => Spread(own), 0.4)],
            Tolerations = [.. DrawTolerations()],
            PriorityClassName = Chance(0.4) ? Pick("low", "high", "top", "polite") : null,
            HostPorts = Chance(0.1)
                ? [new(Pick("TCP", "UDP"), Pick("", "0.0.0.0", "10.0.0.1", "10.0.0.2"), Pick(80, 443))]
                : [],
        };
    }

    private ResourceAmounts DrawRequests() => Chance(0.15) ? ResourceAmounts.None : new()
    {
        MilliCpu = Chance(0.9) ? Pick(50, 100, 250, 333, 500, 1000, 1900) : 0,
        MemoryBytes = Chance(0.85) ? Pick(64L << 20, 256L << 20, 700L << 20, Gi, 3 * Gi) : 0,
        EphemeralStorageBytes = Chance(0.1) ? 6 * Gi : 0,
        Extended = Chance(0.05) ? Amounts("vendor.example/gpu", 1) : ResourceAmounts.None.Extended,
    };

    private IEnumerable<Toleration> DrawTolerations()
    {
        if (Chance(0.1))
        {
            var value = Pick("db", "gpu");
            yield return new("dedicated", false, value, Chance(0.5) ? TaintEffect.NoSchedule : null, null);
        }

        if (Chance(0.1))
        {
            yield return new(Pick("maintenance", "spot"), true, "", null, null);
        }

        if (Chance(0.03))
        {
            yield return new(null, true, "", null, null);
        }
    }

    private NodeSelectorTerm NodeTerm(string[] zones) => random.Below(7) switch
    {
        0 => new([new(Labels.Zone, SelectorOperator.In, [Pick(zones)])], []),
        1 => new([new(Labels.Zone, SelectorOperator.NotIn, [Pick(zones)])], []),
        2 => new([new("disk", SelectorOperator.Exists, [])], []),
        3 => new([new("disk", SelectorOperator.DoesNotExist, [])], []),
        4 => new([new("rank", SelectorOperator.Gt, [random.Below(4).ToString()])], []),
        5 => new([new("rank", SelectorOperator.Lt, [(1 + random.Below(4)).ToString()])], []),
        _ => new([], [new("metadata.name", InOrNot(), [$"node-{random.Below(nodes)}"])]),
    };

    private SelectorOperator InOrNot() => Pick(SelectorOperator.In, SelectorOperator.NotIn);

    private PreferredNodeTerm Preferred(string[] zones) => new(1 + random.Below(100), NodeTerm(zones));

    private PodAffinityTerm PodTerm(LabelSelector own, double toItself)
    {
        var selector = Chance(toItself) ? own : Selector();
        var key = Pick(Labels.Hostname, Labels.Hostname, Labels.Zone, "rack");
        string[] perPod = ["pod-template-hash", "apps.kubernetes.io/pod-index"];
        return random.Below(10) switch
        {
            8 => new(selector, key, [], null) { MatchLabelKeys = [Pick(perPod)] },
            9 => new(selector, key, [], null) { MismatchLabelKeys = [Pick(perPod)] },
            0 => new(selector, key, ["default", "shop"], null),
            1 => new(selector, key, [], new LabelSelector([])),
            2 => new(selector, key, [], LabelSelector.OfLabels(Map(("team", "red")))),
            _ => new(selector, key, [], null),
        };
    }

    private WeightedPodAffinityTerm Weighted(LabelSelector own) =>
        new(1 + random.Below(100), PodTerm(own, 0.4));

    private LabelSelector? Selector() => random.Below(8) switch
    {
        0 => new([new("app", SelectorOperator.In, [Pick(Apps), Pick(Apps)])]),
        1 => new([new("tier", SelectorOperator.NotIn, [Pick(Tiers)])]),
        2 => new([new("tier", SelectorOperator.Exists, [])]),
        3 => Chance(0.3) ? null : new([]),
        4 => new([new("apps.kubernetes.io/pod-index", SelectorOperator.In, ["0"])]),
        _ => LabelSelector.OfLabels(Map(("app", Pick(Apps)))),
    };

    private TopologySpreadConstraint Spread(LabelSelector own)
    {
        var hard = Chance(0.5);
        return new()
        {
            MaxSkew = 1 + random.Below(3),
            TopologyKey = Pick(Labels.Zone, Labels.Zone, Labels.Hostname, "rack"),
            DoNotSchedule = hard,
            Selector = Chance(0.8) ? own : Selector(),
            MinDomains = hard && Chance(0.3) ? 1 + random.Below(4) : null,
            NodeAffinityPolicy = Pick(NodeInclusionPolicy.Honor, NodeInclusionPolicy.Ignore),
            NodeTaintsPolicy = Pick(NodeInclusionPolicy.Honor, NodeInclusionPolicy.Ignore),
            MatchLabelKeys = Chance(0.2)
                ? [Pick("pod-template-hash", "tier", "apps.kubernetes.io/pod-index")]
                : [],
        };
    }

    private Service Service(string app) => new()
    {
        Name = new(Pick(Spaces), app),
        Selector = Chance(0.8) ? Map(("app", app)) : Map(("app", app), ("tier", Pick(Tiers))),
    };

    private DisruptionBudget Budget(string app)
    {
        var bound = Chance(0.5)
            ? IntOrPercent.Count(random.Below(4))
            : IntOrPercent.Percent(Pick(0, 25, 34, 50, 100));
        var minimum = Chance(0.5);
        return new()
        {
            Name = new(Pick(Spaces), app),
            Selector = Chance(0.9) ? LabelSelector.OfLabels(Map(("app", app))) : new([]),
            MinAvailable = minimum ? bound : null,
            MaxUnavailable = minimum ? null : bound,
        };
    }

    private List<T> Repeat<T>(int least, int most, Func<T> draw, double chance = 1) =>
        Chance(chance)
            ? [.. Enumerable.Range(0, least + random.Below(most - least + 1)).Select(_ => draw())]
            : [];

    private IEnumerable<T> Some<T>(IEnumerable<T> all, double chance) =>
        all.Where(_ => Chance(chance)).ToList();

    private bool Chance(double chance) => random.Fraction() < chance;

    private T Pick<T>(params ReadOnlySpan<T> options) => options[random.Below(options.Length)];

    private static ImmutableSortedDictionary<string, string> Map(
        params ReadOnlySpan<(string Key, string Value)> pairs)
    {
        var map = Labels.None;
        foreach (var (key, value) in pairs)
        {
            map = map.SetItem(key, value);
        }

        return map;
    }

    private static ImmutableSortedDictionary<string, long> Amounts(string name, long amount) =>
        ResourceAmounts.None.Extended.SetItem(name, amount);
}
