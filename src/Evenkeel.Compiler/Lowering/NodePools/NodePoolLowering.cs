using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Iam;
using Evenkeel.Compiler.Lowering.Machines;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Compiler.Lowering.Security;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.NodePools;

/// <summary>
/// Pools: a launch template each, and a group a zone, one over all zones, or instances without a group.
/// </summary>
internal static class NodePoolLowering
{
    /// <summary>The pools.</summary>
    public static TfFile Lower(LoweringScope scope) => new(
        "node-pools",
        [
            .. Images.Blocks(scope),
            .. scope.Model.NodePools.SelectMany(pool => Pool(scope, pool)),
        ]);

    private static IEnumerable<TfBlock> Pool(LoweringScope scope, NodePoolModel pool)
    {
        var groups = scope.Model.Aws.Groups
            .Where(group => group.Node.Labels.GetValueOrDefault(NodeLayout.PoolLabel) == pool.Name).ToList();
        var machine = new Machine
        {
            Name = scope.Names.Dotted(pool.Name),
            InstanceType = pool.InstanceTypes[0],
            Group = Actor.Worker,
            Role = NodeStatements.Worker,
            Identity = new(MachineIdentity.Worker, Zone: null, Slot: null, pool),
            IsMonitoredInDetail = groups.Exists(
                static g => g.TargetTracking is { Period.TotalMinutes: <= 1 }),
            Tags =
            [
                KeyValuePair.Create(IamResources.RoleTag, NodeStatements.Worker),
                KeyValuePair.Create(NodeLayout.PoolLabel, pool.Name),
            ],
        };
        if (pool.Placement == Placement.Fixed)
        {
            return FixedPoolLowering.Blocks(scope, pool, groups, machine);
        }

        var template = new TfAddress("aws_launch_template", ResourceNames.Pool(pool.Name, null));
        return
        [
            .. new LaunchTemplates(scope).Of(template, machine),
            .. groups.SelectMany(group => Group(scope, pool, group, template)),
        ];
    }

    private static IEnumerable<TfBlock> Group(
        LoweringScope scope, NodePoolModel pool, InstanceGroup group, TfAddress template)
    {
        var zone = pool.Placement == Placement.PerZone ? group.Zones[0] : null;
        var address = ResourceAddresses.Group(scope.Model, group);
        var name = zone is null ? scope.Names.Dotted(pool.Name) : scope.Names.Dotted(pool.Name, zone);
        yield return new AutoScalingGroups(scope).Of(
            address, name, group, template, NodeStatements.Worker);
        if (group.TargetTracking is { } target)
        {
            yield return TfBlock.Of(new("aws_autoscaling_policy", address.Name), new()
            {
                ["//"] = "Grows with the load where cluster-autoscaler does not.",
                ["autoscaling_group_name"] = address.Attribute("name"),
                ["estimated_instance_warmup"] = (int)target.Warmup.TotalSeconds,
                ["name"] = $"{name}-cpu",
                ["policy_type"] = "TargetTrackingScaling",
                ["target_tracking_configuration"] = new TfObject
                {
                    ["predefined_metric_specification"] = new TfObject
                    {
                        ["predefined_metric_type"] = "ASGAverageCPUUtilization",
                    },
                    ["target_value"] = target.CpuPercent,
                },
            });
        }
    }
}
