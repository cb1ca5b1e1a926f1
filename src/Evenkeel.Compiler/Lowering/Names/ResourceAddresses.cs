using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Iam;
using Evenkeel.Compiler.Lowering.Security;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Names;

/// <summary>
/// Where resources that others refer to stand in the configuration. In a VPC that exists already, the
/// network's are data sources of the same names.
/// </summary>
/// <param name="model">The cluster.</param>
internal sealed class ResourceAddresses(ClusterModel model)
{
    private readonly bool exists = model.Network.Existing is not null;

    /// <summary>The account that Terraform works in.</summary>
    public static TfAddress Account => TfAddress.Data("aws_caller_identity", "current");

    /// <summary>The partition, such as <c>aws</c>.</summary>
    public static TfAddress Partition => TfAddress.Data("aws_partition", "current");

    /// <summary>The issuer of the cluster's service account tokens, as IAM knows it.</summary>
    public static TfAddress OidcProvider => new("aws_iam_openid_connect_provider", "cluster");

    /// <summary>The S3 endpoint of a VPC that is made.</summary>
    public static TfAddress S3Endpoint => new("aws_vpc_endpoint", "s3");

    /// <summary>The VPC.</summary>
    public TfAddress Vpc => new("aws_vpc", "main", exists);

    /// <summary>The subnet of a tier in a zone.</summary>
    public TfAddress Subnet(Tier tier, string zone) =>
        new("aws_subnet", $"{TierWord(tier)}_{ResourceNames.Word(zone)}", exists);

    /// <summary>The route table of a tier in a zone, of a VPC that is made.</summary>
    public static TfAddress RouteTable(Tier tier, string zone) =>
        new("aws_route_table", $"{TierWord(tier)}_{ResourceNames.Word(zone)}");

    /// <summary>The NAT gateway of a zone.</summary>
    public static TfAddress Nat(string zone) => new("aws_nat_gateway", ResourceNames.Word(zone));

    /// <summary>A security group.</summary>
    public static TfAddress SecurityGroup(Actor actor) => new("aws_security_group", Actors.Word(actor));

    /// <summary>A target group.</summary>
    public static TfAddress TargetGroup(string name) => new("aws_lb_target_group", name);

    /// <summary>A balancer.</summary>
    public static TfAddress Balancer(string name) => new("aws_lb", name);

    /// <summary>The network interface of a slot, which keeps its address.</summary>
    public static TfAddress SlotInterface(string role, string slot) =>
        new("aws_network_interface", $"{ResourceNames.Word(role)}_{ResourceNames.Word(slot)}");

    /// <summary>The volume of a slot, which outlives its machine.</summary>
    public static TfAddress SlotVolume(string slot) =>
        new("aws_ebs_volume", $"etcd_{ResourceNames.Word(slot)}");

    /// <summary>A role.</summary>
    public static TfAddress Role(string role) => new("aws_iam_role", ResourceNames.Word(role));

    /// <summary>The profile that gives machines a role.</summary>
    public static TfAddress InstanceProfile(string role) =>
        new("aws_iam_instance_profile", ResourceNames.Word(role));

    /// <summary>
    /// What a machine needs the moment it boots, and its group therefore until its last is gone: what it may
    /// do, and its way out. Nothing else in the configuration refers to these.
    /// </summary>
    public IEnumerable<TfValue> Needed(string role, IEnumerable<string> zones) =>
    [
        new TfAddress("aws_iam_role_policy", ResourceNames.Word(role)).ToString(),
        .. role == NodeStatements.ControlPlane
            ? new TfValue[] { Parameter(IamResources.Incarnation).ToString() }
            : [],
        .. model.Account.KmsKey is null ? [] : new TfValue[] { AutoScalingGrant.ToString() },
        .. exists || model.Network.Nat == NatMode.None
            ? Array.Empty<TfValue>()
            : zones.Select(zone => (TfValue)WayOut(Tier.Application, zone).ToString()),
    ];

    /// <summary>The route that leads a tier of a zone out of the VPC.</summary>
    public static TfAddress WayOut(Tier tier, string zone) =>
        new("aws_route", $"{RouteTable(tier, zone).Name}_out");

    /// <summary>The Auto Scaling group that stands for a group of the model.</summary>
    public static TfAddress Group(ClusterModel model, InstanceGroup group)
    {
        var pool = group.Node.Labels[NodeLayout.PoolLabel];
        if (pool == NodeLayout.ControlPlanePool)
        {
            return new("aws_autoscaling_group", ResourceNames.Word(group.Name));
        }

        var placement = model.NodePools.First(p => p.Name == pool).Placement;
        return new(
            "aws_autoscaling_group",
            ResourceNames.Pool(pool, placement == Placement.PerZone ? group.Zones[0] : null));
    }

    /// <summary>A bucket.</summary>
    public static TfAddress Bucket(string role) => new("aws_s3_bucket", ResourceNames.Word(role));

    /// <summary>A parameter in SSM.</summary>
    public static TfAddress Parameter(string name) => new("aws_ssm_parameter", ResourceNames.Word(name));

    /// <summary>The key that the file names by an alias, as a data source.</summary>
    public static TfAddress Key => TfAddress.Data("aws_kms_key", "cluster");

    /// <summary>
    /// The role by which EC2 Auto Scaling acts, as a data source; only where a key is named.
    /// </summary>
    public static TfAddress AutoScalingRole => TfAddress.Data("aws_iam_role", "auto_scaling");

    /// <summary>What lets that role use the key.</summary>
    public static TfAddress AutoScalingGrant => new("aws_kms_grant", "auto_scaling");

    /// <summary>The Route 53 zone that the file names, as a data source; only where it names one.</summary>
    public static TfAddress Zone => TfAddress.Data("aws_route53_zone", "cluster");

    /// <summary>A tier in names.</summary>
    public static string TierWord(Tier tier) => tier switch
    {
        Tier.Public => "public",
        Tier.Application => "application",
        Tier.Data => "data",
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, null),
    };
}
