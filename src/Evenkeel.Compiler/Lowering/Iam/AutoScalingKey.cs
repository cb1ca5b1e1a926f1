using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Names;

namespace Evenkeel.Compiler.Lowering.Iam;

/// <summary>
/// Lets EC2 Auto Scaling use the key that the file names: without it a group launches nothing whose volumes
/// that key locks (autoscaling, "Required AWS KMS key policy for use with encrypted volumes"). A grant takes
/// the place of statements in the key's policy, which is its owner's.
/// </summary>
internal static class AutoScalingKey
{
    /// <summary>The role by which EC2 Auto Scaling acts in an account ("Service-linked roles").</summary>
    private const string Service = "AWSServiceRoleForAutoScaling";

    /// <summary>The operations that this page lists, in the words of grants.</summary>
    private static readonly string[] Operations =
    [
        "CreateGrant", "Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey",
        "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo",
    ];

    /// <summary>The grant, where the file names a key.</summary>
    public static IEnumerable<TfBlock> Blocks(LoweringScope scope)
    {
        if (scope.Key is not { } key)
        {
            yield break;
        }

        yield return TfBlock.Of(ResourceAddresses.AutoScalingRole, new()
        {
            ["//"] = "AWS makes this role with an account's first group; until then: "
                + "aws iam create-service-linked-role --aws-service-name autoscaling.amazonaws.com",
            ["name"] = Service,
        });
        yield return TfBlock.Of(ResourceAddresses.AutoScalingGrant, new()
        {
            ["//"] = "EC2 Auto Scaling launches machines whose volumes the cluster's key locks.",
            ["grantee_principal"] = ResourceAddresses.AutoScalingRole.Arn,
            ["key_id"] = key,
            ["name"] = scope.Names.Of("auto-scaling"),
            ["operations"] = TfValue.Texts(Operations),
        });
    }
}
