using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Simulation;

/// <summary>What happened, in one run or several.</summary>
public sealed record SimulationResult(KubernetesVersion Version, ImmutableArray<SimulationRun> Runs);

/// <summary>One run of a scenario.</summary>
/// <param name="Seed">The seed that ties and phases were drawn from.</param>
/// <param name="Snapshots">States, in order of time.</param>
/// <param name="Events">What happened, in order of time.</param>
/// <param name="Outcomes">How each Service fared after the first fault; empty where none was asked
/// for.</param>
public sealed record SimulationRun(
    ulong Seed,
    ImmutableArray<Snapshot> Snapshots,
    ImmutableArray<TimelineEvent> Events,
    ImmutableArray<ServiceOutcome> Outcomes);

/// <summary>The state at one instant.</summary>
/// <param name="Stage">Its name in the scenario; the last is <c>end</c>.</param>
/// <param name="At">When, from the start.</param>
/// <param name="Apps">Pods by application.</param>
/// <param name="Utilization">How much of the nodes is requested.</param>
public sealed record Snapshot(
    string Stage,
    TimeSpan At,
    ImmutableSortedDictionary<string, AppState> Apps,
    Utilization Utilization)
{
    /// <summary>By Service, as <c>namespace/name</c>, which way requests take: inside first.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<RequestShares>> Services { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableArray<RequestShares>>(StringComparer.Ordinal);
}

/// <summary>The pods of one application: those that share an <c>app</c> label, or else an owner.</summary>
/// <param name="Ready">Pods that are Ready on a live node.</param>
/// <param name="Pending">Pods bound to no node.</param>
/// <param name="Terminating">Bound pods that are being deleted.</param>
/// <param name="ByZone">Bound pods that are not terminating, by zone.</param>
/// <param name="ByNode">The same by node.</param>
public sealed record AppState(
    int Ready,
    int Pending,
    int Terminating,
    ImmutableSortedDictionary<string, int> ByZone,
    ImmutableSortedDictionary<string, int> ByNode);

/// <summary>What an event is about.</summary>
public enum TimelineEventKind
{
    /// <summary>A pod was created.</summary>
    PodCreated,

    /// <summary>A pod was bound to a node.</summary>
    PodBound,

    /// <summary>A pod became Ready.</summary>
    PodReady,

    /// <summary>A pod ceased to be Ready, as the kubelet of a node that is reached reports it.</summary>
    PodUnready,

    /// <summary>A bound pod got a deletion timestamp and stays visible.</summary>
    PodDeleting,

    /// <summary>A pod left the API.</summary>
    PodGone,

    /// <summary>
    /// A pod could not be placed, for the reasons given. Shown to people; not part of the JSON contract.
    /// </summary>
    PodUnschedulable,

    /// <summary>
    /// A pod's containers cannot be started yet, for the reason given. Shown to people; part of the JSON of
    /// proofs alone.
    /// </summary>
    PodWaiting,

    /// <summary>A node's readiness or taints changed.</summary>
    Node,

    /// <summary>Something was done from outside.</summary>
    Injected,

    /// <summary>An autoscaler set a workload's replicas.</summary>
    Rescaled,

    /// <summary>A group's desired size was set.</summary>
    GroupResized,

    /// <summary>An instance of a group registered its Node.</summary>
    NodeJoined,

    /// <summary>The Node of an instance of a group went.</summary>
    NodeRemoved,

    /// <summary>The state at one instant, where nodes come from groups.</summary>
    Snapshot,

    /// <summary>A Service could answer no request from here on, or could again. Shown in proofs.</summary>
    Service,
}

/// <summary>One line of a timeline. Fields that do not apply are null.</summary>
public sealed record TimelineEvent(TimeSpan At, TimelineEventKind Kind)
{
    /// <summary>The pod's name, without namespace.</summary>
    public string? Pod { get; init; }

    /// <summary>The application the pod belongs to.</summary>
    public string? App { get; init; }

    /// <summary>The node's name.</summary>
    public string? Node { get; init; }

    /// <summary>The node's zone.</summary>
    public string? Zone { get; init; }

    /// <summary>A node's Ready condition: True, False or Unknown.</summary>
    public string? Ready { get; init; }

    /// <summary>A node's taints as <c>key:Effect</c>, sorted.</summary>
    public ImmutableArray<string>? Taints { get; init; }

    /// <summary>What was injected, or how a workload was scaled.</summary>
    public ScenarioAction? Action { get; init; }

    /// <summary>Why, in one line.</summary>
    public string? Reason { get; init; }

    /// <summary>The group of instances.</summary>
    public string? Group { get; init; }

    /// <summary>A group's desired size from now on.</summary>
    public int? Desired { get; init; }

    /// <summary>A group's desired size up to now; null where it is set for the first time.</summary>
    public int? Was { get; init; }

    /// <summary>The state.</summary>
    public Snapshot? Snapshot { get; init; }
}

/// <summary>
/// How one Service fared from the first fault to the end. Seconds are null where the state lasts to the end.
/// </summary>
/// <param name="Service">The Service, as <c>namespace/name</c>.</param>
/// <param name="OutageSeconds">Total time in which no request could be answered.</param>
/// <param name="ErrorSeconds">The share of requests that failed, integrated over time.</param>
/// <param name="RecoveredSeconds">From the fault until every declared pod is Ready and reached, for
/// good.</param>
/// <param name="LowestReady">The fewest pods that were Ready on live nodes.</param>
/// <param name="Declared">The pods that were declared.</param>
public sealed record ServiceOutcome(
    string Service,
    double? OutageSeconds,
    double? ErrorSeconds,
    double? RecoveredSeconds,
    int LowestReady,
    int Declared)
{
    /// <summary>The share of requests that was answered before anything was done, 0 to 1.</summary>
    public double AnsweredBefore { get; init; } = 1;

    /// <summary>Why requests were not answered then, or null where all were.</summary>
    public string? WhyUnansweredBefore { get; init; }

    /// <summary>Why requests are not answered at the end, or null where all are.</summary>
    public string? WhyUnanswered { get; init; }
}
