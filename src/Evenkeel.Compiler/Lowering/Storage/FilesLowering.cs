using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Iam;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Compiler.Lowering.Security;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Storage;

/// <summary>
/// A file system of EFS, which lies in all zones, and a mount target in each, in the data tier where there is
/// one: nodes mount it by the target of their own zone (EFS user guide, "Managing mount targets").
/// </summary>
internal static class FilesLowering
{
    /// <summary>The file system.</summary>
    public static TfAddress FileSystem => new("aws_efs_file_system", "shared");

    private static TfAddress Policy => TfAddress.Data("aws_iam_policy_document", "shared_files");

    /// <summary>The blocks; none where the file does not ask for it.</summary>
    public static IEnumerable<TfBlock> Blocks(LoweringScope scope) => !scope.Model.SharedFiles ? [] :
    [
        TfBlock.Of(FileSystem, new()
        {
            ["encrypted"] = true,
            ["kms_key_id"] = scope.Key,
            ["tags"] = LoweringScope.Named(scope.Names.Of("shared")),
            ["throughput_mode"] = "elastic",
        }),
        .. scope.Model.Zones.Select(zone => Target(scope, zone)),
        TfBlock.Of(Policy, new() { ["statement"] = TfValue.List(Mount(), NothingInTheClear()) }),
        TfBlock.Of(new("aws_efs_file_system_policy", FileSystem.Name), new()
        {
            ["file_system_id"] = FileSystem.Id,
            ["policy"] = Policy.Attribute("json"),
        }),
    ];

    private static TfBlock Target(LoweringScope scope, string zone) => TfBlock.Of(
        new("aws_efs_mount_target", ResourceNames.Word(zone)), new()
        {
            ["file_system_id"] = FileSystem.Id,
            ["security_groups"] = TfValue.List(ResourceAddresses.SecurityGroup(Actor.Files).Id),
            ["subnet_id"] = scope.Addresses.Subnet(TierOf(scope.Model), zone).Id,
        });

    /// <summary>In a VPC that exists the data tier may be missing.</summary>
    private static Tier TierOf(ClusterModel model) =>
        model.Network.Existing is { } existing && !existing.Subnets.ContainsKey(Tier.Data)
            ? Tier.Application
            : Tier.Data;

    /// <summary>Without a role, as the driver mounts; who reaches a target is the security group's to say.
    /// </summary>
    private static TfObject Mount() => new()
    {
        ["//"] = "Nodes mount it through its targets, and nobody is root on it.",
        ["actions"] = TfValue.List("elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"),
        ["condition"] = TfValue.List(
            new IamCondition("Bool", "elasticfilesystem:AccessedViaMountTarget", "true").ToBlock()),
        ["principals"] = Everybody(),
        ["resources"] = TfValue.List(FileSystem.Arn),
        ["sid"] = "MountThroughTargets",
    };

    private static TfObject NothingInTheClear() => new()
    {
        ["//"] = "Nobody reads or writes in the clear.",
        ["actions"] = TfValue.List("elasticfilesystem:Client*"),
        ["condition"] = TfValue.List(new IamCondition("Bool", "aws:SecureTransport", "false").ToBlock()),
        ["effect"] = "Deny",
        ["principals"] = Everybody(),
        ["resources"] = TfValue.List(FileSystem.Arn),
        ["sid"] = "NothingInTheClear",
    };

    private static TfObject Everybody() => new()
    {
        ["identifiers"] = TfValue.List("*"),
        ["type"] = "AWS",
    };
}
