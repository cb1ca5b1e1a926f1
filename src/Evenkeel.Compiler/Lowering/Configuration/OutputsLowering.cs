using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Iam;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Compiler.Lowering.Security;
using Evenkeel.Compiler.Lowering.Storage;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Configuration;

/// <summary>What others need to know of what was made: databases, pipelines, people.</summary>
internal static class OutputsLowering
{
    /// <summary>The outputs.</summary>
    public static TfFile Lower(LoweringScope scope) => new("outputs",
    [
        TfBlock.Output("cluster", "The name of the cluster", scope.Model.Name),
        TfBlock.Output("region", "The region that it lies in", scope.Model.Region),
        TfBlock.Output("vpc_id", "The VPC", scope.Addresses.Vpc.Id),
        .. Tiers(scope.Model).Select(tier => TfBlock.Output(
            $"{ResourceAddresses.TierWord(tier)}_subnet_ids",
            $"Subnets of the {ResourceAddresses.TierWord(tier)} tier by zone",
            TfObject.Of(scope.Model.Zones.Select(
                zone => (zone, (TfValue)scope.Addresses.Subnet(tier, zone).Id))))),
        TfBlock.Output(
            "control_plane_slots", "Slots of the control plane: where each is, and the address that it keeps",
            TfObject.Of(GroupPlan.Slots(scope.Model).Select(slot => (
                GroupPlan.SlotName(slot),
                (TfValue)new TfObject
                {
                    ["address"] = ResourceAddresses
                        .SlotInterface(NodeStatements.ControlPlane, GroupPlan.SlotName(slot))
                        .Attribute("private_ip"),
                    ["zone"] = slot.Zone,
                })))),
        TfBlock.Output(
            "security_group_ids", "Security groups by what belongs to them",
            TfObject.Of(SecurityLowering.Groups(scope.Model).Select(
                actor => (Actors.Word(actor), (TfValue)ResourceAddresses.SecurityGroup(actor).Id)))),
        TfBlock.Output(
            "role_arns", "Roles that pods take, by part",
            TfObject.Of(new PodStatements(scope).Roles().Select(
                role => (role.Name, (TfValue)ResourceAddresses.Role(role.Name).Arn)))),
        TfBlock.Output(
            "buckets", "Buckets by what they hold",
            TfObject.Of(StorageLowering.Roles(scope.Model)
                .Select(role => (role, (TfValue)ResourceAddresses.Bucket(role).Id)))),
        TfBlock.Output(
            "slot_addresses", "Addresses of the control plane's servers by slot",
            TfObject.Of(GroupPlan.Slots(scope.Model).Select(GroupPlan.SlotName).Select(slot => (
                slot,
                (TfValue)ResourceAddresses.SlotInterface(NodeStatements.ControlPlane, slot)
                    .Attribute("private_ip"))))),
        TfBlock.Output(
            "oidc_issuer", "The issuer of service account tokens",
            TfValue.Text($"https://{OidcIssuer.Host}")),
        TfBlock.Output(
            "parameter_path", "Where join tokens are kept in SSM",
            IamResources.ParameterPath(scope.Model.Name)),
        .. scope.Model.Aws.LoadBalancers.Select(balancer => TfBlock.Output(
            $"{balancer.Name}_endpoint",
            balancer.Name == BalancerPlan.Api ? "The Kubernetes API" : "The balancer of the ingress",
            Endpoint(scope.Model, balancer.Name))),
    ]);

    /// <summary>The API as a URL, by its name in Route 53 where it has one.</summary>
    private static TfValue Endpoint(ClusterModel model, string balancer)
    {
        var own = ResourceAddresses.Balancer(balancer).Attribute("dns_name");
        return balancer != BalancerPlan.Api ? own
            : model.Account.Dns is { } dns ? TfValue.Text($"https://{dns.ApiName}:6443")
            : TfValue.Text($"https://{own}:6443");
    }

    private static IEnumerable<Tier> Tiers(ClusterModel model) => model.Network.Existing is { } existing
        ? existing.Subnets.Keys
        : Enum.GetValues<Tier>();
}
