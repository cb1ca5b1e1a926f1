namespace Evenkeel.Simulation.Scheduler;

/// <summary>Which filter turned a node down, in the order in which filters run.</summary>
internal enum Rejection : byte
{
    None,
    Unschedulable,

    /// <summary>The pod's affinity names other nodes, so that this one was not looked at.</summary>
    NodeName,

    Taint,
    NodeAffinity,
    Ports,
    Resources,
    VolumeLimits,
    VolumeUnbindable,
    VolumeNodeConflict,
    SpreadLabel,
    Spread,
    Affinity,
    AntiAffinity,
    ExistingAntiAffinity,
}

/// <summary>What follows from a <see cref="Rejection"/>.</summary>
internal static class Rejections
{
    /// <summary>
    /// Whether removing other pods from the node could help. The rest is UnschedulableAndUnresolvable in the
    /// filters of pkg/scheduler/framework/plugins.
    /// </summary>
    public static bool PreemptionMayHelp(this Rejection rejection) => rejection is Rejection.Ports
        or Rejection.Resources or Rejection.VolumeLimits or Rejection.Spread or Rejection.AntiAffinity
        or Rejection.ExistingAntiAffinity;
}
