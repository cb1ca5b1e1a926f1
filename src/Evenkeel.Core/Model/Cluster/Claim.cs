using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Model.Cluster;

/// <summary>Something that must be proven.</summary>
public sealed record Claim
{
    /// <summary>Its name, unique in the file.</summary>
    public required string Name { get; init; }

    /// <summary>The faults it must hold for, each alone.</summary>
    public required ImmutableArray<FaultSelector> Survive { get; init; }

    /// <summary>The Service it is about; null for a claim about the control plane.</summary>
    public ObjectName? Service { get; init; }

    /// <summary>The longest blackout allowed, or null where unbounded.</summary>
    public TimeSpan? MaxOutage { get; init; }

    /// <summary>The most brownout allowed, as failed share × seconds, or null where unbounded.</summary>
    public TimeSpan? MaxErrors { get; init; }

    /// <summary>When it must be back at full strength, or null where unbounded.</summary>
    public TimeSpan? Recovered { get; init; }

    /// <summary>The longest outage of the control plane allowed; null for a claim about a Service.</summary>
    public TimeSpan? ControlPlaneMaxOutage { get; init; }

    /// <summary>Where it was read, if it came from a file.</summary>
    public SourceSpan? Span { get; init; }
}

/// <summary>Which faults a claim names.</summary>
public abstract record FaultSelector
{
    /// <summary>Every zone of the cluster, each alone.</summary>
    public sealed record AnyZone : FaultSelector;

    /// <summary>Every node that takes workloads, each alone.</summary>
    public sealed record AnyNode : FaultSelector;

    /// <summary>One zone.</summary>
    public sealed record OneZone(string Zone) : FaultSelector;

    /// <summary>These nodes together.</summary>
    public sealed record TheseNodes(ImmutableArray<string> Nodes) : FaultSelector;

    /// <summary>A fault that is understood but not simulated yet; claims with one are undecided.</summary>
    /// <param name="Description">As written, for the verdict.</param>
    public sealed record NotModelled(string Description) : FaultSelector;
}
