using System.Collections.Immutable;
using Evenkeel.Core.Quantities;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Model.Kubernetes;

/// <summary>A Service, with what routing and the default spread read of it.</summary>
public sealed record Service
{
    /// <summary>Its name.</summary>
    public required ObjectName Name { get; init; }

    /// <summary>
    /// The labels of its pods; empty for a Service without selector, which selects nothing.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Selector { get; init; } = Labels.None;

    /// <summary>ClusterIP, NodePort, LoadBalancer or ExternalName.</summary>
    public string Type { get; init; } = "ClusterIP";

    /// <summary>True for clusterIP None.</summary>
    public bool Headless { get; init; }

    /// <summary>True for externalTrafficPolicy Local.</summary>
    public bool ExternalTrafficLocal { get; init; }

    /// <summary>True for internalTrafficPolicy Local.</summary>
    public bool InternalTrafficLocal { get; init; }

    /// <summary>Whether pods are endpoints before they are ready, and while they are not.</summary>
    public bool PublishesNotReady { get; init; }

    /// <summary>spec.trafficDistribution, or null.</summary>
    public string? TrafficDistribution { get; init; }

    /// <summary>
    /// Where <c>Auto</c>, hints are given by the share of CPU in each zone (endpointslice/topologycache).
    /// </summary>
    public const string TopologyModeAnnotation = "service.kubernetes.io/topology-mode";

    /// <summary>metadata.annotations.</summary>
    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = Labels.None;

    /// <summary>
    /// <c>Auto</c> where topology hints were asked for by annotation, the deprecated one first; else null
    /// (endpointslice/utils.go, hintsEnabled).
    /// </summary>
    public string? TopologyMode =>
        Annotations.GetValueOrDefault("service.kubernetes.io/topology-aware-hints")
            is { } old ? (old is "Auto" or "auto" ? old : null)
        : Annotations.GetValueOrDefault(TopologyModeAnnotation) is "Auto" or "auto" ? "Auto"
        : null;

    /// <summary>Where it was read, if it came from a file.</summary>
    public SourceSpan? Span { get; init; }

    /// <summary>Whether a pod of this namespace and labels is behind the Service.</summary>
    public bool Selects(string podNamespace, IReadOnlyDictionary<string, string> labels)
    {
        if (Selector.IsEmpty || !string.Equals(podNamespace, Name.Namespace, StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var (key, value) in Selector)
        {
            if (!labels.TryGetValue(key, out var actual)
                || !string.Equals(actual, value, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A PodDisruptionBudget: it binds the eviction API and nothing else.</summary>
public sealed record DisruptionBudget
{
    /// <summary>Its name.</summary>
    public required ObjectName Name { get; init; }

    /// <summary>The pods it covers.</summary>
    public required LabelSelector Selector { get; init; }

    /// <summary>How many must stay healthy; null where maxUnavailable is given.</summary>
    public IntOrPercent? MinAvailable { get; init; }

    /// <summary>How many may be missing; null where minAvailable is given.</summary>
    public IntOrPercent? MaxUnavailable { get; init; }
}

/// <summary>A PriorityClass.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The priority.</param>
/// <param name="GlobalDefault">Whether pods without a class get it.</param>
/// <param name="Preempts">False for preemptionPolicy Never.</param>
public sealed record PriorityClass(string Name, int Value, bool GlobalDefault, bool Preempts);

/// <summary>A Namespace.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Labels">Its labels.</param>
public sealed record NamespaceObject(string Name, ImmutableSortedDictionary<string, string> Labels);
