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
