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
    private const long DefaultPeriodSeconds = 10;

    /// <summary>Reads a container's probes.</summary>
    public static ContainerProbes Read(ManifestFields container)
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
