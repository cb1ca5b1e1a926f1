using System.Collections.Immutable;

namespace Evenkeel.Compiler.Lowering.Iam;

/// <summary>An action that a profile needs beyond the usual lists.</summary>
/// <param name="Action">The action.</param>
/// <param name="Caller">The part that calls it.</param>
/// <param name="Why">What for.</param>
internal sealed record ExtraAction(string Action, string Caller, string Why);

/// <summary>
/// Three profiles bound what roles may do: autoscaling, control plane and workers, with the actions that are
/// usual for each. What a role needs beyond its profile stands here, with who calls it and why; nothing else
/// may be rendered.
/// </summary>
internal static class ExtraActions
{
    private static readonly ExtraAction[] OfMachines =
    [
        new("autoscaling:CompleteLifecycleAction", "agent", "ends the wait of a lifecycle hook"),
        new("autoscaling:RecordLifecycleActionHeartbeat", "agent", "prolongs it while pods move away"),
        new("kms:Decrypt", "agent", "reads what the file's own key locks"),
        new("s3:GetObject", "agent", "fetches programs, images and manifests"),
        new("ssm:GetParameter", "agent", "reads its join token"),
        new("ssm:UpdateInstanceInformation", "SSM agent", "makes the machine known for sessions"),
        new("ssmmessages:CreateControlChannel", "SSM agent", "takes sessions"),
        new("ssmmessages:CreateDataChannel", "SSM agent", "takes sessions"),
        new("ssmmessages:OpenControlChannel", "SSM agent", "takes sessions"),
        new("ssmmessages:OpenDataChannel", "SSM agent", "takes sessions"),
    ];

    /// <summary>Extras of the autoscaling profile.</summary>
    public static ImmutableArray<ExtraAction> Autoscaling { get; } =
    [
        new(
            "autoscaling:DescribeScalingActivities", "cluster-autoscaler",
            "sees that a zone has no capacity, and tries another"),
        new("ec2:DescribeInstanceTypes", "cluster-autoscaler", "knows the size of nodes to come"),
    ];

    /// <summary>Extras of the control plane's profile, its pods included.</summary>
    public static ImmutableArray<ExtraAction> ControlPlane { get; } =
    [
        .. OfMachines,
        new("autoscaling:SetInstanceHealth", "agent", "has a node with a dead kubelet replaced"),
        new("ec2:AttachNetworkInterface", "agent", "takes its slot's address where a group spans zones"),
        new("ec2:DescribeAvailabilityZones", "cloud controller, EBS CSI", "knows zones by name and id"),
        new("ec2:DescribeInstanceTopology", "cloud controller", "labels nodes with their place"),
        new("ec2:DescribeNetworkInterfaces", "agent", "finds its slot's address"),
        new("ec2:DetachNetworkInterface", "agent", "gives it up, or takes it from a machine that is gone"),
        new("ec2:DescribeSnapshots", "EBS CSI", "finds the snapshot that a claim names"),
        new("ec2:DescribeTags", "EBS CSI", "finds what is its own"),
        new("ec2:DescribeVolumesModifications", "EBS CSI", "waits for a volume to grow"),
        new("elasticfilesystem:CreateAccessPoint", "EFS CSI", "makes the directory of a claim"),
        new("elasticfilesystem:DeleteAccessPoint", "EFS CSI", "lets go of it with its claim"),
        new("elasticfilesystem:DescribeAccessPoints", "EFS CSI", "finds an owner's number that is free"),
        new("elasticfilesystem:TagResource", "EFS CSI", "tags what it makes while it makes it"),
        new("kms:CreateGrant", "agent, EBS CSI", "lends the file's own key to EC2 for volumes"),
        new("kms:GenerateDataKey", "agent", "writes what the file's own key locks"),
        new("kms:GenerateDataKeyWithoutPlaintext", "EBS CSI", "makes volumes that the file's own key locks"),
        new("s3:DeleteObject", "agent", "hides snapshots beyond those that the file keeps"),
        new("s3:ListBucket", "agent", "finds the newest snapshot of etcd"),
        new("s3:PutObject", "agent", "saves etcd, claims the founding, publishes the issuer"),
        new("ssm:PutParameter", "agent", "writes tokens when the cluster is founded"),
        new("route53:ChangeResourceRecordSets", "cert-manager", "answers the DNS challenge"),
        new("route53:GetChange", "cert-manager", "waits until its answer is served"),
        new("route53:ListResourceRecordSets", "cert-manager", "finds its own records"),
    ];

    /// <summary>Extras of the workers' profile.</summary>
    public static ImmutableArray<ExtraAction> Worker { get; } = [.. OfMachines];
}
