using System.Globalization;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.LoadBalancing;
using Evenkeel.Simulation.Routing;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Parts;

/// <summary>
/// What must be there for a Service to answer somebody, at the instant in which parts are lost: as its pods
/// lie, as proxies, balancers and DNS know them, and before anything is noticed, moved or replaced. It says
/// the same as <see cref="ServiceState"/> measures then; a test holds the two against each other.
/// </summary>
internal sealed class ServiceConditions
{
    private readonly SimulatedCluster cluster;
    private readonly DependencyGraph graph;
    private readonly PartIndex parts;
    private readonly PlaceConditions places;
    private readonly SimNode[] clients;
    private readonly Dictionary<SimPod, Condition> pods = [];
    private readonly Dictionary<(ObjectName, EndpointScope), Condition> endpoints = [];
    private readonly Dictionary<ObjectName, Condition> inside = [];

    public ServiceConditions(
        SimulatedCluster cluster, Surroundings around, PartIndex parts, PlaceConditions places)
    {
        (this.cluster, this.parts, this.places) = (cluster, parts, places);
        graph = new(cluster.State.Objects, around);
        clients =
        [
            .. cluster.State.Nodes.Where(static n =>
                n is { Exists: true, Reached: true } && InsideClients.TakesWorkloads(n.Definition)),
        ];
    }

    /// <summary>Clients inside and outside have somebody that answers them.</summary>
    public Condition Of(ObjectName name)
    {
        var service = cluster.Meter.Find(name)!;
        var known = Condition.All(Endpoints(name), name == graph.Dns ? Condition.Always : Dns());
        var controllers = graph.ControllersFor(name);
        return Condition.All(
        [
            known,
            .. service.Outside.Select(static o => (TargetGroupState)o).Select(Group),
            .. controllers.Where(c => c != name).Select(FromOutside),
        ]);
    }

    /// <summary>
    /// DNS answers as long as one of its servers does; nothing is asked where it is not known.
    /// </summary>
    private Condition Dns() => graph.Dns is { } dns && cluster.Meter.Find(dns) is not null
        ? Endpoints(dns)
        : Condition.Always;

    private Condition FromOutside(ObjectName name) => cluster.Meter.Find(name) is not { } service
        ? Condition.Always
        : service.Outside.Count > 0
            ? Condition.All(service.Outside.Select(static o => (TargetGroupState)o).Select(Group))
            : Endpoints(name);

    /// <summary>Some client inside is led to an endpoint that answers.</summary>
    private Condition Endpoints(ObjectName name)
    {
        if (!inside.TryGetValue(name, out var condition))
        {
            var service = cluster.Meter.Find(name)!;
            var local = service.Service is { InternalTrafficLocal: true, Headless: false };
            condition = Condition.Any(clients.GroupBy(n => service.Endpoints.ScopeOf(n, local))
                .Select(g => Condition.All(Condition.Any(g.Select(places.Node)), In(service, g.Key))));
            inside.Add(name, condition);
        }

        return condition;
    }

    /// <summary>An endpoint answers among those that the proxies of some nodes use.</summary>
    private Condition In(ServiceState service, EndpointScope scope)
    {
        var key = (service.Service.Name, scope);
        if (!endpoints.TryGetValue(key, out var condition))
        {
            condition = Condition.Any(service.Endpoints.In(scope).Select(Pod));
            endpoints.Add(key, condition);
        }

        return condition;
    }

    private Condition Pod(SimPod pod)
    {
        if (!pods.TryGetValue(pod, out var condition))
        {
            condition = pod is { Serving: true, Node.Reached: true }
                ? Condition.All([
                    parts.Is(PartKind.Pod, NameOf(pod)), places.Node(pod.Node), .. places.Volumes(pod),
                    Needs(pod)])
                : Condition.Never;
            pods.Add(pod, condition);
        }

        return condition;
    }

    private Condition Needs(SimPod pod)
    {
        if (graph.Of(pod.Owner.Name) is not { } needs)
        {
            return Condition.Always;
        }

        return Condition.All(
        [
            needs.Hosts.Length > 0 ? places.Egress(pod.Node!.Zone) : Condition.Always,
            .. needs.Stores.Select(places.Store),
            graph.AsksDns(pod.Owner.Name) ? Dns() : Condition.Always,
            .. needs.Services.Select(s => Called(s, pod.Node!)),
        ]);
    }

    private Condition Called(ObjectName name, SimNode client) => cluster.Meter.Find(name) is { } service
        ? In(service, service.Endpoints.ScopeOf(
            client, service.Service is { InternalTrafficLocal: true, Headless: false }))
        : Condition.Always;

    /// <summary>A balancer's address leads somewhere.</summary>
    private Condition Group(TargetGroupState group)
    {
        var balancer = group.Balancer;
        var isLocal = group.Service.Service.ExternalTrafficLocal;
        return Condition.Any(balancer.Addresses.Where(static a => a is { InUse: true, Lives: true })
            .Select(address => Condition.All(
                places.Balancer(address.Name),
                Condition.Any(group.Targets
                    .Where(t => group.IsUsed(t)
                        && (balancer.Definition.CrossZone || t.Zone == address.Zone))
                    .Select(t => Target(group, t, isLocal))))));
    }

    private Condition Target(TargetGroupState group, Target target, bool isLocal)
    {
        var endpoints = group.Service.Endpoints;
        return !target.Node.Reached ? Condition.Never
            : target.Pod is not null
                ? (endpoints.IsKnown(target.Pod) ? Pod(target.Pod) : Condition.Never)
            : Condition.All(
                places.Node(target.Node), In(group.Service, endpoints.ScopeOf(target.Node, isLocal)));
    }

    /// <summary>A pod as people count it: names of pods are drawn, and differ from run to run.</summary>
    private static string NameOf(SimPod pod) => pod.Ordinal >= 0
        ? $"pod {pod.Name}"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"pod {pod.Owner.Pods.IndexOf(pod) + 1} of {pod.Owner.Kind} {pod.Owner.Name}");
}
