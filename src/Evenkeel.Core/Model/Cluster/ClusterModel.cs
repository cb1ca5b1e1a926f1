using System.Collections.Immutable;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Core.Model.Cluster;

/// <summary>What runs Kubernetes.</summary>
public enum Distribution
{
    /// <summary>K3s.</summary>
    K3s,

    /// <summary>Upstream Kubernetes.</summary>
    Upstream,

    /// <summary>EKS.</summary>
    Eks,
}

/// <summary>How a group of instances is laid over zones.</summary>
public enum Placement
{
    /// <summary>One group a zone.</summary>
    PerZone,

    /// <summary>One group over all zones.</summary>
    Regional,

    /// <summary>Instances without a group.</summary>
    Fixed,
}

/// <summary>A bound cluster file: every default filled in, every reference resolved.</summary>
public sealed record ClusterModel
{
    /// <summary>metadata.name.</summary>
    public required string Name { get; init; }

    /// <summary>The AWS region.</summary>
    public required string Region { get; init; }

    /// <summary>Zones, in the order of the file.</summary>
    public required ImmutableArray<string> Zones { get; init; }

    /// <summary>What runs Kubernetes.</summary>
    public required Distribution Distribution { get; init; }

    /// <summary>The Kubernetes version.</summary>
    public required KubernetesVersion Version { get; init; }

    /// <summary>The version that is installed, with its patch, such as <c>1.36.2</c>.</summary>
    public string InstalledVersion { get; init; } = "";

    /// <summary>The control plane.</summary>
    public required ControlPlaneModel ControlPlane { get; init; }

    /// <summary>The control plane's store; null with EKS, where it is AWS's.</summary>
    public EtcdSettings? Etcd { get; init; }

    /// <summary>The network.</summary>
    public NetworkSettings Network { get; init; } = new();

    /// <summary>
    /// The subnets that are made, zone by zone in the order of <see cref="Zones"/>; none in a VPC that
    /// exists.
    /// </summary>
    public ImmutableArray<Subnet> Subnets { get; init; } = [];

    /// <summary>Node pools, in the order of the file.</summary>
    public ImmutableArray<NodePoolModel> NodePools { get; init; } = [];

    /// <summary>The isolated third tier.</summary>
    public DataSettings Data { get; init; } =
        new(ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal), []);

    /// <summary>What workloads need outside themselves, in the order of the file.</summary>
    public ImmutableArray<Dependency> DependsOn { get; init; } = [];

    /// <summary>How requests come in.</summary>
    public IngressSettings Ingress { get; init; } = new(IngressClass.Traefik, null);

    /// <summary>The Services of the cluster's own parts that others need.</summary>
    public SystemServices System { get; init; } = SystemServices.None;

    /// <summary>
    /// Which of the cluster's own parts the workloads bring themselves, by the names of their manifests.
    /// </summary>
    public ImmutableSortedSet<string> ReplacedParts { get; init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Who reaches the Kubernetes API.</summary>
    public ApiAccessSettings ApiAccess { get; init; } = new(false, []);

    /// <summary>Names, keys, images, tags and state.</summary>
    public AccountSettings Account { get; init; } = new();

    /// <summary>Whether there is a file system over all zones (<c>storage.efs</c>).</summary>
    public bool SharedFiles { get; init; }

    /// <summary>What AWS is told.</summary>
    public AwsModel Aws { get; init; } = AwsModel.Empty;

    /// <summary>Whether cluster-autoscaler may grow pools.</summary>
    public bool ClusterAutoscaler { get; init; }

    /// <summary>Whether the descheduler runs.</summary>
    public bool Descheduler { get; init; }

    /// <summary>The nodes that take workloads when every pool is at its minimum.</summary>
    public ImmutableArray<NodeObject> Nodes { get; init; } = [];

    /// <summary>
    /// The control plane's nodes where workloads may not run on them. They are tainted, but they count: as
    /// domains of topology spread, and for how much of a zone is lost.
    /// </summary>
    public ImmutableArray<NodeObject> ControlPlaneNodes { get; init; } = [];

    /// <summary>What runs on it. Its nodes, if any, are not these: they are <see cref="Nodes"/>.</summary>
    public KubernetesObjects Objects { get; init; } = KubernetesObjects.Empty;

    /// <summary>How often parts fail.</summary>
    public FailureRates Rates { get; init; } = FailureRates.Default;

    /// <summary>What it costs; null where nobody has reckoned it.</summary>
    public MonthlyCost? Cost { get; init; }

    /// <summary>What must be proven, in the order of the file.</summary>
    public ImmutableArray<Claim> Claims { get; init; } = [];

    /// <summary>What binding assumed, a sentence each: reserved resources, sizes taken, sources.</summary>
    public ImmutableArray<string> Assumptions { get; init; } = [];
}

/// <summary>The control plane.</summary>
/// <param name="InstanceType">Its instances' type.</param>
/// <param name="Members">How many servers.</param>
/// <param name="Schedulable">Whether workloads may run on them.</param>
/// <param name="Placement">One group a zone, or one over all.</param>
public sealed record ControlPlaneModel(
    string InstanceType,
    int Members,
    bool Schedulable,
    Placement Placement);

/// <summary>A node pool.</summary>
public sealed record NodePoolModel
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How it is laid over zones.</summary>
    public required Placement Placement { get; init; }

    /// <summary>The zones it uses.</summary>
    public required ImmutableArray<string> Zones { get; init; }

    /// <summary>Instance types, the first preferred.</summary>
    public required ImmutableArray<string> InstanceTypes { get; init; }

    /// <summary>Fewest instances, for the whole pool.</summary>
    public required int Min { get; init; }

    /// <summary>Most instances, for the whole pool.</summary>
    public required int Max { get; init; }

    /// <summary>What its groups follow in size; null where nothing.</summary>
    public TargetTracking? TargetTracking { get; init; }

    /// <summary>How much of it is Spot; null where it is On-Demand alone.</summary>
    public SpotShare? Spot { get; init; }

    /// <summary>Labels of its nodes, besides those that every node has.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Taints of its nodes.</summary>
    public ImmutableArray<Taint> Taints { get; init; } = [];
}

/// <summary>What a cluster costs in a month, in USD.</summary>
/// <param name="AtMost">With every pool at its maximum, as far as prices are known.</param>
/// <param name="Unknown">What has no price, and is missing from that.</param>
public sealed record MonthlyCost(decimal AtMost, ImmutableArray<string> Unknown);
