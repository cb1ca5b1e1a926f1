using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Simulation.State;

/// <summary>A pod in the simulated API. Only <see cref="ClusterState"/> changes it.</summary>
internal sealed class SimPod
{
    /// <summary>Its place in <see cref="ClusterState.Pods"/>.</summary>
    public required int Index { get; init; }

    public required ObjectName Name { get; init; }

    /// <summary>Its <c>app</c> label, or its owner's name.</summary>
    public required string App { get; init; }

    public required PodClass Class { get; init; }

    /// <summary>The workload that owns it.</summary>
    public required SimWorkload Owner { get; init; }

    /// <summary>StatefulSet: its number. Otherwise −1.</summary>
    public int Ordinal { get; init; } = -1;

    /// <summary>DaemonSet: the node it is for.</summary>
    public SimNode? PinnedTo { get; init; }

    /// <summary>The claims it mounts.</summary>
    public ImmutableArray<SimClaim> Claims { get; init; } = [];

    /// <summary>A claim that it names and that does not exist, or null.</summary>
    public string? MissingClaim { get; init; }

    public required int Priority { get; init; }

    /// <summary>False where its priority class says so.</summary>
    public required bool MayPreempt { get; init; }

    public required TimeSpan CreatedAt { get; init; }

    /// <summary>The node it is bound to, or reserved on while its volumes are made.</summary>
    public SimNode? Node { get; internal set; }

    /// <summary>Whether the API knows its node.</summary>
    public bool Bound { get; internal set; }

    /// <summary>When its node got it, which is when its kubelet starts it; null before.</summary>
    public TimeSpan? BoundAt { get; internal set; }

    /// <summary>The node that preemption made room on for it.</summary>
    public SimNode? NominatedNode { get; internal set; }

    /// <summary>Its Ready condition in the API.</summary>
    public bool Ready { get; internal set; }

    /// <summary>Whether its containers run and pass their probe, whatever the API says.</summary>
    public bool Serving { get; internal set; }

    /// <summary>When it first became Ready, or null.</summary>
    public TimeSpan? ReadyAt { get; internal set; }

    /// <summary>Whether it has a deletion timestamp.</summary>
    public bool Deleting { get; internal set; }

    /// <summary>Whether the scheduler deleted it to make room for another.</summary>
    public bool Preempted { get; internal set; }

    /// <summary>Whether it has left the API.</summary>
    public bool Gone { get; internal set; }

    /// <summary>Still there and not being deleted.</summary>
    public bool Active => !Deleting && !Gone;
}
