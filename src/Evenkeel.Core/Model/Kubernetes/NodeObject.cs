using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Kubernetes;

/// <summary>A Node, with what the scheduler reads of it.</summary>
public sealed record NodeObject
{
    /// <summary>The node's name, unique in the cluster.</summary>
    public required string Name { get; init; }

    /// <summary>Its labels.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = Kubernetes.Labels.None;

    /// <summary>Taints set by its owner; those that controllers add come on top in the simulation.</summary>
    public ImmutableArray<Taint> Taints { get; init; } = [];

    /// <summary>Whether it is cordoned.</summary>
    public bool Unschedulable { get; init; }

    /// <summary>What pods may request of it in total.</summary>
    public required ResourceAmounts Allocatable { get; init; }

    /// <summary>
    /// The most zonal block volumes that can be attached to it; null where nothing states it.
    /// </summary>
    public int? AttachableVolumes { get; init; }

    /// <summary>Whether it is a server of the control plane.</summary>
    public bool IsServer => Labels.ContainsKey(Kubernetes.Labels.Server);

    /// <summary>The availability zone it is in; empty when it carries no zone label.</summary>
    public string Zone => Labels.GetValueOrDefault(Kubernetes.Labels.Zone, "");
}
