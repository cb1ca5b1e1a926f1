using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Names;

namespace Evenkeel.Compiler.Lowering.Iam;

/// <summary>ARNs and conditions that narrow statements to one cluster.</summary>
/// <param name="scope">The lowering's scope.</param>
internal sealed class IamResources(LoweringScope scope)
{
    /// <summary>The resource carries the cluster's tag.</summary>
    public IamCondition OfCluster => new(
        "StringEquals", $"aws:ResourceTag/{LoweringScope.ClusterTag}", scope.Model.Name);

    /// <summary>The resource carries the tag of the cloud's own parts.</summary>
    public IamCondition Owned => new("StringEquals", $"aws:ResourceTag/{scope.OwnerTag}", "owned");

    /// <summary>What is made carries the cluster's tag from its first moment.</summary>
    public IamCondition MadeOfCluster => new(
        "StringEquals", $"aws:RequestTag/{LoweringScope.ClusterTag}", scope.Model.Name);

    /// <summary>What is made carries the tag of the cloud's own parts from its first moment.</summary>
    public IamCondition MadeOwned => new("StringEquals", $"aws:RequestTag/{scope.OwnerTag}", "owned");

    /// <summary>The calling machine's own role, so that a server cannot act on a pool's machines.</summary>
    public static IamCondition OfRole(string role) => new(
        "StringEquals", $"aws:ResourceTag/{RoleTag}", role);

    /// <summary>The tag that tells servers, members of etcd and nodes apart.</summary>
    public const string RoleTag = "evenkeel.dev/role";

    /// <summary>The parameter that tells one founding of a cluster from another.</summary>
    public const string Incarnation = "incarnation";

    /// <summary>The prefix of the cluster's parameters.</summary>
    public static string ParameterPath(string cluster) => $"/evenkeel/{cluster}";

    /// <summary>An ARN of EC2 in this account and region: <c>volume/*</c>.</summary>
    public TfExpression Ec2(string resource) => Arn("ec2", resource);

    /// <summary>The Auto Scaling groups of the cluster, by their names.</summary>
    public TfExpression Groups(string part) =>
        Arn("autoscaling", $"autoScalingGroup:*:autoScalingGroupName/{scope.Model.Name}.{part}");

    /// <summary>Parameters below a path of the cluster.</summary>
    public TfExpression Parameters(string below) =>
        Arn("ssm", $"parameter{ParameterPath(scope.Model.Name)}/{below}");

    /// <summary>Access points of file systems.</summary>
    public TfExpression FileAccessPoints => Arn("elasticfilesystem", "access-point/*");

    /// <summary>Objects of a bucket.</summary>
    public static TfExpression Objects(string bucket, string key) =>
        TfValue.Text($"{ResourceAddresses.Bucket(bucket).Arn}/{key}");

    private TfExpression Arn(string service, string resource) => TfValue.Text(
        $"arn:{Partition}:{service}:{scope.Model.Region}:{Account}:{resource}");

    private static TfExpression Partition => ResourceAddresses.Partition.Attribute("partition");

    private static TfExpression Account => ResourceAddresses.Account.Attribute("account_id");
}
