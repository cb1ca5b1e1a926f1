using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Scheduler;

namespace Evenkeel.Simulation.State;

/// <summary>
/// Pods that the scheduler cannot tell apart: the same namespace, labels and spec. Selectors are matched once
/// a class instead of once a pod.
/// </summary>
internal sealed class PodClass(
    int index,
    string @namespace,
    PodTemplate template,
    PodRequirements requirements)
{
    /// <summary>Its place in <see cref="ClusterState.Classes"/>.</summary>
    public int Index { get; } = index;

    public string Namespace { get; } = @namespace;

    public PodTemplate Template { get; } = template;

    /// <summary>The labels of the pods, those that controllers add included.</summary>
    public ImmutableSortedDictionary<string, string> Labels => Template.Labels;

    /// <summary>What the scheduler asks of a node for such a pod.</summary>
    public PodRequirements Requirements { get; } = requirements;
}
