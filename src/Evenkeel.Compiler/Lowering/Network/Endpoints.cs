using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Compiler.Lowering.Security;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Network;

/// <summary>
/// The ways to services of AWS that do not lead over the internet: S3 for every VPC that is made, and where
/// there is no NAT those that nodes cannot do without.
/// </summary>
internal static class Endpoints
{
    /// <summary>What nodes call where nothing leads to the internet, and who calls it.</summary>
    private static readonly (string Service, string Callers)[] Needed =
    [
        ("autoscaling", "the agent (lifecycle hooks, repair) and cluster-autoscaler"),
        ("ec2", "the agent (volumes, addresses), the cloud controller and the EBS CSI driver"),
        ("ssm", "the SSM agent, and the agent for join tokens"),
        ("ssmmessages", "the SSM agent (sessions)"),
        ("sts", "pods that take a role of their own"),
    ];

    private static readonly (string Service, string Callers)[] Registry =
    [
        ("ecr.api", "the kubelet's credential provider"),
        ("ecr.dkr", "containerd (images)"),
    ];

    /// <summary>The endpoints of a VPC that is made.</summary>
    public static IEnumerable<TfBlock> Blocks(LoweringScope scope)
    {
        var model = scope.Model;
        yield return TfBlock.Of(ResourceAddresses.S3Endpoint, new()
        {
            ["//"] = "The agent, K3s and images come from the cluster's bucket; so do layers of ECR.",
            ["route_table_ids"] = TfValue.List(
                model.Zones.Select(z => ResourceAddresses.RouteTable(Tier.Application, z).Id)),
            ["service_name"] = Name(model, "s3"),
            ["tags"] = LoweringScope.Named(scope.Names.Of("s3")),
            ["vpc_endpoint_type"] = "Gateway",
            ["vpc_id"] = scope.Addresses.Vpc.Id,
        });
        if (model.Network.Nat != NatMode.None)
        {
            yield break;
        }

        foreach (var (service, callers) in Services(model))
        {
            yield return TfBlock.Of(
                new("aws_vpc_endpoint", service.Replace('.', '_')), Interface(scope, service, callers));
        }
    }

    /// <summary>The services that have an interface endpoint where there is no NAT.</summary>
    public static IEnumerable<(string Service, string Callers)> Services(ClusterModel model) =>
    [
        .. Needed,
        .. Usage.Ecr(model) ? Registry : [],
        .. model.SharedFiles ? new[] { ("elasticfilesystem", "the EFS CSI driver") } : [],
        .. model.Account.KmsKey is null ? [] : new[] { ("kms", "whoever reads what the key locks") },
    ];

    private static TfObject Interface(LoweringScope scope, string service, string callers) => new()
    {
        ["//"] = $"Called by {callers}.",
        ["private_dns_enabled"] = true,
        ["security_group_ids"] = TfValue.List(ResourceAddresses.SecurityGroup(Actor.Endpoints).Id),
        ["service_name"] = Name(scope.Model, service),
        ["subnet_ids"] = TfValue.List(
            scope.Model.Zones.Select(z => scope.Addresses.Subnet(Tier.Application, z).Id)),
        ["tags"] = LoweringScope.Named(scope.Names.Of(service.Replace('.', '-'))),
        ["vpc_endpoint_type"] = "Interface",
        ["vpc_id"] = scope.Addresses.Vpc.Id,
    };

    /// <summary>
    /// com.amazonaws.REGION.SERVICE (VPC user guide, "AWS services that integrate with AWS PrivateLink");
    /// in China the names begin with cn.com, but for S3.
    /// </summary>
    private static string Name(ClusterModel model, string service)
    {
        var china = model.Region.StartsWith("cn-", StringComparison.Ordinal) && service != "s3";
        return $"{(china ? "cn.com" : "com")}.amazonaws.{model.Region}.{service}";
    }
}
