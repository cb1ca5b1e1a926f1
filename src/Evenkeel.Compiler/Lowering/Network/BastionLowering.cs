using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Machines;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Compiler.Lowering.Security;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Network;

/// <summary>
/// The host that operators go through: one, in whatever zone can launch it. It has no role, and no key:
/// operators send theirs for a minute (EC2 Instance Connect).
/// </summary>
internal static class BastionLowering
{
    private const string Name = "bastion";

    /// <summary>The root volume of Amazon Linux' own image, in GiB.</summary>
    public const int RootGib = 8;

    /// <summary>The bastion, where there is one.</summary>
    public static IEnumerable<TfBlock> Blocks(LoweringScope scope)
    {
        if (scope.Model.Network.Bastion is not { } bastion)
        {
            yield break;
        }

        var template = new TfAddress("aws_launch_template", Name);
        var machine = new Machine
        {
            Name = scope.Names.Dotted(Name),
            InstanceType = bastion.InstanceType,
            Group = Actor.Bastion,
            Identity = new(MachineIdentity.Bastion, Zone: null, Slot: null, Pool: null),
            IsPublic = true,
            RootGib = RootGib,
            Tags = [KeyValuePair.Create(Iam.IamResources.RoleTag, Name)],
        };
        var launch = new LaunchTemplates(scope);
        foreach (var block in launch.Of(template, machine)) yield return block;
        yield return TfBlock.Of(new("aws_autoscaling_group", Name), new()
        {
            ["depends_on"] = scope.Key is null
                ? null
                : TfValue.List(ResourceAddresses.AutoScalingGrant.ToString()),
            ["desired_capacity"] = 1,
            ["health_check_type"] = "EC2",
            ["launch_template"] = new TfObject
            {
                ["id"] = template.Id,
                ["version"] = template.Attribute("latest_version"),
            },
            ["max_size"] = 1,
            ["min_size"] = 1,
            ["name"] = machine.Name,
            ["tag"] = TfValue.List(launch.Tags(machine).Members.Select(tag => new TfObject
            {
                ["key"] = tag.Key,
                ["propagate_at_launch"] = false,
                ["value"] = tag.Value,
            })),
            ["vpc_zone_identifier"] = TfValue.List(
                scope.Model.Zones.Select(zone => scope.Addresses.Subnet(Tier.Public, zone).Id)),
            ["wait_for_capacity_timeout"] = "0",
        });
    }
}
