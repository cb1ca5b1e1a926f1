namespace Evenkeel.Platform.Aws;

/// <summary>One service of AWS, by what a signed call to it has to name.</summary>
/// <param name="Host">The first part of its host name.</param>
/// <param name="SigningName">What the signature is scoped to.</param>
/// <param name="ApiVersion">The version that Query calls name; empty for services that speak JSON.</param>
/// <param name="JsonTarget">
/// What precedes the action in <c>X-Amz-Target</c>; empty for services that speak Query.
/// </param>
/// <param name="EndpointVariable">
/// What follows <c>AWS_ENDPOINT_URL_</c> in the variable that moves this service alone
/// (docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
/// </param>
public sealed record AwsService(
    string Host, string SigningName, string ApiVersion, string JsonTarget, string EndpointVariable)
{
    /// <summary>Instances, volumes, addresses and networks.</summary>
    public static AwsService Ec2 { get; } = new("ec2", "ec2", "2016-11-15", "", "EC2");

    /// <summary>Auto Scaling groups, their instances and lifecycle hooks.</summary>
    public static AwsService AutoScaling { get; } =
        new("autoscaling", "autoscaling", "2011-01-01", "", "AUTO_SCALING");

    /// <summary>Load balancers of the second kind: network and application, their target groups.</summary>
    public static AwsService LoadBalancing { get; } = new(
        "elasticloadbalancing", "elasticloadbalancing", "2015-12-01", "", "ELASTIC_LOAD_BALANCING_V2");

    /// <summary>Who is asking.</summary>
    public static AwsService SecurityToken { get; } = new("sts", "sts", "2011-06-15", "", "STS");

    /// <summary>Roles and instance profiles; one endpoint for all regions of a partition.</summary>
    public static AwsService Identity { get; } = new("iam", "iam", "2010-05-08", "", "IAM");

    /// <summary>What bears which tags, of whatever service.</summary>
    public static AwsService Tagging { get; } = new(
        "tagging", "tagging", "", "ResourceGroupsTaggingAPI_20170126", "RESOURCE_GROUPS_TAGGING_API");

    /// <summary>The parameter store.</summary>
    public static AwsService Parameters { get; } = new("ssm", "ssm", "", "AmazonSSM", "SSM");
}
