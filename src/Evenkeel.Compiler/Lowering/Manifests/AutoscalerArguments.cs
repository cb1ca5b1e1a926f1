using System.Globalization;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Quantities;

namespace Evenkeel.Compiler.Lowering.Manifests;

/// <summary>
/// The flags of cluster-autoscaler from the record that is simulated: those that differ from its own values.
/// </summary>
internal static class AutoscalerArguments
{
    /// <summary>The flags, in a fixed order.</summary>
    public static IEnumerable<string> Of(ClusterAutoscalerSettings settings)
    {
        var usual = ClusterAutoscalerSettings.Default;
        return Flags(settings).Zip(Flags(usual)).Where(pair => pair.First != pair.Second)
            .Select(pair => pair.First)
            .Concat(settings.BalancingIgnoreLabels.Select(label => $"--balancing-ignore-label={label}"));
    }

    private static string[] Flags(ClusterAutoscalerSettings s) =>
    [
        $"--balance-similar-node-groups={Word(s.BalanceSimilarNodeGroups)}",
        $"--expander={string.Join(',', s.Expanders.Select(Word))}",
        $"--expendable-pods-priority-cutoff={Number(s.ExpendablePodsPriorityCutoff)}",
        $"--frequent-loops-enabled={Word(s.FrequentLoops)}",
        $"--ignore-daemonsets-utilization={Word(s.IgnoreDaemonSetsUtilization)}",
        $"--initial-node-group-backoff-duration={Time(s.InitialBackoff)}",
        $"--max-node-group-backoff-duration={Time(s.MaxBackoff)}",
        $"--max-node-provision-time={Time(s.MaxNodeProvisionTime)}",
        $"--max-node-startup-time={Time(s.MaxNodeStartupTime)}",
        $"--max-nodes-total={Number(s.MaxNodesTotal)}",
        $"--max-total-unready-percentage={Number(s.MaxTotalUnreadyPercentage)}",
        $"--new-pod-scale-up-delay={Time(s.NewPodScaleUpDelay)}",
        $"--node-group-backoff-reset-timeout={Time(s.BackoffReset)}",
        $"--ok-total-unready-count={Number(s.OkTotalUnreadyCount)}",
        $"--scale-down-delay-after-add={Time(s.ScaleDownDelayAfterAdd)}",
        $"--scale-down-delay-after-delete={Time(s.ScaleDownDelayAfterDelete)}",
        $"--scale-down-enabled={Word(s.ScaleDownEnabled)}",
        $"--scale-down-unneeded-time={Time(s.ScaleDownUnneededTime)}",
        $"--scale-down-unready-enabled={Word(s.ScaleDownUnreadyEnabled)}",
        $"--scale-down-unready-time={Time(s.ScaleDownUnreadyTime)}",
        $"--scale-down-utilization-threshold={Number(s.ScaleDownUtilizationThreshold)}",
        $"--scan-interval={Time(s.ScanInterval)}",
        $"--skip-nodes-with-local-storage={Word(s.SkipNodesWithLocalStorage)}",
        $"--skip-nodes-with-system-pods={Word(s.SkipNodesWithSystemPods)}",
    ];

    private static string Word(bool flag) => flag ? "true" : "false";

    private static string Word(GroupExpander expander) => expander switch
    {
        GroupExpander.LeastWaste => "least-waste",
        GroupExpander.Random => "random",
        GroupExpander.MostPods => "most-pods",
        GroupExpander.LeastNodes => "least-nodes",
        GroupExpander.Priority => "priority",
        _ => throw new ArgumentOutOfRangeException(nameof(expander), expander, null),
    };

    private static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(TimeSpan time) =>
        new KubernetesDuration(time.Ticks * TimeSpan.NanosecondsPerTick).ToString();
}
