using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Simulation.Tests.Scheduler.Naive;

/// <summary>A Node as <c>kubectl get node -o yaml</c> shows it.</summary>
internal sealed record NaiveNode(
    string Name,
    IReadOnlyDictionary<string, string> Labels,
    List<Taint> Taints,
    bool Unschedulable,
    ResourceAmounts Allocatable,
    int? VolumeLimit);

/// <summary>A claim of a pod: bound to a volume that some nodes reach, or made where the pod goes.</summary>
internal sealed record NaiveClaim(
    string Name,
    bool Bound,
    IReadOnlyList<NodeSelectorTerm>? VolumeTerms,
    IReadOnlyList<string> AllowedZones,
    string? SelectedNode);

/// <summary>A Pod as the API has it.</summary>
internal sealed record NaivePod
{
    public required string Name { get; init; }

    public required string Namespace { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required PodTemplate Spec { get; init; }

    public required List<Toleration> Tolerations { get; init; }

    /// <summary>The selector of the ReplicaSet or StatefulSet that owns it, or null.</summary>
    public LabelSelector? OwnerSelector { get; init; }

    /// <summary>What owns it, and how many pods that wants: budgets ask.</summary>
    public required string Owner { get; init; }

    public int OwnerScale { get; init; }

    public int Priority { get; init; }

    public bool Preempts { get; init; }

    /// <summary>The node whose name a DaemonSet's controller wrote into the affinity.</summary>
    public string? OnlyNode { get; init; }

    public List<NaiveClaim> Claims { get; init; } = [];

    /// <summary>spec.nodeName, or where the scheduler assumes it.</summary>
    public string? Node { get; init; }

    /// <summary>status.nominatedNodeName.</summary>
    public string? NominatedNode { get; init; }

    /// <summary>Whether it has a deletion timestamp.</summary>
    public bool Terminating { get; init; }

    /// <summary>Whether its DisruptionTarget condition says that the scheduler preempted it.</summary>
    public bool Preempted { get; init; }

    public bool Ready { get; init; }

    /// <summary>status.startTime.</summary>
    public TimeSpan StartTime { get; init; }

    /// <summary>Breaks ties of the start time, which are to the second in Kubernetes.</summary>
    public int Serial { get; init; }
}

/// <summary>Everything that the scheduler reads.</summary>
internal sealed record NaiveCluster
{
    private readonly List<NaivePod> pods = [];
    private readonly ILookup<string, NaivePod> byNode = Array.Empty<NaivePod>().ToLookup(p => p.Node!);

    public required KubernetesVersion Version { get; init; }

    /// <summary>In the order of the scheduler's list.</summary>
    public required List<NaiveNode> Nodes { get; init; }

    public required List<NaivePod> Pods
    {
        get => pods;
        init => (pods, byNode) = (value, value.Where(p => p.Node is not null).ToLookup(p => p.Node!));
    }

    public required IReadOnlyList<Service> Services { get; init; }

    public required IReadOnlyList<DisruptionBudget> Budgets { get; init; }

    public required Dictionary<string, IReadOnlyDictionary<string, string>> NamespaceLabels { get; init; }

    public IEnumerable<NaivePod> PodsOn(NaiveNode node) => byNode[node.Name];

    public NaiveNode? Find(string? name) => Nodes.FirstOrDefault(n => n.Name == name);

    public NaiveCluster With(NaivePod pod) => this with { Pods = [.. Pods, pod] };

    public NaiveCluster Without(params IEnumerable<NaivePod> gone)
    {
        var names = gone.Select(p => (p.Namespace, p.Name)).ToHashSet();
        return this with { Pods = Pods.Where(p => !names.Contains((p.Namespace, p.Name))).ToList() };
    }
}
