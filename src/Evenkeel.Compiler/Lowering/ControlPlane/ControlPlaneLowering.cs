using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Iam;
using Evenkeel.Compiler.Lowering.Machines;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Compiler.Lowering.Security;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.ControlPlane;

/// <summary>
/// Slots of the control plane: a zone, an address and, where etcd is stacked, a volume, which outlive
/// whatever machine holds them. A group of exactly one machine fills each slot; or one group over all zones
/// fills all, and its machines look for a free slot of their zone.
/// </summary>
internal static class ControlPlaneLowering
{
    private const string Etcd = "etcd";

    /// <summary>The slots and their groups.</summary>
    public static TfFile Lower(LoweringScope scope)
    {
        var model = scope.Model;
        var slots = GroupPlan.Slots(model).ToList();
        var groups = model.Aws.Groups.Where(IsControlPlane).ToList();
        return new("control-plane",
        [
            .. slots.SelectMany(slot => Slot(scope, slot)),
            .. model.ControlPlane.Placement == Placement.Regional
                ? Regional(scope, groups.Single())
                : slots.SelectMany(slot => Zonal(
                    scope, slot, NodeStatements.ControlPlane,
                    groups.Single(g => g.Name == GroupPlan.NameOfSlot(slot)))),
            .. Usage.DedicatedEtcd(model)
                ? slots.SelectMany(slot => Zonal(scope, slot, Etcd, EtcdGroup(model, slot)))
                : [],
        ]);
    }

    /// <summary>What a slot's machine and its possessions are tagged with, so that it finds them.</summary>
    private static KeyValuePair<string, string>[] Tags(string? slot, string part) =>
    [
        KeyValuePair.Create(IamResources.RoleTag, NodeStatements.ControlPlane),
        KeyValuePair.Create("evenkeel.dev/part", part),
        .. slot is null
            ? Array.Empty<KeyValuePair<string, string>>()
            : [KeyValuePair.Create(ClusterLowering.SlotTag, slot)],
    ];

    private static bool IsControlPlane(InstanceGroup group) =>
        group.Node.Labels.GetValueOrDefault(NodeLayout.PoolLabel) == NodeLayout.ControlPlanePool;

    private static IEnumerable<TfBlock> Slot(LoweringScope scope, (string Zone, int Number) slot)
    {
        var name = GroupPlan.SlotName(slot);
        var holder = Usage.DedicatedEtcd(scope.Model) ? Etcd : NodeStatements.ControlPlane;
        yield return Interface(scope, slot.Zone, name, NodeStatements.ControlPlane, Actor.ControlPlane);
        if (holder == Etcd)
        {
            yield return Interface(scope, slot.Zone, name, Etcd, Actor.Etcd);
        }

        yield return TfBlock.Of(ResourceAddresses.SlotVolume(name), new()
        {
            ["availability_zone"] = slot.Zone,
            ["encrypted"] = true,
            ["final_snapshot"] = true,
            ["kms_key_id"] = scope.Key,
            ["size"] = (int)(scope.Model.Etcd!.Volume.Value >> 30),
            ["tags"] = LoweringScope.Named(scope.Names.Dotted(Etcd, name), Tags(name, holder)),
            ["type"] = "gp3",
        });
    }

    private static TfBlock Interface(
        LoweringScope scope, string zone, string slot, string part, Actor actor) => TfBlock.Of(
        ResourceAddresses.SlotInterface(part, slot),
        new()
        {
            ["description"] = $"Address of the slot {slot} of {scope.Model.Name}, {part}",
            ["security_groups"] = TfValue.List(ResourceAddresses.SecurityGroup(actor).Id),
            ["subnet_id"] = scope.Addresses.Subnet(Tier.Application, zone).Id,
            ["tags"] = LoweringScope.Named(scope.Names.Dotted(part, slot), Tags(slot, part)),
        });

    private static IEnumerable<TfBlock> Zonal(
        LoweringScope scope, (string Zone, int Number) slot, string part, InstanceGroup group)
    {
        var name = GroupPlan.SlotName(slot);
        var word = $"{ResourceNames.Word(part)}_{ResourceNames.Word(name)}";
        var template = new TfAddress("aws_launch_template", word);
        var machine = Machine(scope, part, slot) with
        {
            Interface = ResourceAddresses.SlotInterface(part, name).Id,
        };
        return
        [
            .. new LaunchTemplates(scope).Of(template, machine),
            new AutoScalingGroups(scope).Of(
                new("aws_autoscaling_group", word), machine.Name, group, template,
                NodeStatements.ControlPlane, takesInterface: true),
        ];
    }

    private static IEnumerable<TfBlock> Regional(LoweringScope scope, InstanceGroup group)
    {
        var template = new TfAddress("aws_launch_template", "control_plane");
        var machine = Machine(scope, NodeStatements.ControlPlane, null);
        return
        [
            .. new LaunchTemplates(scope).Of(template, machine),
            new AutoScalingGroups(scope).Of(
                new("aws_autoscaling_group", "control_plane"), machine.Name, group, template,
                NodeStatements.ControlPlane),
        ];
    }

    private static Machine Machine(LoweringScope scope, string part, (string Zone, int Number)? slot)
    {
        var name = slot is { } known ? GroupPlan.SlotName(known) : null;
        return new()
        {
            Name = name is null ? scope.Names.Dotted(part) : scope.Names.Dotted(part, name),
            InstanceType = scope.Model.ControlPlane.InstanceType,
            Group = part == Etcd ? Actor.Etcd : Actor.ControlPlane,
            Role = NodeStatements.ControlPlane,
            Identity = new(
                part == Etcd ? MachineIdentity.Etcd : MachineIdentity.Server, slot?.Zone, name, Pool: null),
            Tags = Tags(name, part),
        };
    }

    /// <summary>
    /// Members of etcd are no nodes, so that no group of the model stands for them; they are kept like
    /// servers.
    /// </summary>
    private static InstanceGroup EtcdGroup(ClusterModel model, (string Zone, int Number) slot) =>
        model.Aws.Groups.First(IsControlPlane) with
        {
            Name = $"{Etcd}-{GroupPlan.SlotName(slot)}",
            Zones = [slot.Zone],
            Min = 1,
            Max = 1,
            Desired = 1,
            TargetGroups = [],
        };
}
