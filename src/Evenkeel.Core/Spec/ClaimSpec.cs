using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Spec;

/// <summary>A claim as written: what must be survived, and what may be lost while that happens.</summary>
public sealed record ClaimSpec
{
    /// <summary>Its name, unique in the file.</summary>
    public required Spanned<string> Name { get; init; }

    /// <summary>The faults, each of which must be survived alone.</summary>
    public required ImmutableArray<FaultSpec> Survive { get; init; }

    /// <summary>Where <c>survive</c> stands.</summary>
    public required SourceSpan SurviveSpan { get; init; }

    /// <summary>How long after it began each fault is mended, or null where it lasts.</summary>
    public TimeSpan? RepairedAfter { get; init; }

    /// <summary>The one way in which zones are lost, or null for each of them.</summary>
    public ZoneLossWay? ZonesLostBy { get; init; }

    /// <summary>The Service that it is about, or null when it is about the control plane.</summary>
    public Spanned<ObjectName>? Service { get; init; }

    /// <summary>The longest blackout of the Service, or null where unbounded.</summary>
    public TimeSpan? MaxOutage { get; init; }

    /// <summary>The most brownout, as failed share × time, or null where unbounded.</summary>
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

    /// <summary>The longest outage of the control plane; null for a claim about a Service.</summary>
    public TimeSpan? ControlPlaneMaxOutage { get; init; }

    /// <summary>Whether it is about the control plane.</summary>
    public bool IsControlPlane => Service is null;

    /// <summary>Where it stands.</summary>
    public required SourceSpan Span { get; init; }
}

/// <summary>A fault, or a family of faults, that a claim names.</summary>
public abstract record FaultSpec
{
    private FaultSpec(SourceSpan span) => Span = span;

    /// <summary>Where it stands.</summary>
    public SourceSpan Span { get; }

    /// <summary>Every zone, each alone: <c>{any: zone}</c>.</summary>
    public sealed record AnyZone(SourceSpan Place) : FaultSpec(Place);

    /// <summary>Every node, each alone: <c>{any: node}</c>.</summary>
    public sealed record AnyNode(SourceSpan Place) : FaultSpec(Place);

    /// <summary>Every fault of a kind, each alone: <c>{any: kubelet}</c>.</summary>
    public sealed record AnyOf(FaultKind Kind, SourceSpan Place) : FaultSpec(Place);

    /// <summary>One zone: <c>{zone: eu-west-1a}</c>.</summary>
    public sealed record OneZone(string Zone, SourceSpan Place) : FaultSpec(Place);

    /// <summary>Nodes together: <c>{node: a}</c> or <c>{nodes: [a, b]}</c>.</summary>
    public sealed record TheseNodes(ImmutableArray<string> Nodes, SourceSpan Place) : FaultSpec(Place);

    /// <summary>Every two faults together: <c>{pairs: true}</c>.</summary>
    public sealed record Pairs(SourceSpan Place) : FaultSpec(Place);

    /// <summary>A scenario of its own file, relative to the cluster file: <c>{scenario: FILE}</c>.</summary>
    public sealed record ScenarioFile(string Path, SourceSpan Place) : FaultSpec(Place);

    /// <summary>Every fault that is modelled: <c>all</c>.</summary>
    public sealed record All(SourceSpan Place) : FaultSpec(Place);
}
