using System.Collections.Immutable;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Spec;

/// <summary>A cluster file as written, defaults filled in: what it says, and where it says so.</summary>
public sealed record ClusterSpec
{
    /// <summary>The only <c>apiVersion</c>.</summary>
    public const string ApiVersion = "evenkeel.dev/v1alpha1";

    /// <summary>The only <c>kind</c>.</summary>
    public const string Kind = "Cluster";

    /// <summary>The file.</summary>
    public required SourceText Source { get; init; }

    /// <summary><c>metadata.name</c>: a DNS label.</summary>
    public required Spanned<string> Name { get; init; }

    /// <summary>The AWS region.</summary>
    public required Spanned<string> Region { get; init; }

    /// <summary>Availability zones of that region, each once, in the order of the file.</summary>
    public required ImmutableArray<Spanned<string>> Zones { get; init; }

    /// <summary>What runs Kubernetes.</summary>
    public required Spanned<Distribution> Distribution { get; init; }

    /// <summary>The Kubernetes version.</summary>
    public required Spanned<KubernetesVersion> Version { get; init; }

    /// <summary>The version as written, a patch number included.</summary>
    public required string VersionText { get; init; }

    /// <summary>The control plane.</summary>
    public required ControlPlaneSpec ControlPlane { get; init; }

    /// <summary>Node pools, in the order of the file.</summary>
    public ImmutableArray<NodePoolSpec> NodePools { get; init; } = [];

    /// <summary><c>autoscaling.clusterAutoscaler</c>.</summary>
    public bool ClusterAutoscaler { get; init; }

    /// <summary>Whether the descheduler runs.</summary>
    public bool Descheduler { get; init; }

    /// <summary>Files and folders of Kubernetes YAML, relative to the cluster file.</summary>
    public ImmutableArray<Spanned<string>> Workloads { get; init; } = [];

    /// <summary>How often parts fail.</summary>
    public FailureRates Rates { get; init; } = FailureRates.Default;

    /// <summary>What must be proven, in the order of the file.</summary>
    public ImmutableArray<ClaimSpec> Claims { get; init; } = [];

    /// <summary>The network.</summary>
    public required NetworkSpec Network { get; init; }

    /// <summary>The isolated third tier.</summary>
    public required DataSettings Data { get; init; }

    /// <summary>Whether there is a file system over all zones (<c>storage.efs</c>).</summary>
    public bool SharedFiles { get; init; }

    /// <summary>What workloads need outside themselves.</summary>
    public ImmutableArray<Spanned<Dependency>> DependsOn { get; init; } = [];

    /// <summary>How requests come in.</summary>
    public required IngressSettings Ingress { get; init; }

    /// <summary>Who reaches the Kubernetes API.</summary>
    public required ApiAccessSettings ApiAccess { get; init; }

    /// <summary>Names, keys, images, tags and state.</summary>
    public required AccountSettings Account { get; init; }
}

/// <summary>The network as written.</summary>
/// <param name="Settings">What it says.</param>
/// <param name="CidrSpan">Where the VPC's addresses stand, or the file's <c>spec</c>.</param>
/// <param name="BastionType">The bastion's instance type, if there is one.</param>
public sealed record NetworkSpec(
    NetworkSettings Settings, SourceSpan CidrSpan, Spanned<string>? BastionType);

/// <summary>The control plane as written.</summary>
public sealed record ControlPlaneSpec
{
    /// <summary>Its instances' type.</summary>
    public required Spanned<string> InstanceType { get; init; }

    /// <summary>Whether workloads may run on it.</summary>
    public bool Schedulable { get; init; }

    /// <summary>One group a zone, or one over all zones.</summary>
    public Placement Placement { get; init; } = Placement.PerZone;

    /// <summary>Its store.</summary>
    public required EtcdSettings Etcd { get; init; }
}

/// <summary>A node pool as written.</summary>
public sealed record NodePoolSpec
{
    /// <summary>Its name: a DNS label, unique in the file.</summary>
    public required Spanned<string> Name { get; init; }

    /// <summary>How it is laid over zones.</summary>
    public required Placement Placement { get; init; }

    /// <summary>Instance types, the first preferred.</summary>
    public required ImmutableArray<Spanned<string>> InstanceTypes { get; init; }

    /// <summary>The zones it uses: its own, or else all of the cluster's.</summary>
    public required ImmutableArray<Spanned<string>> Zones { get; init; }

    /// <summary>Fewest instances, for the whole pool.</summary>
    public required int Min { get; init; }

    /// <summary>Most instances, for the whole pool.</summary>
    public required int Max { get; init; }

    /// <summary>What its groups follow in size; null where nothing.</summary>
    public TargetTracking? TargetTracking { get; init; }

    /// <summary>How much of it is Spot; null where it is On-Demand alone.</summary>
    public SpotShare? Spot { get; init; }

    /// <summary>Labels of its nodes, in the order of the file.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } =
        ImmutableDictionary<string, string>.Empty;

    /// <summary>Taints of its nodes.</summary>
    public ImmutableArray<Taint> Taints { get; init; } = [];

    /// <summary>Where it stands.</summary>
    public required SourceSpan Span { get; init; }
}
