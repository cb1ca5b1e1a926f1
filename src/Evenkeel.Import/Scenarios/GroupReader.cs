using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Import.Scenarios;

/// <summary>Reads the groups of a scenario.</summary>
internal static class GroupReader
{
    private const string DiscoveryTag = "k8s.io/cluster-autoscaler/enabled";
    private const int MostInstances = 5000;
    private const long PodsOfNode = 110;

    /// <summary>The groups; those with mistakes may be left out, and every mistake is a diagnostic.</summary>
    /// <param name="root">The scenario.</param>
    /// <param name="zones">The zones that there are.</param>
    /// <param name="isDiscovered">Whether cluster-autoscaler finds them, by a tag that is added.</param>
    public static ImmutableArray<InstanceGroup> Read(
        ObjectReader root, IReadOnlyList<Spanned<string>> zones, bool isDiscovered)
    {
        var groups = ImmutableArray.CreateBuilder<InstanceGroup>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var fields = root.Objects("groups");
        if (fields.Count == 0)
        {
            root.Invalid("groups", "is empty", "describe at least one group of instances");
        }

        var known = zones.Select(static z => z.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var group in fields)
        {
            if (ReadOne(group, known, names, isDiscovered) is { } found)
            {
                groups.Add(found);
            }

            group.RejectUnknown();
        }

        return groups.ToImmutable();
    }

    private static InstanceGroup? ReadOne(
        ObjectReader group, HashSet<string> known, HashSet<string> names, bool isDiscovered)
    {
        var name = Name(group, names);
        var type = group.String("type");
        var zones = Zones(group, known);
        var min = group.Int("min", 0, MostInstances) ?? 0;
        var max = group.Int("max", 0, MostInstances);
        var desired = group.Int("desired", 0, MostInstances) ?? min;
        if (max < min)
        {
            group.Invalid("max", $"is {max}, which is less than min, {min}", "make max the larger");
        }
        else if (desired < min || desired > max)
        {
            group.Invalid("desired", $"is {desired}, but must be {min} to {max}", "write such a number");
        }

        var tags = Labels.None.SetItems(group.StringMap("tags"));
        var node = Node(group, type);
        var health = group.Enum("healthCheck", ("EC2", GroupHealthCheck.Ec2), ("ELB", GroupHealthCheck.Elb));
        var grace = group.Duration("healthCheckGracePeriod")?.ToTimeSpan();
        var distribution = group.Enum(
            "distribution",
            ("balanced-best-effort", CapacityDistribution.BestEffort),
            ("balanced-only", CapacityDistribution.BalancedOnly));
        var rebalances = group.Bool("rebalance") ?? !isDiscovered;
        var hooks = Hooks(group);
        var target = Target(group, isDiscovered);
        return name is null || zones.IsEmpty || node is null ? null : new()
        {
            Name = name,
            Zones = zones,
            Min = min,
            Max = max ?? Math.Max(min, desired),
            Desired = desired,
            InstanceTypes = type is null ? [] : [type],
            Tags = isDiscovered && !tags.ContainsKey(DiscoveryTag) ? tags.SetItem(DiscoveryTag, "") : tags,
            Node = node,
            HealthCheck = health ?? GroupHealthCheck.Ec2,
            HealthCheckGracePeriod = grace ?? TimeSpan.FromSeconds(300),
            Distribution = distribution ?? CapacityDistribution.BestEffort,
            Rebalances = rebalances,
            LifecycleHooks = hooks,
            TargetTracking = target,
        };
    }

    private static string? Name(ObjectReader group, HashSet<string> names)
    {
        if (group.RequiredText("name", "pool-a") is not { } name)
        {
            return null;
        }

        if (!DnsLabel.IsValid(name.Value))
        {
            group.Invalid(
                "name", $"is {DisplayText.Quote(name.Value)}, which cannot begin the names of nodes",
                "use small letters, digits and `-`, at most 63");
            return null;
        }

        if (names.Add(name.Value))
        {
            return name.Value;
        }

        group.Invalid("name", $"is {name.Value}, as another group's", "give each group a name of its own");
        return null;
    }

