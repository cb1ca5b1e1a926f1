using System.Collections.Immutable;
using Evenkeel.Core.Quantities;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Model.Kubernetes;

/// <summary>The kinds that own pods.</summary>
public enum WorkloadKind
{
    /// <summary>apps/v1 Deployment.</summary>
    Deployment,

    /// <summary>apps/v1 ReplicaSet without a Deployment above it.</summary>
    ReplicaSet,

    /// <summary>apps/v1 StatefulSet.</summary>
    StatefulSet,

    /// <summary>apps/v1 DaemonSet.</summary>
    DaemonSet,

    /// <summary>A bare Pod, which nothing replaces.</summary>
    Pod,
}

/// <summary>A workload: a pod template and what keeps how many of it.</summary>
public sealed record Workload
{
    /// <summary>Its kind.</summary>
    public required WorkloadKind Kind { get; init; }

    /// <summary>Its name.</summary>
    public required ObjectName Name { get; init; }

    /// <summary>Desired pods; not used for a DaemonSet, 1 for a bare Pod.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>The pods it owns.</summary>
    public required LabelSelector Selector { get; init; }

    /// <summary>What it makes.</summary>
    public required PodTemplate Template { get; init; }

    /// <summary>A rolling update's bound on missing pods; null for the kind's default.</summary>
    public IntOrPercent? MaxUnavailable { get; init; }

    /// <summary>A rolling update's bound on extra pods; null for the kind's default.</summary>
    public IntOrPercent? MaxSurge { get; init; }

    /// <summary>StatefulSet: true for podManagementPolicy Parallel.</summary>
    public bool ParallelPodManagement { get; init; }

    /// <summary>StatefulSet: the number of its first pod.</summary>
    public int FirstOrdinal { get; init; }

    /// <summary>How long a pod must be ready to count as available.</summary>
    public TimeSpan MinReady { get; init; }

    /// <summary>StatefulSet: claims made for each pod.</summary>
    public ImmutableArray<PersistentVolumeClaim> ClaimTemplates { get; init; } = [];

    /// <summary>
    /// The CPU that its requests need in all, in thousandths of a core, shared evenly by the pods that serve
    /// (annotation <c>evenkeel.dev/load-cpu</c>); null where nothing declares it.
    /// </summary>
    public long? LoadMilliCpu { get; init; }

    /// <summary>
    /// The VerticalPodAutoscaler whose recommendation its pods' requests are; null where they are its own.
    /// </summary>
    public string? RequestsFrom { get; init; }

    /// <summary>Where it was read, if it came from a file.</summary>
    public SourceSpan? Span { get; init; }
}
