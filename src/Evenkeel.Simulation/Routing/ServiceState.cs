using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Routing;

/// <summary>
/// One Service as its clients see it. Proxies send each request to one of the endpoints they know, all alike;
/// a request to one that does not serve fails. With no ready endpoint they fall back to those that are
/// terminating and still serve (pkg/proxy/topology.go).
/// </summary>
/// <param name="service">The Service.</param>
/// <param name="cluster">Its cluster.</param>
/// <param name="dependencies">What its pods need besides themselves.</param>
internal sealed class ServiceState(Service service, ClusterState cluster, IServiceDependencies dependencies)
{
    private const double Whole = 1 - 1e-9;
    private readonly Dictionary<PodClass, bool> selected = [];
    private readonly Endpoints ready = new();
    private readonly Endpoints terminating = new();
    private readonly HashSet<SimPod> strong = [];
    private readonly SimWorkload[] workloads = [.. cluster.Workloads.Where(w =>
        service.Selects(w.Name.Namespace, w.Definition.Template.Labels))];
    private readonly bool needing = cluster.Workloads.Any(w =>
        service.Selects(w.Name.Namespace, w.Definition.Template.Labels) && dependencies.AreNeededBy(w));
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

    public ObjectName Service { get; } = service.Name;

    /// <summary>
    /// The share of requests that is answered now. What it depends on may have changed since it was measured,
    /// so it is looked at anew.
    /// </summary>
    public double Share => (ready.IsEmpty ? terminating : ready).ServedShare(needing ? dependencies : null);

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
        ready.Set(pod, service.PublishesNotReady
            ? pod is { Bound: true, Gone: false }
            : pod is { Ready: true, Active: true });
        terminating.Set(pod, pod is { Ready: true, Deleting: true, Gone: false });
        Follow(pod);
    }

    /// <summary>Notes what a pod truly does, which is at once what requests to it meet.</summary>
    public void Follow(SimPod pod)
    {
        ready.Follow(pod);
        terminating.Follow(pod);
        if (pod is { Ready: true, Serving: true, Active: true })
        {
            strong.Add(pod);
        }
        else
        {
            strong.Remove(pod);
        }
    }

    /// <summary>
    /// Accounts for the time since the last change. Says so where the Service began or ceased to answer.
    /// </summary>
    public string? Update(TimeSpan now)
    {
        if (!measuring)
        {
            return null;
        }

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

    private void Advance(TimeSpan now)
    {
        var passed = now - since;
        since = now;
        outage += served > 0 ? TimeSpan.Zero : passed;
        failedSeconds += (1 - served) * passed.TotalSeconds;
        lastDegraded = full ? lastDegraded : now;
    }

    private void Measure()
    {
        served = Share;
        lowest = Math.Min(lowest, strong.Count);
        full = served >= Whole && strong.Count >= Declared();
    }

    private int Declared() => workloads
        .Sum(static w => w.Kind == WorkloadKind.DaemonSet ? w.Pods.Count(static p => p.Active) : w.Replicas);

    /// <summary>Pods that proxies send requests to, and those of them that answer.</summary>
    private sealed class Endpoints
    {
        private readonly HashSet<SimPod> members = [];
        private readonly HashSet<SimPod> serving = [];

        public bool IsEmpty => members.Count == 0;

        /// <summary>The share of requests that is answered, where these get all of them alike.</summary>
        /// <param name="dependencies">What the pods need besides themselves; null for nothing.</param>
        public double ServedShare(IServiceDependencies? dependencies) =>
            members.Count == 0 ? 0
            : dependencies is null ? (double)serving.Count / members.Count
            : serving.Sum(dependencies.ShareOf) / members.Count;

        public void Set(SimPod pod, bool member)
        {
            if (member)
            {
                members.Add(pod);
            }
            else
            {
                members.Remove(pod);
            }
        }

        public void Follow(SimPod pod)
        {
            if (pod.Serving && members.Contains(pod))
            {
                serving.Add(pod);
            }
            else
            {
                serving.Remove(pod);
            }
        }
    }
}
