using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;

namespace Evenkeel.Simulation;

/// <summary>
/// When periodic work happens: each instant is one of the occurrences, before or after zero.
/// </summary>
/// <param name="Heartbeat">A node's Lease renewal, drawn for each node.</param>
/// <param name="Monitor">The node controller's pass.</param>
/// <param name="Tainting">The pass over the tainting queues.</param>
/// <param name="PodGc">The pod garbage collector's check.</param>
internal sealed record Phases(Func<TimeSpan> Heartbeat, TimeSpan Monitor, TimeSpan Tainting, TimeSpan PodGc)
{
    /// <summary>The first pass of anything else that is periodic, by its period.</summary>
    public Func<TimeSpan, TimeSpan> Pass { get; init; } = static _ => TimeSpan.Zero;
    /// <summary>
    /// From a pod's hanging to its next probe, as a share of the probe's period.
    /// </summary>
    public double Probe { get; init; } = 0.5;

    /// <summary>
    /// Whether a readiness probe touches the pod's volumes, so that it fails while they hang; liveness
    /// probes do.
    /// </summary>
    public bool ReadinessSeesVolumes { get; init; }

    /// <summary>
    /// How late, from 0 to 1, balancers' probes and DNS notice a change; asked for each change.
    /// </summary>
    public Func<double> Notice { get; init; } = static () => 0.5;

    /// <summary>How slowly, from 0 to 1, a new target comes into service; asked for each.</summary>
    public Func<double> Start { get; init; } = static () => 0.5;

    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Phases of a cluster that has just come up, as in a scenario: all kubelets reported at one instant
    /// within the last second before the start, the control plane's passes fall anywhere. In none of 70
    /// recordings of a loss did two nodes lapse in different passes of the monitor.
    /// </summary>
    public static Phases JustStarted(SeededRandom random, KubernetesTiming timing)
    {
        TimeSpan? reported = null;
        return new(
            () => reported ??= -random.Within(Min(TimeSpan.FromSeconds(1), timing.KubeletHeartbeat)),
            random.Within(timing.NodeMonitorPeriod),
            random.Within(timing.TaintingPoll),
            random.Within(timing.PodGcPeriod))
        {
            Pass = random.Within,
            Notice = random.Fraction,
            Start = random.Fraction,
        };
    }

    /// <summary>Anywhere.</summary>
    public static Phases Anywhere(SeededRandom random, KubernetesTiming timing) => new(
        () => random.Within(timing.KubeletHeartbeat),
        random.Within(timing.NodeMonitorPeriod),
        random.Within(timing.TaintingPoll),
        random.Within(timing.PodGcPeriod))
    {
        Pass = random.Within,
        Notice = random.Fraction,
        Start = random.Fraction,
    };

    /// <summary>
    /// The fault hits just before Leases were due, so that it is noticed as early as can be.
    /// </summary>
    public static Phases NoticedFirst(TimeSpan fault, KubernetesTiming timing)
    {
        var renewal = fault - timing.KubeletHeartbeat + Instant;
        return new(() => renewal, Modulo(renewal, timing.NodeMonitorPeriod), TimeSpan.Zero,
            Modulo(fault, timing.PodGcPeriod))
        {
            Pass = period => Modulo(fault + Instant, period),
            Probe = 0,
            ReadinessSeesVolumes = true,
            Notice = static () => 0,
        };
    }

    /// <summary>The fault hits just after Leases were renewed, and just after the monitor looked.</summary>
    public static Phases NoticedLast(TimeSpan fault, KubernetesTiming timing)
    {
        var renewal = fault - Instant;
        return new(
            () => renewal,
            Modulo(renewal - Instant, timing.NodeMonitorPeriod),
            Modulo(-Instant, timing.TaintingPoll),
            Modulo(fault - Instant, timing.PodGcPeriod))
        {
            Pass = period => Modulo(fault - Instant, period),
            Probe = 1,
            Notice = static () => 1,
        };
    }

    private static TimeSpan Modulo(TimeSpan instant, TimeSpan period) =>
        new(((instant.Ticks % period.Ticks) + period.Ticks) % period.Ticks);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
