using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Routing;

/// <summary>
/// One Service as its clients see it. Proxies send each request to one of the endpoints they know, all alike;
/// a request to one that does not serve fails. With no ready endpoint they fall back to those that are
/// terminating and still serve (pkg/proxy/topology.go).
/// </summary>
internal sealed class ServiceState(Service service, ClusterState cluster)
{
    private const double Whole = 1 - 1e-9;
    private readonly Dictionary<PodClass, bool> selected = [];
    private readonly HashSet<SimPod> ready = [];
    private readonly HashSet<SimPod> terminating = [];
    private TimeSpan since;
    private TimeSpan began;
    private TimeSpan outage;
    private double failedSeconds;
    private TimeSpan lastDegraded;
    private double served = 1;
    private bool full = true;
    private bool measuring;
    private int lowest = int.MaxValue;
    private int declared;

    public string Name { get; } = service.Name.ToString();

    public bool Selects(SimPod pod)
    {
        if (!selected.TryGetValue(pod.Class, out var selects))
        {
            selects = service.Selects(pod.Class.Namespace, pod.Class.Labels);
            selected.Add(pod.Class, selects);
        }

        return selects;
    }

    /// <summary>Starts the clock. What was before does not count.</summary>
    public void Begin(TimeSpan now)
    {
        measuring = true;
        (since, began, lastDegraded) = (now, now, now);
        declared = Declared();
        Measure();
    }

    /// <summary>Takes over into the proxies what the API says of a pod.</summary>
    public void Program(SimPod pod)
    {
        Set(ready, pod, pod is { Ready: true, Active: true });
        Set(terminating, pod, pod is { Ready: true, Deleting: true, Gone: false });
    }

    /// <summary>
    /// Accounts for the time since the last change. Says so where the Service began or ceased to answer.
    /// </summary>
    public string? Update(TimeSpan now)
    {
        Advance(now);
        var before = served;
        Measure();
        return (before > 0, served > 0) switch
        {
            (true, false) => "no request can be answered",
            (false, true) => "requests are answered again",
            _ => null,
        };
    }

    /// <summary>The figures from the start of the clock to now.</summary>
    public ServiceOutcome Outcome(TimeSpan now)
    {
        Advance(now);
        return new(
            Name,
            served > 0 ? Math.Round(outage.TotalSeconds, 3) : null,
            served >= Whole ? Math.Round(failedSeconds, 3) : null,
            full ? Math.Round((lastDegraded - began).TotalSeconds, 3) : null,
            lowest,
            declared);
    }

    private static void Set(HashSet<SimPod> endpoints, SimPod pod, bool member)
    {
        if (member)
        {
            endpoints.Add(pod);
        }
        else
        {
            endpoints.Remove(pod);
        }
    }

    private void Advance(TimeSpan now)
    {
        if (!measuring)
        {
            return;
        }

        var passed = now - since;
        since = now;
        outage += served > 0 ? TimeSpan.Zero : passed;
        failedSeconds += (1 - served) * passed.TotalSeconds;
        lastDegraded = full ? lastDegraded : now;
    }

    private void Measure()
    {
        var endpoints = ready.Count > 0 ? ready : terminating;
        served = endpoints.Count == 0 ? 0 : (double)endpoints.Count(static p => p.Serving) / endpoints.Count;
        if (measuring)
        {
            var strong = cluster.Workloads.Where(SelectsPodsOf).SelectMany(static w => w.Pods)
                .Count(static p => p is { Ready: true, Serving: true, Active: true });
            lowest = Math.Min(lowest, strong);
            full = served >= Whole && strong >= Declared();
        }
    }

    private int Declared() => cluster.Workloads.Where(SelectsPodsOf)
        .Sum(static w => w.Kind == WorkloadKind.DaemonSet ? w.Pods.Count(static p => p.Active) : w.Replicas);

    private bool SelectsPodsOf(SimWorkload workload) =>
        service.Selects(workload.Name.Namespace, workload.Definition.Template.Labels);
}
