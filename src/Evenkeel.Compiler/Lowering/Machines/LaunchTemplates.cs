using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Names;

namespace Evenkeel.Compiler.Lowering.Machines;

/// <summary>Launch templates and what is common to all machines.</summary>
/// <param name="scope">The lowering's scope.</param>
internal sealed class LaunchTemplates(LoweringScope scope)
{
    /// <summary>The root volume that node sizes are reckoned with, in GiB.</summary>
    public const int RootVolumeGib = (int)(NodeSize.RootVolumeBytes >> 30);

    /// <summary>
    /// IMDSv2 alone, and no answer to pods: their packets have one hop more (EC2 user guide, "Configure the
    /// instance metadata options").
    /// </summary>
    public static TfObject MetadataOptions => new()
    {
        ["http_endpoint"] = "enabled",
        ["http_put_response_hop_limit"] = 1,
        ["http_tokens"] = "required",
    };

    /// <summary>
    /// The provider without tags of its own, for templates. Theirs are resources: an API that takes the tags
    /// of a template for tags of what it launches would change it with each apply.
    /// </summary>
    public const string Untagged = "untagged";

    /// <summary>A launch template, and its tags.</summary>
    public IEnumerable<TfBlock> Of(TfAddress address, Machine machine) =>
    [
        Template(address, machine),
        TfBlock.Of(new("aws_ec2_tag", address.Name), new()
        {
            ["for_each"] = scope.AllTags(machine.Name),
            ["key"] = TfValue.Code("each.key"),
            ["resource_id"] = address.Id,
            ["value"] = TfValue.Code("each.value"),
        }),
    ];

    private TfBlock Template(TfAddress address, Machine machine)
    {
        var image = Images.Of(machine.InstanceType);
        return TfBlock.Of(address, new()
        {
            ["block_device_mappings"] = TfValue.List(new TfObject
            {
                ["device_name"] = image.Attribute("root_device_name"),
                ["ebs"] = new TfObject
                {
                    ["delete_on_termination"] = true,
                    ["encrypted"] = true,
                    ["kms_key_id"] = scope.Key,
                    ["volume_size"] = machine.RootGib,
                    ["volume_type"] = "gp3",
                },
            }),
            ["iam_instance_profile"] = machine.Role is null ? null : new TfObject
            {
                ["arn"] = ResourceAddresses.InstanceProfile(machine.Role).Arn,
            },
            ["image_id"] = image.Id,
            ["instance_type"] = machine.InstanceType,
            ["lifecycle"] = Images.Lifecycle(scope, "image_id"),
            ["metadata_options"] = MetadataOptions,
            ["monitoring"] = machine.IsMonitoredInDetail ? new TfObject { ["enabled"] = true } : null,
            ["name"] = machine.Name,
            ["network_interfaces"] = TfValue.List(Interface(machine)),
            ["provider"] = "aws." + Untagged,
            ["tag_specifications"] = TfValue.List(TagSpecifications(machine)),
            ["update_default_version"] = true,
            ["user_data"] = UserData(machine),
        });
    }

    /// <summary>What a machine boots with, in base64 as EC2 wants it; null for nothing.</summary>
    public TfValue? UserData(Machine machine) =>
        machine.Identity is { } identity ? scope.UserData(identity) : null;

    /// <summary>The tags of a machine and of what is made with it.</summary>
    public TfObject Tags(Machine machine) => scope.AllTags(machine.Name, machine.Tags);

    private static TfObject Interface(Machine machine) => machine.Interface is { } taken
        ? new()
        {
            ["delete_on_termination"] = "false",
            ["device_index"] = 0,
            ["network_interface_id"] = taken,
        }
        : new()
        {
            ["associate_public_ip_address"] = machine.IsPublic ? "true" : "false",
            ["delete_on_termination"] = "true",
            ["device_index"] = 0,
            ["security_groups"] = TfValue.List(ResourceAddresses.SecurityGroup(machine.Group).Id),
        };

    /// <summary>
    /// The provider's own tags reach the template alone, and not what is launched from it. An interface that
    /// exists already has its tags.
    /// </summary>
    private IEnumerable<TfValue> TagSpecifications(Machine machine)
    {
        string[] made = machine.Interface is null
            ? ["instance", "network-interface", "volume"]
            : ["instance", "volume"];
        return made.Select(type => new TfObject { ["resource_type"] = type, ["tags"] = Tags(machine) });
    }
}
