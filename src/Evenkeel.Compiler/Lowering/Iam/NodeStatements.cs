using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Iam;

/// <summary>What machines may do by themselves. Pods have roles of their own.</summary>
/// <param name="scope">The lowering's scope.</param>
internal sealed class NodeStatements(LoweringScope scope)
{
    /// <summary>The role of servers, and of etcd where it has machines of its own.</summary>
    public const string ControlPlane = "control-plane";

    /// <summary>The role of nodes of pools.</summary>
    public const string Worker = "worker";

    private readonly IamResources resources = new(scope);

    /// <summary>What a server may do.</summary>
    public IEnumerable<IamStatement> OfControlPlane() =>
    [
        new()
        {
            Sid = "FindPeers",
            Why = "The agent finds its slot, its peers and what became of its predecessor. EC2 knows no "
                + "narrower resource for these.",
            Actions = ["ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces", "ec2:DescribeVolumes"],
        },
        .. Slot(),
        .. Groups(ControlPlane),
        Repair(),
        ReadArtifacts(),
        .. Snapshots(),
        .. Secrets(),
        .. Key(),
        .. Machine(),
    ];

    /// <summary>What a node may do.</summary>
    public IEnumerable<IamStatement> OfWorker() =>
    [
        new()
        {
            Sid = "FindOwnGroup",
            Why = "The agent finds the group whose lifecycle hooks it answers by its machine's tags. EC2 "
                + "knows no narrower resource for this.",
            Actions = ["ec2:DescribeInstances"],
        },
        .. Groups(Worker),
        ReadArtifacts(),
        new()
        {
            Sid = "ReadWorkerToken",
            Why = "The agent joins with the token that the founder wrote for nodes, and reads no other.",
            Actions = ["ssm:GetParameter"],
            Resources = [resources.Parameters("worker/*")],
        },
        .. Unlock(),
        .. Machine(),
    ];

    private IEnumerable<IamStatement> Slot()
    {
        yield return new()
        {
            Sid = "TakeSlotVolume",
            Why = "The agent attaches the volume of its slot, and detaches it when it hands over.",
            Actions = ["ec2:AttachVolume", "ec2:DetachVolume"],
            Resources = [resources.Ec2("instance/*"), resources.Ec2("volume/*")],
            Conditions = [resources.OfCluster, IamResources.OfRole(ControlPlane)],
        };
        if (scope.Model.ControlPlane.Placement == Placement.Regional)
        {
            yield return new()
            {
                Sid = "TakeSlotAddress",
                Why = "Where one group spans all zones, the agent attaches the address of the slot it finds "
                    + "free, and detaches it when it hands over or the machine that has it is gone; groups "
                    + "of one zone name it in their launch template.",
                Actions = ["ec2:AttachNetworkInterface", "ec2:DetachNetworkInterface"],
                Resources = [resources.Ec2("instance/*"), resources.Ec2("network-interface/*")],
                Conditions = [resources.OfCluster, IamResources.OfRole(ControlPlane)],
            };
        }
    }

    private IEnumerable<IamStatement> Groups(string role)
    {
        yield return new()
        {
            Sid = "AnswerLifecycleHooks",
            Why = "The agent says that its machine is ready, or drained and safe to end.",
            Actions = ["autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"],
            Resources = [resources.Groups("*")],
            Conditions = [resources.OfCluster, IamResources.OfRole(role)],
        };
    }

    private IamStatement Repair() => new()
    {
        Sid = "ReplaceDeadKubelets",
        Why = "The elected repairer has a node replaced whose kubelet is dead on a live machine.",
        Actions = ["autoscaling:SetInstanceHealth"],
        Resources = [resources.Groups("*")],
        Conditions = [resources.OfCluster],
    };

    private static IamStatement ReadArtifacts() => new()
    {
        Sid = "ReadArtifacts",
        Why = "The agent fetches itself, K3s, images and manifests, each by its digest.",
        Actions = ["s3:GetObject"],
        Resources =
        [
            IamResources.Objects("artifacts", "objects/*"), IamResources.Objects("artifacts", "releases/*"),
        ],
    };

