using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Faults;
using Evenkeel.Simulation.Recording;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Routing;

/// <summary>
/// Follows every Service with a selector: who is behind it, and what share of requests is answered.
/// </summary>
internal sealed class ServiceMeter : IClusterObserver, IEventHandler, IServiceShares, IFaultTarget
{
    private const int Proxies = 0;
    private const int Resolvers = 1;
    private const int Recount = 2;
    private readonly ClusterState cluster;
    private readonly KubernetesTiming timing;
    private readonly TimelineRecorder timeline;
    private readonly InsideClients inside;
    private readonly List<ServiceState> services = [];
    private readonly Dictionary<ObjectName, ServiceState> byName = [];
    private readonly Dictionary<PodClass, ServiceState[]> servicesOf = [];
    private readonly Announcements[] announced = [new(), new()];
    private bool recounting;
    private bool measuring;

    public ServiceMeter(
        ClusterState cluster,
        KubernetesTiming timing,
        TimelineRecorder timeline,
        IServiceDependencies dependencies)
    {
        (this.cluster, this.timing, this.timeline) = (cluster, timing, timeline);
        inside = new(Zones);
        Ways = new(Zones);
        foreach (var service in cluster.Objects.Services.Where(static s => !s.Selector.IsEmpty))
        {
            services.Add(new(service, cluster, Zones, Ways, inside, dependencies));
            byName.TryAdd(service.Name, services[^1]);
        }

        foreach (var service in services)
        {
            var name = service.Service.Name;
            service.Above = [.. services.Where(s => dependencies.Below(s.Service.Name).Contains(name))];
        }
    }

    /// <summary>The zones.</summary>
    public ZoneIndex Zones { get; } = new();

    /// <summary>The ways between them.</summary>
    public ZoneWays Ways { get; }

    /// <summary>Hears of endpoints before their Service is measured; or null.</summary>
    public IEndpointListener? Listener { get; set; }

    /// <summary>Hears of each Service that was looked at again; for tests, which recount it.</summary>
    public Action<ServiceState>? Watching { get; set; }

    bool IFaultTarget.Models(ScenarioAction fault) => fault is ScenarioAction.Partition;

    void IFaultTarget.Begins(ScenarioAction fault)
    {
        if (fault is ScenarioAction.Partition partition)
        {
            Ways.Begin(partition);
            services.ForEach(Update);
        }
    }

    void IFaultTarget.Ends(ScenarioAction fault)
    {
        if (fault is ScenarioAction.Partition partition)
        {
            Ways.End(partition);
            services.ForEach(Update);
        }
    }

    /// <summary>The proxies of a zone hear of no change any more.</summary>
    public void Freeze(string zone)
    {
        services.ForEach(s => s.Freeze(Zones.Of(zone)));
        services.ForEach(s =>
            Note(s, $"nodes in zone {zone} reach no server of the Kubernetes API that answers"));
        services.ForEach(Update);
    }

