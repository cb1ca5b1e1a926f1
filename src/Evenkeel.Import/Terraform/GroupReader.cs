using System.Collections.Immutable;
using System.Text.Json;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Aws;

namespace Evenkeel.Import.Terraform;

/// <summary>Reads Auto Scaling groups, and machines without one.</summary>
internal sealed class GroupReader(
    TerraformConfiguration configuration, SubnetZones zones, DiagnosticBag diagnostics)
{
    private const string Group = "aws_autoscaling_group";
    private const string Template = "aws_launch_template";
    private const string Autoscaler = "k8s.io/cluster-autoscaler/";

    /// <summary>The groups of a model as they are written.</summary>
    public ImmutableArray<InstanceGroup> Read(ImmutableArray<InstanceGroup> groups)
    {
        var written = configuration.All(Group)
            .Select(resource => (Resource: resource, Tags: Tags(resource)))
            .Where(static g => g.Tags.ContainsKey(GroupTag.Key))
            .ToLookup(static g => g.Tags[GroupTag.Key], StringComparer.Ordinal);
        foreach (var stranger in written.Where(w => !groups.Any(g => g.IsAutoScaling && g.Name == w.Key)))
        {
            foreach (var (resource, _) in stranger)
            {
                Other(resource, $"stands for `{DisplayText.Escape(stranger.Key)}`, which the cluster file "
                    + "does not have");
            }
        }

        return
        [
            .. groups.Select(group => group.IsAutoScaling
                ? Read(group, written[group.Name].ToList())
                : ReadFixed(group)),
        ];
    }

    private InstanceGroup Read(
        InstanceGroup group,
        IReadOnlyList<(TerraformResource Resource, ImmutableSortedDictionary<string, string> Tags)> found)
    {
        if (found.Count != 1)
        {
            diagnostics.Add(TerraformDiagnostics.Missing(
                configuration.Path, $"group for `{group.Name}`{(found.Count > 1 ? " alone" : "")}"));
            return group;
        }

        var (resource, tags) = found[0];
        CheckTypes(group, resource);
        CheckProcesses(resource);
        var min = Required(resource, "min_size");
        if (min is { } least && least != group.Min)
        {
            Other(resource, $"keeps {least} machines at least, and the cluster file {group.Min}, with which "
                + "a proof begins");
        }

        return WithHealth(group, resource) with
        {
            Zones = Zones(resource) is { Length: > 0 } launched ? launched : group.Zones,
            Min = min ?? group.Min,
            Max = Required(resource, "max_size") ?? group.Max,
            TargetTracking = Tracking(resource),
            Spot = Spot(resource),
            Tags = tags.RemoveRange(
                tags.Keys.Where(static key => !key.StartsWith(Autoscaler, StringComparison.Ordinal))),
            TargetGroups = [.. resource.References("target_group_arns", "aws_lb_target_group")],
        };
    }

    private InstanceGroup WithHealth(InstanceGroup group, TerraformResource resource)
    {
        var spans = Zones(resource).Length > 1;
        return group with
        {
            HealthCheck = resource.Text("health_check_type") == "ELB"
                ? GroupHealthCheck.Elb
                : GroupHealthCheck.Ec2,
            HealthCheckGracePeriod = TimeSpan.FromSeconds(
                resource.Number("health_check_grace_period") ?? group.HealthCheckGracePeriod.TotalSeconds),
            Distribution = resource.Text(
                "availability_zone_distribution", "capacity_distribution_strategy") == "balanced-only"
                ? CapacityDistribution.BalancedOnly
                : CapacityDistribution.BestEffort,
            Rebalances = spans && !resource.Texts("suspended_processes").Contains("AZRebalance"),
            LifecycleHooks = Hooks(group, resource),
        };
    }

    /// <summary>Machines without a group, which nothing keeps in number.</summary>
    private InstanceGroup ReadFixed(InstanceGroup group)
    {
        var machines = configuration.All("aws_instance")
            .Where(machine => TagOf(machine) == group.Name).ToList();
        if (machines.Count != group.Desired)
        {
            diagnostics.Add(TerraformDiagnostics.Missing(
                configuration.Path, $"{group.Desired} machines of `{group.Name}`: it has {machines.Count}"));
            return group;
        }

        foreach (var machine in machines.Where(m => m.Text("instance_type") != group.InstanceTypes[0]))
        {
            Other(machine, $"is no {group.InstanceTypes[0]}");
        }

        var names = machines.Select(static m => m.Name).ToHashSet(StringComparer.Ordinal);
        return group with
        {
            TargetGroups =
            [
                .. configuration.All("aws_lb_target_group_attachment")
                    .Where(a => a.References("target_id", "aws_instance").Any(names.Contains))
                    .SelectMany(static a => a.References("target_group_arn", "aws_lb_target_group"))
                    .Distinct(StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>In the order of the model, in which proofs show them; others follow.</summary>
    private static ImmutableArray<LifecycleHook> Hooks(InstanceGroup group, TerraformResource resource)
    {
        var order = group.LifecycleHooks.Select(static h => h.Name).ToList();
        return
        [
            .. resource.At("initial_lifecycle_hook").Select(Hook)
                .OrderBy(hook => (uint)order.IndexOf(hook.Name)),
        ];
    }

    private static LifecycleHook Hook(JsonElement hook)
    {
        // An hour, and ABANDON, are EC2 Auto Scaling's own (PutLifecycleHook).
        var timeout = TerraformResource.Member(hook, "heartbeat_timeout").Select(TerraformResource.Number)
            .FirstOrDefault() ?? 3600;
        return new(
            TerraformResource.Text(hook, "name") ?? "",
            TerraformResource.Text(hook, "lifecycle_transition") == "autoscaling:EC2_INSTANCE_LAUNCHING",
            TimeSpan.FromSeconds(timeout),
            TerraformResource.Text(hook, "default_result") is null or "ABANDON");
    }

    /// <summary>100 percent above the base is On-Demand by default (InstancesDistribution).</summary>
    private static SpotShare? Spot(TerraformResource group)
    {
        const string Policy = "mixed_instances_policy";
        const string Distribution = "instances_distribution";
        var onDemand = group.Number(Policy, Distribution, "on_demand_percentage_above_base_capacity") ?? 100;
        return onDemand == 100 ? null : new(
            100 - onDemand, group.Number(Policy, Distribution, "on_demand_base_capacity") ?? 0);
    }

    private ImmutableArray<string> Zones(TerraformResource resource)
    {
        ImmutableArray<string> named = [.. zones.Of(resource, "vpc_zone_identifier")];
        return named.IsEmpty ? [.. resource.Texts("availability_zones")] : named;
    }

    private TargetTracking? Tracking(TerraformResource group)
    {
        var policy = configuration.All("aws_autoscaling_policy")
            .FirstOrDefault(p => p.References("autoscaling_group_name", Group).Contains(group.Name)
                && p.Text("policy_type") == "TargetTrackingScaling");
        if (policy?.Number("target_tracking_configuration", "target_value") is not { } target)
        {
            return null;
        }

        var usual = new TargetTracking(target);
        var isDetailed = TemplateOf(group)?.Flag("monitoring", "enabled") ?? false;
        return usual with
        {
            Period = TimeSpan.FromMinutes(isDetailed ? 1 : 5),
            Warmup = TimeSpan.FromSeconds(
                policy.Number("estimated_instance_warmup") ?? usual.Warmup.TotalSeconds),
        };
    }

    /// <summary>What a node offers follows from its type, which is the file's.</summary>
    private void CheckTypes(InstanceGroup group, TerraformResource resource)
    {
        var mixed = resource.Texts(
            "mixed_instances_policy", "launch_template", "override", "instance_type").ToList();
        var types = mixed.Count > 0 ? mixed
            : TemplateOf(resource)?.Text("instance_type") is { } type ? [type]
            : [];
        if (!types.SequenceEqual(group.InstanceTypes, StringComparer.Ordinal))
        {
            var found = types.Count == 0 ? "no known type" : string.Join(", ", types);
            Other(resource, $"launches {DisplayText.Escape(found)}, and the cluster file says "
                + string.Join(", ", group.InstanceTypes));
        }
    }

    /// <summary>What a group does not do any more it is counted on for.</summary>
    private void CheckProcesses(TerraformResource resource)
    {
        foreach (var process in resource.Texts("suspended_processes")
            .Where(static p => p is not ("AZRebalance" or "AlarmNotification" or "ScheduledActions")))
        {
            Other(resource, $"suspends `{DisplayText.Escape(process)}`, which a proof counts on");
        }
    }

    private TerraformResource? TemplateOf(TerraformResource group) =>
        group.References("launch_template", Template)
            .Concat(group.References("mixed_instances_policy", Template))
            .Select(name => configuration.Find(Template, name)).FirstOrDefault();

    private int? Required(TerraformResource resource, string member)
    {
        if (resource.Number(member) is { } number)
        {
            return number;
        }

        diagnostics.Add(TerraformDiagnostics.Value(
            configuration.Path, resource.Address, member, "is not a number"));
        return null;
    }

    private void Other(TerraformResource resource, string problem) =>
        diagnostics.Add(TerraformDiagnostics.Other(configuration.Path, resource.Address, problem));

    private static string? TagOf(TerraformResource machine) => machine.Text("tags", GroupTag.Key);

    private static ImmutableSortedDictionary<string, string> Tags(TerraformResource resource)
    {
        var tags = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var tag in resource.At("tag"))
        {
            var (key, value) = (TerraformResource.Text(tag, "key"), TerraformResource.Text(tag, "value"));
            if (key is not null && value is not null)
            {
                tags[key] = value;
            }
        }

        return tags.ToImmutable();
    }
}
