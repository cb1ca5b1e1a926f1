using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Model.Simulation;

/// <summary>What to do to a cluster, and when.</summary>
public sealed record Scenario
{
    /// <summary>One line for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>The version whose rules apply.</summary>
    public KubernetesVersion Version { get; init; } = KubernetesVersion.Newest;

    /// <summary>The timings that apply.</summary>
    public KubernetesTiming Timing { get; init; } = KubernetesTiming.Default;

    /// <summary>
    /// Whether pods wait for their volumes to be attached to their machines. The recordings' machines were
    /// stand-ins, on which they do not.
    /// </summary>
    public bool AttachesVolumes { get; init; }

    /// <summary>Steps in the order of the file; those at one instant happen in this order.</summary>
    public ImmutableArray<ScenarioStep> Steps { get; init; } = [];

    /// <summary>When the simulation ends, from its start.</summary>
    public required TimeSpan End { get; init; }

    /// <summary>The machines behind the nodes, where they come from groups; else null.</summary>
    public Fleet? Fleet { get; init; }
}

/// <summary>One step of a scenario.</summary>
/// <param name="At">When, from the start.</param>
/// <param name="Snapshot">The name under which the state just before is kept, or null.</param>
/// <param name="Action">What happens, or null for a snapshot alone.</param>
public sealed record ScenarioStep(TimeSpan At, string? Snapshot, ScenarioAction? Action)
{
    /// <summary>Where its action was read, if it came from a file.</summary>
    public SourceSpan? Span { get; init; }
}

/// <summary>Which nodes an action is about. Exactly one of both is set.</summary>
/// <param name="Zone">All nodes of this zone, or null.</param>
/// <param name="Nodes">These nodes; a single one is a list of one.</param>
public sealed record NodeTarget(string? Zone, ImmutableArray<string> Nodes)
{
    /// <summary>
    /// Where the zone, or each of the nodes, was named, if it came from a file; else empty.
    /// </summary>
    public ImmutableArray<SourceSpan> Spans { get; init; } = [];

    /// <summary>The nodes of a zone.</summary>
    public static NodeTarget OfZone(string zone) => new(zone, []);

    /// <summary>The named nodes.</summary>
    public static NodeTarget OfNodes(params ReadOnlySpan<string> nodes) => new(null, [.. nodes]);

    /// <inheritdoc/>
    public override string ToString() => Zone is not null
        ? $"zone {Zone}"
        : $"{(Nodes.Length == 1 ? "node" : "nodes")} {string.Join(", ", Nodes)}";
}

/// <summary>Something done to the cluster from outside.</summary>
public abstract partial record ScenarioAction
{
    /// <summary>What is done to nodes.</summary>
    /// <param name="Target">Which.</param>
    public abstract record OnNodes(NodeTarget Target) : ScenarioAction;

    /// <summary>The nodes lose power: no kubelet, no pods.</summary>
    public sealed record Fail(NodeTarget Target) : OnNodes(Target);

    /// <summary>The nodes run again.</summary>
    public sealed record Restore(NodeTarget Target) : OnNodes(Target);

    /// <summary>The instances are gone for good and their Node objects are removed.</summary>
    public sealed record DeleteNode(NodeTarget Target) : OnNodes(Target);

    /// <summary>The nodes are cordoned and their pods evicted, within budgets.</summary>
    public sealed record Drain(NodeTarget Target) : OnNodes(Target);

    /// <summary>
    /// All pods behind a Service are gone at once, as when somebody deletes them without grace.
    /// </summary>
    public sealed record DeletePods(ObjectName Service) : ScenarioAction;

    /// <summary>A workload's replicas are set.</summary>
    public sealed record Scale(WorkloadKind Kind, ObjectName Name, int Replicas) : ScenarioAction;

    /// <summary>The CPU that a workload's requests need in all is another from now on.</summary>
    public sealed record Load(WorkloadKind Kind, ObjectName Name, long MilliCpu) : ScenarioAction;

    /// <summary>Ready nodes join.</summary>
    public sealed record AddNodes(ImmutableArray<NodeObject> Nodes) : ScenarioAction;
}