    /// <summary>They know again what all know.</summary>
    public void Thaw(string zone)
    {
        services.ForEach(s => s.Thaw(Zones.Of(zone)));
        services.ForEach(s => Note(s, $"nodes in zone {zone} reach the Kubernetes API again"));
        services.ForEach(Update);
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

    /// <summary>The Service of a name, or null where it has no selector or does not exist.</summary>
    public ServiceState? Find(ObjectName service) => byName.GetValueOrDefault(service);

    /// <summary>The Services whose endpoints are hinted by the zones' share of CPU.</summary>
    public IEnumerable<ServiceState> HintedByCpu =>
        services.Where(static s => s is { Headless: false, Service.TopologyMode: not null });

    /// <summary>Gives proxies the zone that each endpoint of a Service is hinted for.</summary>
    public void Hint(ServiceState service, IReadOnlyDictionary<SimPod, string> hints)
    {
        service.Endpoints.Hint(hints);
        if (service.Endpoints.Members.Select(static m => m.Key).FirstOrDefault() is { } any)
        {
            Listener?.EndpointChanged(service, any);
        }

        Update(service);
    }

    /// <summary>Measures one Service anew.</summary>
    public void Remeasure(ServiceState service)
    {
        if (measuring)
        {
            Update(service);
        }
    }

    /// <summary>Notes for people what befell a Service.</summary>
    public void Note(ServiceState service, string what)
    {
        if (measuring)
        {
            timeline.ServiceChanged(service.Name, what);
        }
    }

    /// <summary>Which way the requests to each Service take now.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<RequestShares>> Shares() => services
        .ToImmutableSortedDictionary(static s => s.Name, static s => s.Shares(), StringComparer.Ordinal);

    /// <summary>The same for one Service; empty where it has no selector.</summary>
    public ImmutableArray<RequestShares> Shares(string service) =>
        services.Find(s => string.Equals(s.Name, service, StringComparison.Ordinal))?.Shares() ?? [];

    double IServiceShares.ShareOf(ObjectName service) =>
        byName.TryGetValue(service, out var followed) ? followed.ShareInside() : 1;

    double IServiceShares.ShareFromOutside(ObjectName service, Func<SimPod, double>? then) =>
        byName.TryGetValue(service, out var followed) ? followed.ShareFromOutside(then) : 1;

    double IServiceShares.ShareIn(ObjectName service, int zone) =>
        byName.TryGetValue(service, out var followed) ? followed.ShareIn(zone) : 1;

    double IServiceShares.LeastShareOf(ObjectName service) =>
        !byName.TryGetValue(service, out var followed) ? 1
        : !followed.IsParted ? followed.ShareInside()
        : Enumerable.Range(0, Zones.Count).Min(followed.ShareIn);

    double IServiceShares.ShareOf(ObjectName service, SimNode client) =>
        byName.TryGetValue(service, out var followed) ? followed.ShareFor(client) : 1;

    void IServiceShares.Remeasure() => services.ForEach(Update);

    void IServiceShares.Note(ObjectName service, string what)
    {
        if (measuring)
        {
            timeline.ServiceChanged(service.ToString(), what);
        }
    }

    void IClusterObserver.PodCreated(SimPod pod) => Changed(pod);

    void IClusterObserver.PodBound(SimPod pod) => Changed(pod);

    void IClusterObserver.PodReadinessChanged(SimPod pod) => Changed(pod);

    void IClusterObserver.PodDeleting(SimPod pod) => Changed(pod);

    void IClusterObserver.PodGone(SimPod pod) => Changed(pod);

    void IClusterObserver.NodeAdded(SimNode node) => Changed(node);

    void IClusterObserver.NodeDeleted(SimNode node) => Changed(node);

    void IClusterObserver.MachineChanged(SimNode node)
    {
        foreach (var pod in node.Pods)
        {
            foreach (var service in ServicesOf(pod.Class))
            {
                service.Follow(pod);
                Listener?.EndpointChanged(service, pod);
            }
        }

        Changed(node);
    }

    void IClusterObserver.WorkloadScaled(SimWorkload workload) => services.ForEach(Update);

    void IEventHandler.Handle(int kind, int argument)
    {
        if (kind == Recount)
        {
            recounting = false;
            services.ForEach(Update);
            return;
        }

        var (pod, status) = announced[kind].Next();
        foreach (var service in ServicesOf(pod.Class).Where(s => s.Headless == (kind == Resolvers)))
        {
            service.Program(pod, status);
            Listener?.EndpointChanged(service, pod);
            Update(service);
        }
    }

    /// <summary>
    /// What truly serves changes at once; what clients and proxies send requests to changes a while later.
    /// </summary>
    private void Changed(SimPod pod)
    {
        var concerned = ServicesOf(pod.Class);
        foreach (var service in concerned)
        {
            service.Follow(pod);
            Listener?.EndpointChanged(service, pod);
            Update(service);
        }

        if (Array.Exists(concerned, static s => !s.Headless) && announced[Proxies].Add(pod))
        {
            cluster.Engine.After(timing.EndpointProgramming, this, Proxies);
        }

        if (Array.Exists(concerned, static s => s.Headless) && announced[Resolvers].Add(pod))
        {
            cluster.Engine.After(timing.HeadlessTtl, this, Resolvers);
        }
    }

    /// <summary>
    /// A zone's nodes are lost one by one at one instant: they are counted once they all are.
    /// </summary>
    private void Changed(SimNode node)
    {
        inside.Follow(node);
        if (!recounting)
        {
            recounting = true;
            cluster.Engine.After(TimeSpan.Zero, this, Recount);
        }
    }

    private ServiceState[] ServicesOf(PodClass pods)
    {
        if (!servicesOf.TryGetValue(pods, out var selecting))
        {
            selecting = [.. services.Where(s => s.Selects(pods))];
            servicesOf.Add(pods, selecting);
        }

        return selecting;
    }

    private void Update(ServiceState service)
    {
        UpdateAlone(service);
        foreach (var dependent in service.Above)
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

        Watching?.Invoke(service);
    }
}
