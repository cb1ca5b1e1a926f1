using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// How long probes hold a container back at the least, from its start (pkg/kubelet/prober/worker.go): no
/// probe runs before its initial delay, none but the startup probe before that one passed, and a readiness
/// probe must pass successThreshold times, a period apart. The first probe comes with the container's
/// start, not a period later.
/// </summary>
/// <param name="Started">Until the startup probe can pass; zero without one.</param>
/// <param name="Ready">Until the readiness probe can pass; as <paramref name="Started"/> without one.</param>
internal readonly record struct ContainerProbes(TimeSpan Started, TimeSpan Ready)
{
    /// <summary>How its readiness probe sees that it answers nothing; null where none would.</summary>
    public ProbeTiming? Readiness { get; init; }

    /// <summary>How its liveness probe sees that it answers nothing; null where none would.</summary>
    public ProbeTiming? Liveness { get; init; }

    private const long DefaultPeriodSeconds = 10;

    /// <summary>Beyond these nothing is ever noticed, and lengths of time would overflow.</summary>
    private const long YearInSeconds = 366 * 24 * 3600;

    private const long MostFailures = 10_000;

    /// <summary>Reads a container's probes.</summary>
    public static ContainerProbes Read(ManifestFields container)
    {
        var waits = Starts(container);
        return waits with
        {
            Readiness = SeesHangs(container.Object("readinessProbe")),
            Liveness = SeesHangs(container.Object("livenessProbe")),
        };
    }

    /// <summary>The soonest of the containers' readiness probes.</summary>
    public static ProbeTiming? HangReadiness(IEnumerable<Container> containers) => containers
        .Select(static c => c.Probes.Readiness).OfType<ProbeTiming>()
        .MinBy(static p => p.After(phase: 0));

    /// <summary>The slowest of the containers' liveness probes; null where one of them has none.</summary>
    public static ProbeTiming? HangLiveness(IReadOnlyCollection<Container> containers) =>
        containers.Any(static c => c.Probes.Liveness is null)
            ? null
            : containers.Select(static c => c.Probes.Liveness!).MaxBy(static p => p.After(phase: 1));

    /// <summary>
    /// A process that hangs goes on accepting connections, for its kernel does: a probe that only opens one
    /// sees nothing. One that runs a command is taken to ask the process.
    /// </summary>
    private static ProbeTiming? SeesHangs(ManifestFields? probe)
    {
        if (probe is null || probe.Object("tcpSocket") is not null)
        {
            return null;
        }

        var period = probe.Integer("periodSeconds") is > 0 and var given ? given : DefaultPeriodSeconds;
        var timeout = probe.Integer("timeoutSeconds") is > 0 and var seconds ? seconds : 1;
        var failures = probe.Integer("failureThreshold") is > 0 and var threshold ? threshold : 3;
        return new(
            TimeSpan.FromSeconds(Math.Min(period, YearInSeconds)),
            TimeSpan.FromSeconds(Math.Min(timeout, YearInSeconds)),
            (int)Math.Min(failures, MostFailures));
    }

    private static ContainerProbes Starts(ManifestFields container)
    {
        var started = container.Object("startupProbe") is { } startup ? Earliest(startup) : TimeSpan.Zero;
        if (container.Object("readinessProbe") is not { } readiness)
        {
            return new(started, started);
        }

        var delay = TimeSpan.FromSeconds(readiness.Integer("initialDelaySeconds") ?? 0);
        var repeats = Earliest(readiness) - delay;
        return new(started, (delay > started ? delay : started) + repeats);
    }

    /// <summary>
    /// The least time from the start of a pod's containers to all of them being ready. Sidecars start one
    /// after the other, each once the one before has started (pkg/kubelet/kuberuntime,
    /// computeInitContainerActions).
    /// </summary>
    public static TimeSpan OfPod(IEnumerable<Container> initContainers, IEnumerable<Container> containers)
    {
        var offset = TimeSpan.Zero;
        var ready = TimeSpan.Zero;
        foreach (var sidecar in initContainers.Where(c => c.Requests.IsSidecar))
        {
            ready = Later(ready, offset + sidecar.Probes.Ready);
            offset += sidecar.Probes.Started;
        }

        return containers.Aggregate(ready, (latest, c) => Later(latest, offset + c.Probes.Ready));
    }

    private static TimeSpan Earliest(ManifestFields probe)
    {
        var delay = probe.Integer("initialDelaySeconds") ?? 0;
        var period = probe.Integer("periodSeconds") is > 0 and var given ? given : DefaultPeriodSeconds;
        var successes = probe.Integer("successThreshold") is > 0 and var threshold ? threshold : 1;
        return TimeSpan.FromSeconds(Math.Min(delay + ((successes - 1) * period), int.MaxValue));
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
