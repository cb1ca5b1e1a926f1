using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Names;

namespace Evenkeel.Compiler.Lowering.Iam;

/// <summary>A role that pods of one service account take.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="ServiceAccount">Namespace and name.</param>
/// <param name="Statements">What it may do.</param>
internal sealed record PodRole(
    string Name, string ServiceAccount, IEnumerable<IamStatement> Statements);

/// <summary>What those pods may do that call AWS.</summary>
/// <param name="scope">The lowering's scope.</param>
internal sealed class PodStatements(LoweringScope scope)
{
    private const string CsiTag = "ebs.csi.aws.com/cluster";

    private readonly IamResources resources = new(scope);

    /// <summary>The roles that the cluster's parts need.</summary>
    public IEnumerable<PodRole> Roles()
    {
        yield return new("cloud-controller", "kube-system/cloud-controller-manager", CloudController());
        yield return new("ebs-csi", "kube-system/ebs-csi-controller-sa", EbsCsi());
        if (scope.Model.SharedFiles)
        {
            yield return new(
                "efs-csi", "kube-system/efs-csi-controller-sa", new FilesStatements(scope).All());
        }

        if (scope.Model.ClusterAutoscaler)
        {
            yield return new("autoscaler", "kube-system/cluster-autoscaler", Autoscaler());
        }

        if (Usage.DnsChallenge(scope.Model))
        {
            yield return new("cert-manager", "cert-manager/cert-manager", CertManager());
        }
    }

    /// <summary>
    /// Its node controllers alone: balancers and routes are rendered, so that nothing in the cluster can open
    /// one (cloud-provider-aws, docs/prerequisites.md; pkg/providers/v1/aws.go, instances_v2.go).
    /// </summary>
    private static IEnumerable<IamStatement> CloudController() =>
    [
        new()
        {
            Sid = "DescribeNodes",
            Why = "The cloud controller gives Nodes their zone, type and addresses, and removes those whose "
                + "machines are gone. EC2 knows no narrower resource for these.",
            Actions =
            [
                "ec2:DescribeAvailabilityZones", "ec2:DescribeInstanceTopology", "ec2:DescribeInstances",
                "ec2:DescribeRegions",
            ],
        },
    ];

    /// <summary>
    /// As AWS' own policy for the driver, narrowed from its tag to the cluster's, which the driver sets with
    /// --k8s-tag-cluster-id (aws-ebs-csi-driver, docs/example-iam-policy.json, docs/options.md).
    /// </summary>
    private IEnumerable<IamStatement> EbsCsi() =>
    [
        new()
        {
            Sid = "DescribeVolumes",
            Why = "The EBS CSI driver looks at volumes and machines. EC2 knows no narrower resource.",
            Actions =
            [
                "ec2:DescribeAvailabilityZones", "ec2:DescribeInstances", "ec2:DescribeSnapshots",
                "ec2:DescribeTags", "ec2:DescribeVolumes", "ec2:DescribeVolumesModifications",
            ],
        },
        new()
        {
            Sid = "CreateVolumes",
            Why = "The EBS CSI driver makes volumes for claims.",
            Actions = ["ec2:CreateVolume"],
            Resources = [resources.Ec2("volume/*")],
            Conditions = [resources.MadeOwned, new("StringEquals", $"aws:RequestTag/{CsiTag}", "true")],
        },
        new()
        {
            Sid = "CreateVolumesFromSnapshots",
            Why = "The EBS CSI driver makes a volume from a snapshot that it made.",
            Actions = ["ec2:CreateVolume"],
            Resources = [TfValue.Text($"arn:{Partition}:ec2:{scope.Model.Region}::snapshot/*")],
            Conditions = [resources.Owned],
        },
        new()
        {
            Sid = "TagVolumesAtBirth",
            Why = "The EBS CSI driver tags what it makes while it makes it.",
            Actions = ["ec2:CreateTags"],
            Resources = [resources.Ec2("volume/*")],
            Conditions = [new("StringEquals", "ec2:CreateAction", "CreateVolume")],
        },
        new()
        {
            Sid = "AttachToNodes",
            Why = "The EBS CSI driver attaches volumes to machines of the cluster, and detaches them.",
            Actions = ["ec2:AttachVolume", "ec2:DetachVolume"],
            Resources = [resources.Ec2("instance/*")],
            Conditions = [resources.Owned],
        },
        new()
        {
            Sid = "ChangeVolumes",
            Why = "The EBS CSI driver attaches, detaches, grows and deletes the volumes that it made, and no "
                + "other: those of etcd lack its tag.",
            Actions = ["ec2:AttachVolume", "ec2:DeleteVolume", "ec2:DetachVolume", "ec2:ModifyVolume"],
            Resources = [resources.Ec2("volume/*")],
            Conditions = [new("StringEquals", $"aws:ResourceTag/{CsiTag}", "true"), resources.Owned],
        },
        .. KeyForVolumes(),
    ];

    private IEnumerable<IamStatement> KeyForVolumes()
    {
        if (scope.Model.Account.KmsKey is null)
        {
            yield break;
        }

        yield return new()
        {
            Sid = "EncryptVolumes",
            Why = "The EBS CSI driver makes volumes that the cluster's key locks.",
            Actions = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext"],
            Resources = [scope.Key!],
        };
        yield return new()
        {
            Sid = "LendKeyToEc2",
            Why = "EC2 attaches such volumes with a grant that the EBS CSI driver hands on.",
            Actions = ["kms:CreateGrant"],
            Resources = [scope.Key!],
            Conditions = [new("Bool", "kms:GrantIsForAWSResource", "true")],
        };
    }

    private IEnumerable<IamStatement> Autoscaler() =>
    [
        new()
        {
            Sid = "DescribeGroups",
            Why = "cluster-autoscaler finds groups by their tags, and templates of empty ones (autoscaler, "
                + "cloudprovider/aws/README.md). AWS knows no narrower resource for these.",
            Actions =
            [
                "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingInstances",
                "autoscaling:DescribeScalingActivities", "autoscaling:DescribeTags",
                "ec2:DescribeInstanceTypes", "ec2:DescribeLaunchTemplateVersions",
            ],
        },
        new()
        {
            Sid = "ResizeGroups",
            Why = "cluster-autoscaler grows pools, and ends nodes that nobody needs.",
            Actions = ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
            Resources = [resources.Groups("*")],
            Conditions =
            [
                new(
                    "StringEquals",
                    $"aws:ResourceTag/k8s.io/cluster-autoscaler/{scope.Model.Name}",
                    "owned"),
            ],
        },
    ];

    /// <summary>cert-manager, "Route53", set up an IAM policy.</summary>
    private static IEnumerable<IamStatement> CertManager() =>
    [
        new()
        {
            Sid = "WatchChanges",
            Why = "cert-manager waits until its record is served.",
            Actions = ["route53:GetChange"],
            Resources = [TfValue.Text($"arn:{Partition}:route53:::change/*")],
        },
        new()
        {
            Sid = "AnswerChallenges",
            Why = "cert-manager answers Let's Encrypt's DNS challenge in the cluster's zone.",
            Actions = ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"],
            Resources = [ZoneArn],
            Conditions =
            [
                new(
                    "ForAllValues:StringEquals", "route53:ChangeResourceRecordSetsRecordTypes", "TXT"),
            ],
        },
    ];

    private static TfExpression ZoneArn => TfValue.Text(
        $"arn:{Partition}:route53:::hostedzone/{ResourceAddresses.Zone.Attribute("zone_id")}");

    private static TfExpression Partition => ResourceAddresses.Partition.Attribute("partition");
}
