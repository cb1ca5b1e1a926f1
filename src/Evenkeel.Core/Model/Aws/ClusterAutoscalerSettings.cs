using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Aws;

/// <summary>
/// What cluster-autoscaler is told by its flags. Defaults are those of cluster-autoscaler 1.36
/// (cluster-autoscaler/config/flags/flags.go); each property names its flag.
/// </summary>
public sealed record ClusterAutoscalerSettings
{
    /// <summary>cluster-autoscaler's own values.</summary>
    public static readonly ClusterAutoscalerSettings Default = new();

    /// <summary>--scan-interval: between two passes when nothing asks for one.</summary>
    public TimeSpan ScanInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// --frequent-loops-enabled: whether a pod that fits nowhere, and a pass that changed something, start
    /// the next pass at once.
    /// </summary>
    public bool FrequentLoops { get; init; } = true;

    /// <summary>--expander: the filters that choose among groups, in their order; chance decides the rest.
    /// </summary>
    public ImmutableArray<GroupExpander> Expanders { get; init; } = [GroupExpander.LeastWaste];

    /// <summary>
    /// The ConfigMap of the expander <c>priority</c>: patterns of group names by priority, the highest wins.
    /// </summary>
    public ImmutableSortedDictionary<int, ImmutableArray<string>> Priorities { get; init; } =
        ImmutableSortedDictionary<int, ImmutableArray<string>>.Empty;

    /// <summary>--balance-similar-node-groups.</summary>
    public bool BalanceSimilarNodeGroups { get; init; }

    /// <summary>--balancing-ignore-label: labels that similar groups may differ in.</summary>
    public ImmutableArray<string> BalancingIgnoreLabels { get; init; } = [];

    /// <summary>--max-nodes-total: 0 for no bound.</summary>
    public int MaxNodesTotal { get; init; }

    /// <summary>--max-node-provision-time: from a request to a node that reports.</summary>
    public TimeSpan MaxNodeProvisionTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// --max-node-startup-time: how long after its registration a node that is not Ready counts as starting.
    /// </summary>
    public TimeSpan MaxNodeStartupTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>--max-total-unready-percentage: above it everything halts.</summary>
    public double MaxTotalUnreadyPercentage { get; init; } = 45;

    /// <summary>--ok-total-unready-count: up to so many unready nodes nothing halts.</summary>
    public int OkTotalUnreadyCount { get; init; } = 3;

    /// <summary>--new-pod-scale-up-delay: younger pods are not looked at.</summary>
    public TimeSpan NewPodScaleUpDelay { get; init; }

    /// <summary>--expendable-pods-priority-cutoff: pods of a lower priority do not count.</summary>
    public int ExpendablePodsPriorityCutoff { get; init; } = -10;

    /// <summary>--initial-node-group-backoff-duration.</summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>--max-node-group-backoff-duration.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>--node-group-backoff-reset-timeout.</summary>
    public TimeSpan BackoffReset { get; init; } = TimeSpan.FromHours(3);

    /// <summary>--scale-down-enabled.</summary>
    public bool ScaleDownEnabled { get; init; } = true;

    /// <summary>--scale-down-unready-enabled.</summary>
    public bool ScaleDownUnreadyEnabled { get; init; } = true;

    /// <summary>--scale-down-unneeded-time.</summary>
    public TimeSpan ScaleDownUnneededTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>--scale-down-unready-time.</summary>
    public TimeSpan ScaleDownUnreadyTime { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>--scale-down-delay-after-add.</summary>
    public TimeSpan ScaleDownDelayAfterAdd { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>--scale-down-delay-after-delete.</summary>
    public TimeSpan ScaleDownDelayAfterDelete { get; init; }

    /// <summary>--scale-down-utilization-threshold: Σ requests / allocatable, the larger of CPU and memory.
    /// </summary>
    public double ScaleDownUtilizationThreshold { get; init; } = 0.5;

    /// <summary>--ignore-daemonsets-utilization.</summary>
    public bool IgnoreDaemonSetsUtilization { get; init; }

    /// <summary>--skip-nodes-with-system-pods.</summary>
    public bool SkipNodesWithSystemPods { get; init; } = true;

    /// <summary>--skip-nodes-with-local-storage.</summary>
    public bool SkipNodesWithLocalStorage { get; init; } = true;
}

/// <summary>How cluster-autoscaler chooses among groups that would help (cluster-autoscaler/expander).
/// </summary>
public enum GroupExpander
{
    /// <summary>The least share of CPU and memory left over.</summary>
    LeastWaste,

    /// <summary>Any.</summary>
    Random,

    /// <summary>The most pods placed.</summary>
    MostPods,

    /// <summary>The fewest nodes.</summary>
    LeastNodes,

    /// <summary>The highest priority of a pattern that matches the group's name.</summary>
    Priority,
}
