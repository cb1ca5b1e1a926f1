using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Recording;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Routing;

/// <summary>
/// Follows every Service with a selector: who is behind it, and what share of requests is answered.
/// </summary>
internal sealed class ServiceMeter : IClusterObserver, IEventHandler, IServiceShares
{
    private readonly ClusterState cluster;
    private readonly KubernetesTiming timing;
    private readonly TimelineRecorder timeline;
    private readonly List<ServiceState> services = [];
    private readonly Dictionary<ObjectName, ServiceState[]> above = [];
    private readonly HashSet<SimPod> programming = [];
    private bool measuring;

    public ServiceMeter(
        ClusterState cluster,
        KubernetesTiming timing,
        TimelineRecorder timeline,
        IServiceDependencies dependencies)
    {
        (this.cluster, this.timing, this.timeline) = (cluster, timing, timeline);
        foreach (var service in cluster.Objects.Services.Where(static s => !s.Selector.IsEmpty))
        {
            services.Add(new(service, cluster, dependencies));
        }

        foreach (var service in services)
        {
            above[service.Service] =
                [.. services.Where(s => dependencies.Below(s.Service).Contains(service.Service))];
        }
    }

    /// <summary>Begins to measure, at the first fault.</summary>
    public void FaultBegins()
    {
        if (!measuring)
        {
            measuring = true;
            services.ForEach(s => s.Begin(cluster.Now));
        }
    }

    /// <summary>The figures up to now; empty before the first fault.</summary>
    public ImmutableArray<ServiceOutcome> Outcomes() =>
        measuring ? [.. services.Select(s => s.Outcome(cluster.Now))] : [];

    double IServiceShares.ShareOf(ObjectName service) =>
        services.Find(s => s.Service == service)?.Share ?? 1;

    void IServiceShares.Remeasure() => services.ForEach(Update);

    void IServiceShares.Note(ObjectName service, string what)
    {
        if (measuring)
        {
            timeline.ServiceChanged(service.ToString(), what);
        }
    }

    void IClusterObserver.PodCreated(SimPod pod) => Changed(pod);

    void IClusterObserver.PodReadinessChanged(SimPod pod) => Changed(pod);

    void IClusterObserver.PodDeleting(SimPod pod) => Changed(pod);

    void IClusterObserver.PodGone(SimPod pod) => Changed(pod);

    void IClusterObserver.WorkloadScaled(SimWorkload workload)
    {
        foreach (var service in services)
        {
            Update(service);
        }
    }

    void IEventHandler.Handle(int kind, int argument)
    {
        var pod = cluster.Pods[argument];
        programming.Remove(pod);
        foreach (var service in services.Where(s => s.Selects(pod)))
        {
            service.Program(pod);
            Update(service);
        }
    }

    /// <summary>
    /// What truly serves changes at once; what proxies send requests to changes a while later.
    /// </summary>
    private void Changed(SimPod pod)
    {
        foreach (var service in services)
        {
            if (service.Selects(pod))
            {
                service.Follow(pod);
                Update(service);
            }
        }

        if (programming.Add(pod))
        {
            cluster.Engine.After(timing.EndpointProgramming, this, 0, pod.Index);
        }
    }

    private void Update(ServiceState service)
    {
        UpdateAlone(service);
        foreach (var dependent in above[service.Service])
        {
            UpdateAlone(dependent);
        }
    }

    private void UpdateAlone(ServiceState service)
    {
        if (service.Update(cluster.Now) is { } what && measuring)
        {
            timeline.ServiceChanged(service.Name, what);
        }
    }
}
