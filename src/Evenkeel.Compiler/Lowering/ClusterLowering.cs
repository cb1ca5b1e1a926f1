using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Diagnostics;
using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Alarms;
using Evenkeel.Compiler.Lowering.Balancers;
using Evenkeel.Compiler.Lowering.Bootstrap;
using Evenkeel.Compiler.Lowering.Configuration;
using Evenkeel.Compiler.Lowering.ControlPlane;
using Evenkeel.Compiler.Lowering.Exports;
using Evenkeel.Compiler.Lowering.Iam;
using Evenkeel.Compiler.Lowering.Machines;
using Evenkeel.Compiler.Lowering.Manifests;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Compiler.Lowering.Network;
using Evenkeel.Compiler.Lowering.NodePools;
using Evenkeel.Compiler.Lowering.Security;
using Evenkeel.Compiler.Lowering.Storage;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering;

/// <summary>Lowers a cluster to the files that make it: a pure function of the model.</summary>
public static class ClusterLowering
{
    /// <summary>The folder of the Terraform configuration.</summary>
    public const string TerraformFolder = "terraform";

    /// <summary>The tag of everything that belongs to a cluster; its value is the cluster's name.</summary>
    public const string ClusterTag = LoweringScope.ClusterTag;

    /// <summary>The variable that pins a release by its digest.</summary>
    public const string ReleaseVariable = UserDataFiles.Release;

    /// <summary>The variable without which balancers cannot be deleted.</summary>
    public const string ProtectionVariable = BalancerLowering.Protection;

    /// <summary>The resource name of the bucket for snapshots, whose content outlives a cluster.</summary>
    public const string SnapshotBucket = StorageLowering.Snapshots;

    /// <summary>The resource name of the bucket that machines fetch artifacts from.</summary>
    public const string ArtifactBucket = StorageLowering.Artifacts;

    /// <summary>The tag that says whose slot a volume, an address or a machine is.</summary>
    public const string SlotTag = "evenkeel.dev/slot";

    /// <summary>The slots of the control plane.</summary>
    public static IEnumerable<(string Name, string Zone)> Slots(ClusterModel model) =>
        GroupPlan.Slots(model).Select(static slot => (GroupPlan.SlotName(slot), slot.Zone));

    /// <summary>What a release of the cluster is gathered for.</summary>
    /// <param name="model">The cluster.</param>
    /// <param name="agentVersion">The version of Evenkeel, which is the agent's.</param>
    public static ReleaseRequest Release(ClusterModel model, string agentVersion)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new()
        {
            Distribution = model.Distribution,
            KubernetesVersion = model.InstalledVersion,
            EtcdMode = model.Etcd?.Mode ?? EtcdMode.Agent,
            Architectures = [.. Machines.Images.Architectures(model)],
            Images = ManifestLowering.Images(model),
            AgentVersion = agentVersion,
        };
    }

    /// <summary>The name of a bucket.</summary>
    /// <param name="model">The cluster.</param>
    /// <param name="role">
    /// <see cref="ArtifactBucket"/> or <see cref="SnapshotBucket"/>.
    /// </param>
    /// <param name="account">The account's number.</param>
    public static string BucketName(ClusterModel model, string role, string account)
    {
        ArgumentNullException.ThrowIfNull(model);
        return $"{new ResourceNames(model.Name).BucketPrefix(role)}-{account}-{model.Region}";
    }

    /// <summary>The pool of a group; <c>control-plane</c> for servers.</summary>
    public static string PoolOf(InstanceGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group.Node.Labels[NodeLayout.PoolLabel];
    }

    /// <summary>The names of the groups of servers.</summary>
    public static IEnumerable<string> ServerGroups(ClusterModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Aws.Groups.Where(static g => PoolOf(g) == NodeLayout.ControlPlanePool)
            .Select(static g => g.Name);
    }

    /// <summary>What the balancer before the API is called on AWS.</summary>
    public static string ApiBalancer(ClusterModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new ResourceNames(model.Name).Of(BalancerPlan.Api, ResourceNames.LongestBalancer);
    }

    /// <summary>The path below which a cluster's parameters lie.</summary>
    public static string ParameterPath(string cluster) => IamResources.ParameterPath(cluster);

    /// <summary>Lowers.</summary>
    /// <param name="model">The bound cluster.</param>
    /// <param name="diagnostics">Takes what cannot be lowered, or does not do what it seems to (EK21nn).
    /// </param>
    /// <returns>The files, or null where there are errors.</returns>
    public static ArtifactSet? Lower(ClusterModel model, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(diagnostics);
        if (!LoweringChecks.Check(model, diagnostics))
        {
            return null;
        }

        var scope = new LoweringScope(model);
        List<TfFile> files =
        [
            VersionsLowering.Lower(scope),
            NetworkLowering.Lower(scope),
            SecurityLowering.Lower(scope),
            IamLowering.Lower(scope),
            StorageLowering.Lower(scope),
            ControlPlaneLowering.Lower(scope),
            NodePoolLowering.Lower(scope),
            BalancerLowering.Lower(scope),
            OutputsLowering.Lower(scope),
        ];
        if (AlarmLowering.Lower(scope) is { } alarms)
        {
            files.Add(alarms);
        }

        return files.Aggregate(
            new[]
            {
                ManifestLowering.Lower(model), AnsibleExport.Lower(model), HelmExport.Lower(model),
            }.SelectMany(static set => set.Files).Aggregate(
                BootLowering.Lower(scope), static (set, file) => set.With(file.Key, file.Value)),
            (set, file) => set.With($"{TerraformFolder}/{file.Name}.tf.json", TfJson.Write(file)));
    }
}
