using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.Tests.Scheduler.Naive;

namespace Evenkeel.Simulation.Tests.Scheduler;

/// <summary>The scheduler's own words for what the fast one calls by number.</summary>
internal static class Reasons
{
    public static string? Of(Rejection rejection) => rejection switch
    {
        Rejection.None => null,
        Rejection.Unschedulable => NaiveFilters.Unschedulable,
        Rejection.Taint => NaiveFilters.Tainted,
        Rejection.NodeAffinity => NaiveFilters.Affinity,
        Rejection.Ports => NaiveFilters.Ports,
        Rejection.Resources => NaiveFilters.Insufficient,
        Rejection.VolumeLimits => NaiveFilters.VolumeCount,
        Rejection.VolumeUnbindable => NaiveFilters.VolumeNone,
        Rejection.VolumeNodeConflict => NaiveFilters.VolumeNode,
        Rejection.SpreadLabel => NaiveFilters.SpreadLabel,
        Rejection.Spread => NaiveFilters.Spread,
        Rejection.Affinity => NaiveFilters.PodAffinity,
        Rejection.AntiAffinity => NaiveFilters.PodAntiAffinity,
        Rejection.ExistingAntiAffinity => NaiveFilters.OthersAntiAffinity,
        _ => throw new InvalidOperationException($"no reason for {rejection}"),
    };
}
