using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Iam;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Compiler.Lowering.Storage;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Network;

/// <summary>
/// Records of the VPC's traffic, in a bucket of their own: it needs no role, and costs less than a log group
/// (VPC user guide, "Publish flow logs to Amazon S3").
/// </summary>
internal static class FlowLogs
{
    /// <summary>What the bucket holds.</summary>
    public const string Bucket = "flow-logs";

    /// <summary>The flow log, where the file asks for one.</summary>
    public static IEnumerable<TfBlock> Blocks(LoweringScope scope)
    {
        if (scope.Model.Network.FlowLogs is not { } logs)
        {
            yield break;
        }

        yield return TfBlock.Of(new("aws_flow_log", "main"), new()
        {
            ["depends_on"] = TfValue.List(
                $"aws_s3_bucket_policy.{ResourceAddresses.Bucket(Bucket).Name}"),
            ["log_destination"] = ResourceAddresses.Bucket(Bucket).Arn,
            ["log_destination_type"] = "s3",
            ["max_aggregation_interval"] = 60,
            ["tags"] = LoweringScope.Named(scope.Names.Of(Bucket)),
            ["traffic_type"] = logs.Traffic == FlowLogTraffic.All ? "ALL" : "REJECT",
            ["vpc_id"] = scope.Addresses.Vpc.Id,
        });
    }

    /// <summary>
    /// Who writes to the bucket: AWS's delivery of logs, for this account and region alone.
    /// </summary>
    public static IEnumerable<TfObject> Writers(LoweringScope scope, TfAddress bucket)
    {
        yield return Statement(
            scope, "WriteFlowLogs", "AWS writes the records, and hands them over to the bucket's owner.",
            "s3:PutObject", TfValue.Text($"{bucket.Arn}/AWSLogs/{AccountId}/*"),
            new IamCondition("StringEquals", "s3:x-amz-acl", "bucket-owner-full-control"));
        yield return Statement(
            scope, "CheckBucket", "AWS looks whether it may write before it does.",
            "s3:GetBucketAcl", bucket.Arn);
    }

    private static TfExpression AccountId => ResourceAddresses.Account.Attribute("account_id");

    private static TfObject Statement(
        LoweringScope scope, string sid, string why, string action, TfExpression resource,
        params IEnumerable<IamCondition> more) => new()
        {
            ["//"] = why,
            ["actions"] = TfValue.List(action),
            ["condition"] = TfValue.List(
                more.Append(new("StringEquals", "aws:SourceAccount", AccountId))
                    .Append(new("ArnLike", "aws:SourceArn", SourceArn(scope)))
                    .Select(condition => condition.ToBlock())),
            ["principals"] = new TfObject
            {
                ["identifiers"] = TfValue.List("delivery.logs.amazonaws.com"),
                ["type"] = "Service",
            },
            ["resources"] = TfValue.List(resource),
            ["sid"] = sid,
        };

    private static TfExpression SourceArn(LoweringScope scope) => TfValue.Text(
        $"arn:{ResourceAddresses.Partition.Attribute("partition")}:logs:{scope.Model.Region}:{AccountId}:*");
}