    private static ImmutableArray<string> Zones(ObjectReader group, HashSet<string> known)
    {
        var zones = ImmutableArray.CreateBuilder<string>();
        var texts = group.Texts("zones");
        if (texts.Count == 0)
        {
            group.Invalid("zones", "names no zone", "write the zones that the group launches in");
        }

        for (var i = 0; i < texts.Count; i++)
        {
            var (zone, path) = (texts[i], FormattableString.Invariant($"{group.PathOf("zones")}[{i}]"));
            if (known.Count > 0 && !known.Contains(zone.Value))
            {
                group.Invalid(
                    zone.Span, path, $"is {DisplayText.Quote(zone.Value)}, which is not among `zones`",
                    NearestWord.Of(zone.Value, known) is { } near
                        ? $"did you mean `{near}`?"
                        : "add it there, or name one of those");
            }
            else if (zones.Contains(zone.Value))
            {
                group.Invalid(zone.Span, path, $"names {zone.Value} again", "name each zone once");
            }
            else
            {
                zones.Add(zone.Value);
            }
        }

        return zones.ToImmutable();
    }

    /// <summary>What a kubelet there registers; place and name follow from the instance.</summary>
    private static NodeObject? Node(ObjectReader group, string? type)
    {
        if (group.RequiredObject("node") is not { } fields)
        {
            return null;
        }

        var nodeType = fields.String("type") ?? type;
        var cpu = Required(fields, "cpu", "4");
        var memory = Required(fields, "memory", "16Gi");
        var pods = fields.Long("pods", 0, int.MaxValue) ?? PodsOfNode;
        var labels = Labels.None
            .SetItem("kubernetes.io/arch", "amd64")
            .SetItem("kubernetes.io/os", "linux");
        if (nodeType is not null)
        {
            labels = labels.SetItem(Labels.InstanceType, nodeType);
        }

        labels = labels.SetItems(fields.StringMap("labels"));
        var taints = Taints(fields);
        fields.RejectUnknown();
        return new()
        {
            Name = "",
            Labels = labels,
            Taints = taints,
            Allocatable = new()
            {
                MilliCpu = cpu?.MilliValue ?? 0,
                MemoryBytes = memory?.Value ?? 0,
                Pods = pods,
            },
        };
    }

    private static Core.Quantities.Quantity? Required(ObjectReader fields, string key, string example)
    {
        if (!fields.Has(key))
        {
            fields.RequiredText(key, example);
            return null;
        }

        var amount = fields.Quantity(key);
        if (amount is { MilliValue: < 0 })
        {
            fields.Invalid(key, "cannot be negative", $"write what the node offers, such as {example}");
        }

        return amount;
    }

    private static ImmutableArray<Taint> Taints(ObjectReader node)
    {
        var taints = ImmutableArray.CreateBuilder<Taint>();
        foreach (var fields in node.Objects("taints"))
        {
            var key = fields.RequiredString("key", "gpu");
            var value = fields.String("value") ?? "";
            if (!fields.Has("effect"))
            {
                fields.RequiredText("effect", nameof(TaintEffect.NoSchedule));
            }

            var effect = fields.Enum(
                "effect",
                (nameof(TaintEffect.NoSchedule), TaintEffect.NoSchedule),
                (nameof(TaintEffect.PreferNoSchedule), TaintEffect.PreferNoSchedule),
                (nameof(TaintEffect.NoExecute), TaintEffect.NoExecute));
            fields.RejectUnknown();
            if (key is not null && effect is { } found)
            {
                taints.Add(new(key, value, found));
            }
        }

        return taints.ToImmutable();
    }

    /// <summary>What it follows in size, as <c>targetTracking: {cpu: 60}</c>.</summary>
    private static TargetTracking? Target(ObjectReader group, bool isDiscovered)
    {
        if (group.Object("targetTracking") is not { } fields)
        {
            return null;
        }

        var cpu = fields.Int("cpu", 1, 99) ?? TargetTracking.DefaultCpuPercent;
        fields.RejectUnknown();
        if (!isDiscovered)
        {
            return new(cpu);
        }

        group.Invalid(
            "targetTracking", "stands beside cluster-autoscaler, which sets the size of the same group",
            "remove it, or `flags`");
        return null;
    }

    private static ImmutableArray<LifecycleHook> Hooks(ObjectReader group)
    {
        var hooks = ImmutableArray.CreateBuilder<LifecycleHook>();
        foreach (var fields in group.Objects("hooks"))
        {
            var name = fields.RequiredString("name", "ready");
            if (!fields.Has("on"))
            {
                fields.RequiredText("on", "launch");
            }

            var onLaunch = fields.Enum("on", ("launch", true), ("terminate", false));
            var timeout = fields.Duration("timeout")?.ToTimeSpan() ?? TimeSpan.FromHours(1);
            var abandons = fields.Enum("result", ("ABANDON", true), ("CONTINUE", false)) ?? true;
            fields.RejectUnknown();
            if (name is not null && onLaunch is { } launch)
            {
                hooks.Add(new(name, launch, timeout, abandons));
            }
        }

        return hooks.ToImmutable();
    }
}
