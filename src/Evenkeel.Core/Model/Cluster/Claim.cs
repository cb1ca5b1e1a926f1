using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Model.Cluster;

/// <summary>Something that must be proven.</summary>
public sealed record Claim
{
    /// <summary>Its name, unique in the file.</summary>
    public required string Name { get; init; }

    /// <summary>The faults it must hold for, each alone.</summary>
    public required ImmutableArray<FaultSelector> Survive { get; init; }

    /// <summary>
    /// How long after it began each fault is mended; null where what is lost stays lost.
    /// </summary>
    public TimeSpan? RepairedAfter { get; init; }

    /// <summary>The one way in which zones are lost; null for each of them.</summary>
    public ZoneLossWay? ZonesLostBy { get; init; }

    /// <summary>The Service it is about; null for a claim about the control plane.</summary>
    public ObjectName? Service { get; init; }

    /// <summary>The longest blackout allowed, or null where unbounded.</summary>
    public TimeSpan? MaxOutage { get; init; }

    /// <summary>The most brownout allowed, as failed share × seconds, or null where unbounded.</summary>
    public TimeSpan? MaxErrors { get; init; }

    /// <summary>When it must be back at full strength, or null where unbounded.</summary>
    public TimeSpan? Recovered { get; init; }

    /// <summary>The longest that a pod may be without a node, or null where unbounded.</summary>
    public TimeSpan? MaxPending { get; init; }

    /// <summary>The least share of the declared pods, in percent, or null where unbounded.</summary>
    public int? KeepsCapacity { get; init; }

    /// <summary>Whether no volume of its pods may be lost or out of reach.</summary>
    public bool KeepsData { get; init; }

    /// <summary>The most that the cluster may cost in a month, in USD, or null where unbounded.</summary>
    public int? MaxMonthlyCost { get; init; }

    /// <summary>The longest outage of the control plane allowed; null for a claim about a Service.</summary>
    public TimeSpan? ControlPlaneMaxOutage { get; init; }

    /// <summary>Where it was read, if it came from a file.</summary>
    public SourceSpan? Span { get; init; }
}

/// <summary>The ways in which a zone is lost.</summary>
public enum ZoneLossWay
{
    /// <summary>Its machines lose power.</summary>
    Power,

    /// <summary>It is cut off from the rest; its machines go on.</summary>
    Isolation,

    /// <summary>Its machines lose power, and EC2 launches nothing in any zone.</summary>
    NoLaunches,
}

/// <summary>The kinds of fault that <c>any</c> names besides zones and nodes.</summary>
public enum FaultKind
{
    /// <summary>A node's kubelet stops; its pods go on.</summary>
    Kubelet,

    /// <summary>A pod answers nothing though it runs.</summary>
    Pod,

    /// <summary>A zone's NAT gateway is lost.</summary>
    Nat,

    /// <summary>A zone's load balancer node is lost.</summary>
    Balancer,

    /// <summary>A volume is lost, or its reads and writes hang.</summary>
    Volume,

    /// <summary>EC2 launches nothing, in one zone or anywhere.</summary>
    Capacity,

    /// <summary>The Kubernetes API answers nobody.</summary>
    Api,

    /// <summary>The regional API of EC2 and Auto Scaling answers nobody.</summary>
    AwsApi,

    /// <summary>The image registry answers nobody.</summary>
    Registry,

    /// <summary>A node is drained.</summary>
    Drain,

    /// <summary>All pods that a webhook for new pods calls are gone at once.</summary>
    Webhook,

    /// <summary>A whole instance hangs: it has power, and nothing on it answers.</summary>
    Hang,

    /// <summary>A member of etcd is killed; its volume is lost.</summary>
    Member,

    /// <summary>Writes to the disk of a member of etcd hang, or are slow.</summary>
    Disk,

    /// <summary>Two zones do not reach each other, in both ways, in one, or with losses.</summary>
    Partition,

    /// <summary>A server's clock jumps.</summary>
    Clock,

    /// <summary>The servers are replaced one after the other.</summary>
    Roll,
}

/// <summary>Which faults a claim names.</summary>
public abstract record FaultSelector
{
    /// <summary>Every zone of the cluster, each alone.</summary>
    public sealed record AnyZone : FaultSelector;

    /// <summary>Every node that takes workloads, each alone.</summary>
    public sealed record AnyNode : FaultSelector;

    /// <summary>Every fault of a kind, each alone.</summary>
    /// <param name="Kind">The kind.</param>
    /// <param name="OnlyModelled">Whether those that cannot be simulated are left out, as <c>all</c>
    /// says.</param>
    public sealed record Any(FaultKind Kind, bool OnlyModelled = false) : FaultSelector;

    /// <summary>One zone.</summary>
    public sealed record OneZone(string Zone) : FaultSelector;

    /// <summary>These nodes together.</summary>
    public sealed record TheseNodes(ImmutableArray<string> Nodes) : FaultSelector;

    /// <summary>What a scenario file does, from the instant of the fault on.</summary>
    /// <param name="File">The file, as the claim names it, relative to the cluster file.</param>
    /// <param name="Steps">What it does, and how long after; null until it has been read.</param>
    /// <param name="End">How long it goes on at least.</param>
    public sealed record Scenario(string File, ImmutableArray<ScenarioStep>? Steps, TimeSpan End)
        : FaultSelector;

    /// <summary>
    /// Every two together of what the claim's other selectors name; without any, of all that is modelled.
    /// </summary>
    public sealed record Pairs : FaultSelector;

    /// <summary>A fault that is understood but not simulated yet; claims with one are undecided.</summary>
    /// <param name="Description">As written, for the verdict.</param>
    public sealed record NotModelled(string Description) : FaultSelector;
}
