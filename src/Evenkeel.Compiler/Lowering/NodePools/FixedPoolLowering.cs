using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Machines;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.NodePools;

/// <summary>Instances without a group: nothing replaces one that is lost.</summary>
internal static class FixedPoolLowering
{
    /// <summary>The instances of a pool, zone by zone, and what leads to them.</summary>
    public static IEnumerable<TfBlock> Blocks(
        LoweringScope scope, NodePoolModel pool, IEnumerable<InstanceGroup> groups, Machine machine)
    {
        foreach (var group in groups)
        {
            for (var i = 1; i <= group.Desired; i++)
            {
                var zone = group.Zones[0];
                var address = new TfAddress("aws_instance", $"{ResourceNames.Pool(pool.Name, zone)}_{i}");
                var own = machine with
                {
                    Name = scope.Names.Dotted(pool.Name, zone, $"{i}"),
                    Identity = machine.Identity! with { Zone = zone },
                    Tags = machine.Tags.Append(KeyValuePair.Create(GroupTag.Key, group.Name)),
                };
                yield return TfBlock.Of(address, Instance(scope, zone, own));
                foreach (var target in group.TargetGroups)
                {
                    yield return TfBlock.Of(
                        new("aws_lb_target_group_attachment", $"{target}_{address.Name}"),
                        new()
                        {
                            ["target_group_arn"] = ResourceAddresses.TargetGroup(target).Arn,
                            ["target_id"] = address.Id,
                        });
                }
            }
        }
    }

    private static TfObject Instance(LoweringScope scope, string zone, Machine machine)
    {
        var templates = new LaunchTemplates(scope);
        var tags = templates.Tags(machine);
        return new()
        {
            ["ami"] = Images.Of(machine.InstanceType).Id,
            ["depends_on"] = TfValue.List(scope.Addresses.Needed(machine.Role!, [zone])),
            ["iam_instance_profile"] = ResourceAddresses.InstanceProfile(machine.Role!).Attribute("name"),
            ["instance_type"] = machine.InstanceType,
            ["lifecycle"] = Images.Lifecycle(scope, "ami"),
            ["metadata_options"] = LaunchTemplates.MetadataOptions,
            ["root_block_device"] = new TfObject
            {
                ["delete_on_termination"] = true,
                ["encrypted"] = true,
                ["kms_key_id"] = scope.Key,
                ["tags"] = tags,
                ["volume_size"] = machine.RootGib,
                ["volume_type"] = "gp3",
            },
            ["subnet_id"] = scope.Addresses.Subnet(Tier.Application, zone).Id,
            ["tags"] = tags,
            ["user_data_base64"] = templates.UserData(machine),
            ["vpc_security_group_ids"] = TfValue.List(ResourceAddresses.SecurityGroup(machine.Group).Id),
        };
    }
}
