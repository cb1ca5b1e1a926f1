using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Alarms;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Machines;

/// <summary>Auto Scaling groups, from the same records that are simulated.</summary>
/// <param name="scope">The lowering's scope.</param>
internal sealed class AutoScalingGroups(LoweringScope scope)
{
    /// <summary>The group.</summary>
    /// <param name="address">Where it stands.</param>
    /// <param name="name">Its name on AWS.</param>
    /// <param name="group">What it is told.</param>
    /// <param name="template">What it launches.</param>
    /// <param name="role">The machines' role, a tag.</param>
    /// <param name="takesInterface">
    /// Whether its template names an interface: then the group is told zones and no subnets (autoscaling API,
    /// CreateAutoScalingGroup, AvailabilityZones).
    /// </param>
    public TfBlock Of(
        TfAddress address, string name, InstanceGroup group, TfAddress template, string role,
        bool takesInterface = false) => TfBlock.Of(address, new()
        {
            ["availability_zone_distribution"] = group.Zones.Length == 1 ? null : new TfObject
            {
                ["capacity_distribution_strategy"] = group.Distribution == CapacityDistribution.BestEffort
                    ? "balanced-best-effort"
                    : "balanced-only",
            },
            ["availability_zones"] = takesInterface ? TfValue.Texts(group.Zones) : null,
            ["capacity_rebalance"] = group.Spot is null ? null : (TfValue)true,
            ["depends_on"] = TfValue.List(scope.Addresses.Needed(role, group.Zones)),
            ["desired_capacity"] = group.Desired,
            ["enabled_metrics"] = scope.Model.Account.AlarmTopic is null
                ? null
                : TfValue.List(AlarmLowering.GroupMetric),
            ["health_check_grace_period"] = (int)group.HealthCheckGracePeriod.TotalSeconds,
            ["health_check_type"] = group.HealthCheck == GroupHealthCheck.Elb ? "ELB" : "EC2",
            ["initial_lifecycle_hook"] = TfValue.List(group.LifecycleHooks.Select(Hook)),
            ["launch_template"] = IsMixed(group) ? null : Template(template),
            ["lifecycle"] = group.Min == group.Max ? null : new TfObject
            {
                ["ignore_changes"] = TfValue.List("desired_capacity"),
            },
            ["max_size"] = group.Max,
            ["min_size"] = group.Min,
            ["mixed_instances_policy"] = IsMixed(group) ? Mixed(group, template) : null,
            ["name"] = name,
            ["suspended_processes"] = group.Rebalances || group.Zones.Length == 1
                ? null
                : TfValue.List("AZRebalance"),
            ["tag"] = TfValue.List(Tags(name, group, role)),
            ["target_group_arns"] = group.TargetGroups.IsEmpty ? null : TfValue.List(
                group.TargetGroups.Select(target => ResourceAddresses.TargetGroup(target).Arn)),
            ["vpc_zone_identifier"] = takesInterface ? null : TfValue.List(
                group.Zones.Select(zone => scope.Addresses.Subnet(Tier.Application, zone).Id)),
            ["wait_for_capacity_timeout"] = "0",
        });

    private static KeyValuePair<string, string>[] None => [];

    /// <summary>Members of etcd on machines of their own are no group that a proof knows.</summary>
    private bool IsInModel(InstanceGroup group) =>
        scope.Model.Aws.Groups.Any(g => g.Name == group.Name);

    private static TfObject Template(TfAddress template) => new()
    {
        ["id"] = template.Id,
        ["version"] = template.Attribute("latest_version"),
    };

    private static bool IsMixed(InstanceGroup group) =>
        group.InstanceTypes.Length > 1 || group.Spot is not null;

    /// <summary>
    /// On-Demand, the first type first; the others where it cannot be had. Spot of whatever type has most
    /// room, the cheaper of those (autoscaling, "Allocation strategies for multiple instance types").
    /// </summary>
    private static TfObject Mixed(InstanceGroup group, TfAddress template) => new()
    {
        ["instances_distribution"] = new TfObject
        {
            ["on_demand_allocation_strategy"] = "prioritized",
            ["on_demand_base_capacity"] = group.Spot is { } spot ? (TfValue)spot.OnDemand : null,
            ["on_demand_percentage_above_base_capacity"] = 100 - (group.Spot?.Percent ?? 0),
            ["spot_allocation_strategy"] = group.Spot is null ? null : (TfValue)"price-capacity-optimized",
        },
        ["launch_template"] = new TfObject
        {
            ["launch_template_specification"] = new TfObject
            {
                ["launch_template_id"] = template.Id,
                ["version"] = template.Attribute("latest_version"),
            },
            ["override"] = TfValue.List(
                group.InstanceTypes.Select(type => new TfObject { ["instance_type"] = type })),
        },
    };

    /// <summary>
    /// Hooks are part of the group: one that is a resource of its own comes after the first machines.
    /// </summary>
    private static TfObject Hook(LifecycleHook hook) => new()
    {
        ["default_result"] = hook.Abandons ? "ABANDON" : "CONTINUE",
        ["heartbeat_timeout"] = (int)hook.HeartbeatTimeout.TotalSeconds,
        ["lifecycle_transition"] = hook.OnLaunch
            ? "autoscaling:EC2_INSTANCE_LAUNCHING"
            : "autoscaling:EC2_INSTANCE_TERMINATING",
        ["name"] = hook.Name,
    };

    /// <summary>Machines get theirs from the template, so that none is handed on.</summary>
    private IEnumerable<TfValue> Tags(string name, InstanceGroup group, string role) =>
        scope.AllTags(name,
            [
                .. group.Tags,
                .. IsInModel(group) ? [KeyValuePair.Create(GroupTag.Key, group.Name)] : None,
                KeyValuePair.Create(Iam.IamResources.RoleTag, role),
            ]).Members.Select(tag => new TfObject
            {
                ["key"] = tag.Key,
                ["propagate_at_launch"] = false,
                ["value"] = tag.Value,
            });
}