    private static IEnumerable<IamStatement> Snapshots() =>
    [
        new()
        {
            Sid = "WriteSnapshots",
            Why = "The agent saves etcd, claims the founding of the cluster by a conditional write, keeps "
                + "how far its slot's volume has come, and follows an order to restore. The bucket keeps "
                + "every version, and it can delete none.",
            Actions = ["s3:GetObject", "s3:PutObject"],
            Resources =
            [
                IamResources.Objects("snapshots", "founding/*"),
                IamResources.Objects("snapshots", "restore/*"),
                IamResources.Objects("snapshots", "slots/*"),
                IamResources.Objects("snapshots", "snapshots/*"),
            ],
        },
        new()
        {
            Sid = "ThinSnapshots",
            Why = "The agent hides the snapshots beyond those that the file keeps; as versions they stay for "
                + "a month.",
            Actions = ["s3:DeleteObject"],
            Resources = [IamResources.Objects("snapshots", "snapshots/*")],
        },
        new()
        {
            Sid = "ListSnapshots",
            Why = "The agent compares the revision of its disk with the newest snapshot.",
            Actions = ["s3:ListBucket"],
            Resources = [ResourceAddresses.Bucket("snapshots").Arn],
        },
        new()
        {
            Sid = "PublishIssuer",
            Why = "The founder publishes the public keys that pods' tokens are signed with.",
            Actions = ["s3:PutObject"],
            Resources = [.. OidcIssuer.PublicKeys.Select(key => IamResources.Objects("issuer", key))],
        },
    ];

    private IEnumerable<IamStatement> Secrets() =>
    [
        new()
        {
            Sid = "ReadTokens",
            Why = "The agent joins with the server's token, reads the certificate authority, and knows which "
                + "founding of the cluster it serves.",
            Actions = ["ssm:GetParameter"],
            Resources =
            [
                resources.Parameters("control-plane/*"),
                resources.Parameters(IamResources.Incarnation),
                resources.Parameters("worker/*"),
            ],
        },
        new()
        {
            Sid = "WriteTokens",
            Why = "The founder writes what exists only once the cluster does.",
            Actions = ["ssm:PutParameter"],
            Resources = [resources.Parameters("control-plane/*"), resources.Parameters("worker/*")],
        },
    ];

    /// <summary>What the file's own key takes: nodes read what it locks.</summary>
    private IEnumerable<IamStatement> Unlock() => scope.Key is not { } key ? [] :
    [
        new()
        {
            Sid = "ReadLocked",
            Why = "The agent reads parameters and objects that the cluster's key locks.",
            Actions = ["kms:Decrypt"],
            Resources = [key],
        },
    ];

    /// <summary>Servers write, too, and attach volumes (EBS, "Requirements for encryption").</summary>
    private IEnumerable<IamStatement> Key() => scope.Key is not { } key ? [] :
    [
        .. Unlock(),
        new()
        {
            Sid = "WriteLocked",
            Why = "The agent writes parameters and snapshots that the cluster's key locks.",
            Actions = ["kms:GenerateDataKey"],
            Resources = [key],
        },
        new()
        {
            Sid = "LendKeyToEc2",
            Why = "EC2 attaches the slot's volume with a grant that the agent hands on.",
            Actions = ["kms:CreateGrant"],
            Resources = [key],
            Conditions = [new("Bool", "kms:GrantIsForAWSResource", "true")],
        },
    ];

    /// <summary>What every machine may do, where the cluster uses it.</summary>
    private IEnumerable<IamStatement> Machine()
    {
        var model = scope.Model;
        if (Usage.SessionManager(model))
        {
            yield return new()
            {
                Sid = "TakeSessions",
                Why = "The SSM agent takes operators' sessions. AWS knows no narrower resource for these.",
                Actions =
                [
                    "ssm:UpdateInstanceInformation", "ssmmessages:CreateControlChannel",
                    "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel",
                    "ssmmessages:OpenDataChannel",
                ],
            };
        }

        if (Usage.Ecr(model))
        {
            yield return new()
            {
                Sid = "LogInToEcr",
                Why = "The kubelet's credential provider gets a token; it is for the whole registry.",
                Actions = ["ecr:GetAuthorizationToken"],
            };
            yield return new()
            {
                Sid = "PullFromEcr",
                Why = "containerd pulls the images that the workloads name.",
                Actions =
                [
                    "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer",
                ],
                Resources = [.. EcrRepositories.Of(model)],
            };
        }
    }
}
