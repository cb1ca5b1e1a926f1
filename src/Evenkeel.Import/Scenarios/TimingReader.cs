using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Import.Scenarios;

/// <summary>
/// Reads <c>timing</c> and <c>podStartSeconds</c>. Every timing has a key of its own name; two are plain
/// seconds, as the flags of Kubernetes that they stand for: <c>defaultTolerationSeconds</c> and
/// <c>podStartSeconds</c>.
/// </summary>
internal static class TimingReader
{
    /// <summary>Shorter periods would make a simulation of seconds take hours.</summary>
    private static readonly TimeSpan LeastPeriod = TimeSpan.FromMilliseconds(1);

    private const double MostPerSecond = 1000;

    private static readonly TimeSpan Most = TimeSpan.FromDays(366);

    private delegate KubernetesTiming Setter(KubernetesTiming timing, TimeSpan value);

    /// <summary>Times between two events of a kind: they cannot be zero.</summary>
    private static readonly (string Key, Setter Set)[] Periods =
    [
        ("kubeletHeartbeat", (t, v) => t with { KubeletHeartbeat = v }),
        ("nodeMonitorPeriod", (t, v) => t with { NodeMonitorPeriod = v }),
        ("taintingPoll", (t, v) => t with { TaintingPoll = v }),
        ("podGcPeriod", (t, v) => t with { PodGcPeriod = v }),
        ("schedulerInitialBackoff", (t, v) => t with { SchedulerInitialBackoff = v }),
        ("schedulerMaxBackoff", (t, v) => t with { SchedulerMaxBackoff = v }),
        ("unschedulableFlush", (t, v) => t with { UnschedulableFlush = v }),
        ("drainRetry", (t, v) => t with { DrainRetry = v }),
        ("horizontalPodAutoscalerSyncPeriod", (t, v) => t with { HorizontalPodAutoscalerSyncPeriod = v }),
        ("metricResolution", (t, v) => t with { MetricResolution = v }),
    ];

    /// <summary>Delays: they can be zero.</summary>
    private static readonly (string Key, Setter Set)[] Delays =
    [
        ("nodeMonitorGracePeriod", (t, v) => t with { NodeMonitorGracePeriod = v }),
        ("nodeStartupGracePeriod", (t, v) => t with { NodeStartupGracePeriod = v }),
        ("podGcQuarantine", (t, v) => t with { PodGcQuarantine = v }),
        ("controllerLatency", (t, v) => t with { ControllerLatency = v }),
        ("podStop", (t, v) => t with { PodStop = v }),
        ("volumeProvision", (t, v) => t with { VolumeProvision = v }),
        ("endpointProgramming", (t, v) => t with { EndpointProgramming = v }),
        ("headlessTtl", (t, v) => t with { HeadlessTtl = v }),
        ("volumeAttach", (t, v) => t with { VolumeAttach = v }),
        ("volumeDetach", (t, v) => t with { VolumeDetach = v }),
        ("volumeRetry", (t, v) => t with { VolumeRetry = v }),
        ("leaderTakeover", (t, v) => t with { LeaderTakeover = v }),
        ("leaderRenewDeadline", (t, v) => t with { LeaderRenewDeadline = v }),
        ("forceDetach", (t, v) => t with { ForceDetach = v }),
        ("deschedulingInterval", (t, v) => t with { DeschedulingInterval = v }),
        ("horizontalPodAutoscalerCpuInitializationPeriod",
            (t, v) => t with { HorizontalPodAutoscalerCpuInitializationPeriod = v }),
        ("horizontalPodAutoscalerInitialReadinessDelay",
            (t, v) => t with { HorizontalPodAutoscalerInitialReadinessDelay = v }),
        ("horizontalPodAutoscalerDownscaleStabilization",
            (t, v) => t with { HorizontalPodAutoscalerDownscaleStabilization = v }),
    ];

    /// <summary>
    /// The timing of a scenario; what it does not name is Kubernetes' default, and without a name at all
    /// what is given.
    /// </summary>
    public static KubernetesTiming Read(ObjectReader root, KubernetesTiming unnamed)
    {
        var timing = root.Has("timing") ? KubernetesTiming.Default : unnamed;
        if (root.Object("timing") is { } fields)
        {
            timing = ReadFields(fields, timing);
            fields.RejectUnknown();
        }

        return Seconds.Read(root, "podStartSeconds") is { } start ? timing with { PodStart = start } : timing;
    }

    private static KubernetesTiming ReadFields(ObjectReader fields, KubernetesTiming timing)
    {
        foreach (var (key, set) in Periods)
        {
            timing = Duration(fields, key, LeastPeriod) is { } value ? set(timing, value) : timing;
        }

        foreach (var (key, set) in Delays)
        {
            timing = Duration(fields, key, TimeSpan.Zero) is { } value ? set(timing, value) : timing;
        }

        return timing with
        {
            DefaultToleration = Seconds.Read(fields, "defaultTolerationSeconds") ?? timing.DefaultToleration,
            NodeEvictionRatePerSecond = Rate(fields, "nodeEvictionRatePerSecond", MostPerSecond)
                ?? timing.NodeEvictionRatePerSecond,
            SecondaryNodeEvictionRatePerSecond = Rate(
                fields, "secondaryNodeEvictionRatePerSecond", MostPerSecond)
                ?? timing.SecondaryNodeEvictionRatePerSecond,
            UnhealthyZoneThreshold = Rate(fields, "unhealthyZoneThreshold", 1)
                ?? timing.UnhealthyZoneThreshold,
            HorizontalPodAutoscalerTolerance = Rate(fields, "horizontalPodAutoscalerTolerance", MostPerSecond)
                ?? timing.HorizontalPodAutoscalerTolerance,
            LargeClusterSizeThreshold =
                fields.Int("largeClusterSizeThreshold", 0) ?? timing.LargeClusterSizeThreshold,
        };
    }

    private static TimeSpan? Duration(ObjectReader fields, string key, TimeSpan least)
    {
        if (fields.Duration(key) is not { } duration)
        {
            return null;
        }

        var value = duration.ToTimeSpan();
        if (value >= least && value <= Most)
        {
            return value;
        }

        var bound = least == TimeSpan.Zero ? "cannot be negative" : "must be at least 1ms";
        fields.Invalid(
            key,
            $"is {duration}, but {(value > Most ? "must be at most a year" : bound)}",
            "write such a time");
        return null;
    }

    private static double? Rate(ObjectReader fields, string key, double most)
    {
        if (fields.Quantity(key) is not { } quantity)
        {
            return null;
        }

        var value = quantity.MilliValue / 1000.0;
        if (value >= 0 && value <= most)
        {
            return value;
        }

        var given = DisplayText.Escape(fields.String(key) ?? "");
        fields.Invalid(key, $"is {given}, but must be 0 to {most}", "write a number in these bounds");
        return null;
    }
}
