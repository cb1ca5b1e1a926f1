namespace Evenkeel.Core.Model.Node;

/// <summary>
/// What one node of a cluster is and does: the content of its <c>node.json</c>. The compiler writes it, the
/// agent and the lab read it; nothing in it is secret.
/// </summary>
/// <remarks>The keys are a contract of docs/designs/0004-the-node-agent.md.</remarks>
public sealed record NodeConfiguration
{
    /// <summary>The cluster's name.</summary>
    public required string Cluster { get; init; }

    /// <summary>What the node does.</summary>
    public required NodeRole Role { get; init; }

    /// <summary>The zone it stands in.</summary>
    public required string Zone { get; init; }

    /// <summary>The slot it fills; null where it takes a free one of its zone, and for workers.</summary>
    public string? Slot { get; init; }

    /// <summary>Every slot of the control plane, in the order of the file.</summary>
    public required IReadOnlyList<SlotAddress> Slots { get; init; }

    /// <summary>Where volumes, addresses, objects and parameters are.</summary>
    public required PlatformSettings Platform { get; init; }

    /// <summary>How its member of etcd runs.</summary>
    public required NodeEtcd Etcd { get; init; }

    /// <summary>What of Kubernetes it runs.</summary>
    public required NodeKubernetes Kubernetes { get; init; }

    /// <summary>How it answers the balancer.</summary>
    public NodeHealth Health { get; init; } = new();

    /// <summary>How long the agent waits for what.</summary>
    public NodeTimings Timings { get; init; } = new();

    /// <summary>Whether etcd has machines of its own, so that a server runs none.</summary>
    public bool IsEtcdDedicated => Slots.Any(s => s.Server is not null);

    /// <summary>Whether this node has a member of etcd.</summary>
    public bool HasEtcd =>
        Role == NodeRole.Etcd || (Role == NodeRole.Server && !IsEtcdDedicated);
}

/// <summary>What a node does.</summary>
public enum NodeRole
{
    /// <summary>The control plane, with its member of etcd unless that has a machine of its own.</summary>
    Server,

    /// <summary>A member of etcd on a machine of its own.</summary>
    Etcd,

    /// <summary>It runs pods.</summary>
    Worker,
}

/// <summary>A slot of the control plane: a name, a zone and an address that outlive its machines.</summary>
/// <param name="Name">Its name, a DNS label.</param>
/// <param name="Zone">The zone of its volume and its network interface.</param>
/// <param name="Address">The IPv4 address of its member of etcd.</param>
/// <param name="Server">The address of its server, where etcd is dedicated; else null.</param>
public sealed record SlotAddress(string Name, string Zone, string Address, string? Server = null);

/// <summary>Where a node finds what is not its own.</summary>
public abstract record PlatformSettings
{
    private PlatformSettings()
    {
    }

    /// <summary>AWS.</summary>
    /// <param name="Region">The region.</param>
    /// <param name="Artifacts">The bucket of releases and their artifacts.</param>
    /// <param name="Snapshots">The bucket of claims, markers and snapshots.</param>
    /// <param name="Issuer">The bucket of the OIDC issuer's documents; null without one.</param>
    /// <param name="Parameters">Where its parameters begin, such as <c>/evenkeel/shop</c>.</param>
    public sealed record Aws(
        string Region, string Artifacts, string Snapshots, string? Issuer, string Parameters)
        : PlatformSettings;

    /// <summary>A folder that plays AWS in a lab.</summary>
    /// <param name="Folder">The folder, relative to the one of <c>node.json</c> or absolute.</param>
    public sealed record Local(string Folder) : PlatformSettings;
}

/// <summary>How a node's member of etcd runs.</summary>
public sealed record NodeEtcd
{
    /// <summary>The version, such as <c>3.5.21</c>; flags differ between 3.4, 3.5 and 3.6.</summary>
    public required string Version { get; init; }

    /// <summary>Whether the agent runs it, or K3s.</summary>
    public Cluster.EtcdMode Mode { get; init; } = Cluster.EtcdMode.Agent;

    /// <summary>The port of clients.</summary>
    public int ClientPort { get; init; } = 2379;

    /// <summary>The port of members.</summary>
    public int PeerPort { get; init; } = 2380;

    /// <summary>The leader's heartbeat, in milliseconds.</summary>
    public int HeartbeatMs { get; init; } = 100;

    /// <summary>The least time without heartbeat after which a member stands for election.</summary>
    public int ElectionMs { get; init; } = 1000;

    /// <summary>The size of the database at which etcd raises NOSPACE, in bytes.</summary>
    public long QuotaBytes { get; init; } = 8L << 30;

    /// <summary>Time between two snapshots.</summary>
    public TimeSpan SnapshotEvery { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How many snapshots are kept.</summary>
    public int SnapshotKeep { get; init; } = 96;
}

/// <summary>Which Kubernetes a node runs.</summary>
public enum NodeDistribution
{
    /// <summary>K3s.</summary>
    K3s,

    /// <summary>The programs of kubernetes.io.</summary>
    Upstream,

    /// <summary>None: etcd alone, as a lab may have it.</summary>
    None,
}

/// <summary>What of Kubernetes a node runs.</summary>
public sealed record NodeKubernetes
{
    /// <summary>Which one.</summary>
    public required NodeDistribution Distribution { get; init; }

    /// <summary>The version, such as <c>1.35.2</c>; null where there is none.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// The API's URL as nodes and people reach it, through the balancer; null where none is.
    /// </summary>
    public string? Endpoint { get; init; }

    /// <summary>Names and addresses of the API server's certificate besides the slots' own.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The network of pods.</summary>
    public Ipv4Network PodNetwork { get; init; } = Ipv4Network.Parse("10.42.0.0/16");

    /// <summary>The network of services.</summary>
    public Ipv4Network ServiceNetwork { get; init; } = Ipv4Network.Parse("10.43.0.0/16");

    /// <summary>The address of the cluster's DNS.</summary>
    public string ClusterDns { get; init; } = "10.43.0.10";

    /// <summary>Labels of the node.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Taints of the node, each <c>key=value:Effect</c>.</summary>
    public IReadOnlyList<string> Taints { get; init; } = [];

    /// <summary>Whether workloads may run on a server.</summary>
    public bool Schedulable { get; init; }
}

/// <summary>What a node's verdict looks at.</summary>
public enum HealthSubject
{
    /// <summary>Its member of etcd, and its disk.</summary>
    Etcd,

    /// <summary>Its API server.</summary>
    ApiServer,

    /// <summary>Its kubelet.</summary>
    Kubelet,

    /// <summary>Its kube-proxy.</summary>
    Proxy,

    /// <summary>The ingress controller's pod on it.</summary>
    Ingress,
}

/// <summary>How a node answers the balancer.</summary>
public sealed record NodeHealth
{
    /// <summary>The port of the verdict and of the metrics.</summary>
    public int Port { get; init; } = 9440;

    /// <summary>What it judges; empty for what the role has.</summary>
    public IReadOnlyList<HealthSubject> Judges { get; init; } = [];
}
