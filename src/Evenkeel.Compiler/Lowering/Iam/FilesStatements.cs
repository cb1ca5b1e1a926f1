using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Storage;

namespace Evenkeel.Compiler.Lowering.Iam;

/// <summary>
/// What the EFS CSI driver may do: access points of the cluster's own file system (Service Authorization
/// Reference, "Amazon Elastic File System"). Nodes mount without a role.
/// </summary>
/// <param name="scope">The lowering's scope.</param>
internal sealed class FilesStatements(LoweringScope scope)
{
    private readonly IamResources resources = new(scope);

    /// <summary>The statements.</summary>
    public IEnumerable<IamStatement> All() =>
    [
        new()
        {
            Sid = "MakeAccessPoints",
            Why = "The EFS CSI driver makes an access point for each claim.",
            Actions = ["elasticfilesystem:CreateAccessPoint"],
            Resources = [FilesLowering.FileSystem.Arn],
            Conditions = [resources.MadeOfCluster],
        },
        new()
        {
            Sid = "FindAccessPoints",
            Why = "The EFS CSI driver looks which owners' numbers are taken.",
            Actions = ["elasticfilesystem:DescribeAccessPoints"],
            Resources = [FilesLowering.FileSystem.Arn, AccessPoints],
        },
        new()
        {
            Sid = "TagAccessPointsAtBirth",
            Why = "The EFS CSI driver tags what it makes while it makes it.",
            Actions = ["elasticfilesystem:TagResource"],
            Resources = [AccessPoints],
            Conditions = [new("StringEquals", "elasticfilesystem:CreateAction", "CreateAccessPoint")],
        },
        new()
        {
            Sid = "DeleteAccessPoints",
            Why = "The EFS CSI driver deletes the access points that it made.",
            Actions = ["elasticfilesystem:DeleteAccessPoint"],
            Resources = [AccessPoints],
            Conditions = [resources.OfCluster],
        },
    ];

    private TfExpression AccessPoints => resources.FileAccessPoints;
}
