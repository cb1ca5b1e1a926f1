using System.Text.Json.Nodes;
using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Emit.Yaml;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Exports;

/// <summary>
/// Inventories for those who look after machines with Ansible: the slots of the control plane by name, whose
/// addresses Terraform knows, and everything by tags, which is asked of AWS (amazon.aws, aws_ec2 inventory).
/// </summary>
internal static class AnsibleExport
{
    private const string Folder = "ansible";

    /// <summary>The files.</summary>
    public static ArtifactSet Lower(ClusterModel model) => ArtifactSet.Empty
        .With($"{Folder}/inventory.yaml", Slots(model))
        .With($"{Folder}/{model.Name}.aws_ec2.yaml", Everything(model))
        .With($"{Folder}/group_vars/all.yaml", Variables(model));

    private static string Slots(ClusterModel model)
    {
        var hosts = new JsonObject();
        foreach (var slot in GroupPlan.Slots(model))
        {
            var name = GroupPlan.SlotName(slot);
            hosts[name] = new JsonObject
            {
                ["ansible_host"] = $"{{{{ slot_addresses['{name}'] }}}}",
                ["zone"] = slot.Zone,
            };
        }

        return "# The control plane's slots: they keep name and address, whatever machine fills them.\n"
            + "# First, beside this file: terraform -chdir=../terraform output -json > outputs.json\n"
            + YamlText.Write(new JsonObject
            {
                ["all"] = new JsonObject
                {
                    ["children"] = new JsonObject
                    {
                        ["control_plane"] = new JsonObject { ["hosts"] = hosts },
                    },
                },
            });
    }

    private static string Everything(ClusterModel model) =>
        "# Every machine that runs, as AWS knows it: groups by role, zone and pool.\n"
        + YamlText.Write(new JsonObject
        {
            ["plugin"] = "amazon.aws.aws_ec2",
            ["regions"] = new JsonArray(JsonValue.Create(model.Region)),
            ["filters"] = new JsonObject
            {
                [$"tag:{LoweringScope.ClusterTag}"] = model.Name,
                ["instance-state-name"] = "running",
            },
            ["hostnames"] = new JsonArray(JsonValue.Create("instance-id")),
            ["keyed_groups"] = new JsonArray(
                Group($"tags['{Iam.IamResources.RoleTag}']", "role"),
                Group("placement.availability_zone", "zone"),
                Group($"tags['{NodeLayout.PoolLabel}']", "pool")),
            ["compose"] = new JsonObject { ["ansible_host"] = "private_ip_address" },
        });

    /// <summary>How machines are reached: through the bastion, or by SSH over Session Manager.</summary>
    private static string Variables(ClusterModel model)
    {
        var addresses = "{{ (lookup('file', inventory_dir ~ '/outputs.json') | from_json)"
            + ".slot_addresses.value }}";
        return YamlText.Write(new JsonObject
        {
            ["ansible_user"] = "ec2-user",
            ["ansible_ssh_common_args"] = model.Network.Bastion is null
                ? $"-o ProxyCommand=\"{Session(model)}\""
                : "-o ProxyJump=ec2-user@{{ lookup('env', 'BASTION') }}",
            ["slot_addresses"] = addresses,
        });
    }

    /// <summary>
    /// Session Manager knows machines by their ids, and a slot keeps its address whatever machine fills it.
    /// </summary>
    private static string Session(ClusterModel model) =>
        "aws ssm start-session --target $(aws ec2 describe-instances --filters "
        + $"Name=tag:{LoweringScope.ClusterTag},Values={model.Name} "
        + "Name=network-interface.addresses.private-ip-address,Values=%h "
        + "--query 'Reservations[].Instances[].InstanceId' --output text "
        + $"--region {model.Region}) --document-name AWS-StartSSHSession "
        + $"--parameters portNumber=%p --region {model.Region}";

    private static JsonNode Group(string key, string prefix) => new JsonObject
    {
        ["key"] = key,
        ["prefix"] = prefix,
    };
}
