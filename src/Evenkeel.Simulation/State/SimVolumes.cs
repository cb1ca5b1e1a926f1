using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Simulation.State;

/// <summary>A claim in the simulated API.</summary>
internal sealed class SimClaim
{
    public required ObjectName Name { get; init; }

    /// <summary>Its class, defaults applied; null for a claim without class.</summary>
    public required StorageClass? Class { get; init; }

    public required PersistentVolumeClaim Definition { get; init; }

    /// <summary>The volume it is bound to.</summary>
    public SimVolume? Volume { get; internal set; }

    /// <summary>
    /// The node of the pod that its volume is being made for (annotation volume.kubernetes.io/selected-node).
    /// </summary>
    public SimNode? SelectedNode { get; internal set; }

    /// <summary>Whether its volume can be attached to one machine at a time alone, as EBS volumes.</summary>
    public bool IsExclusive =>
        !Definition.AccessModes.Contains("ReadWriteMany", StringComparer.Ordinal)
        && Class is not { Zonal: false };

    /// <summary>Whether a pod with it is placed first and the volume made where the pod is.</summary>
    public bool WaitsForPod => Volume is null && Class is { WaitForFirstConsumer: true };
}

/// <summary>A persistent volume.</summary>
internal sealed class SimVolume
{
    public required string Name { get; init; }

    /// <summary>The nodes that can mount it; null for all.</summary>
    public required ImmutableArray<NodeSelectorTerm>? NodeTerms { get; init; }

    public required PersistentVolume Definition { get; init; }

    /// <summary>
    /// The node it is attached to, or is being attached to or detached from; null for none, and where
    /// attachments are not simulated.
    /// </summary>
    public SimNode? AttachedTo { get; internal set; }

    /// <summary>Whether it is gone, with what was on it.</summary>
    public bool Lost { get; internal set; }

    /// <summary>Whether its reads and writes hang.</summary>
    public bool Stalled { get; internal set; }

    /// <summary>Whether what mounts it can work.</summary>
    public bool Works => !Lost && !Stalled;

    /// <summary>The claim that holds it.</summary>
    public SimClaim? Claim { get; internal set; }

    /// <summary>Whether a node can mount it.</summary>
    public bool ReachableFrom(SimNode node)
    {
        if (NodeTerms is not { } terms)
        {
            return true;
        }

        foreach (var term in terms)
        {
            if (term.Matches(node.Definition.Labels, node.Name))
            {
                return true;
            }
        }

        return false;
    }
}
