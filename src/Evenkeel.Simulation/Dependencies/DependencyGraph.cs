using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Simulation.Dependencies;

/// <summary>What pods of a workload need besides themselves to answer a request.</summary>
/// <param name="Stores">Names of stores.</param>
/// <param name="Services">Services of the cluster.</param>
/// <param name="Hosts">Hosts on the internet, and stores that are reached like these.</param>
internal sealed record Needs(
    ImmutableArray<string> Stores, ImmutableArray<ObjectName> Services, ImmutableArray<string> Hosts);

/// <summary>
/// Which Services need which others; fixed for a run. It has no cycles: binding refuses them.
/// </summary>
internal sealed class DependencyGraph
{
    private readonly Dictionary<ObjectName, Needs> needs = [];
    private readonly Dictionary<ObjectName, ImmutableArray<ObjectName>> below = [];
    private readonly KubernetesObjects objects;

    private readonly Dictionary<ObjectName, ImmutableArray<ObjectName>> controllers = [];
    private readonly HashSet<ObjectName> resolvers = [];
    private readonly HashSet<ObjectName> ingresses = [];
    private readonly SystemServices system;

    public DependencyGraph(KubernetesObjects objects, Surroundings around)
    {
        (this.objects, system) = (objects, around.System);
        foreach (var group in around.DependsOn.GroupBy(static d => d.Workload))
        {
            needs.Add(group.Key, new(
                [.. group.Select(static d => d.Store).OfType<string>().Distinct(StringComparer.Ordinal)],
                [.. group.Select(static d => d.Service).OfType<ObjectName>().Distinct()],
                [.. group.Select(d => d.Egress ?? OutsideTheNetwork(around, d.Store)).OfType<string>()
                    .Distinct(StringComparer.Ordinal)]));
        }

        if (system.Dns is { } dns)
        {
            resolvers.UnionWith(WorkloadsOf(dns).Select(static w => w.Name));
        }

        ingresses.UnionWith(system.Ingress.Values.SelectMany(WorkloadsOf).Select(static w => w.Name));
    }

    /// <summary>
    /// A store's name where it is not inside the network: DynamoDB is a public endpoint of AWS, and of
    /// another store nobody says where it is.
    /// </summary>
    private static string? OutsideTheNetwork(Surroundings around, string? store) => around.Stores
        .FirstOrDefault(s => s.Kind is StoreKind.DynamoDb or StoreKind.External
            && string.Equals(s.Name, store, StringComparison.Ordinal))?.Name;

    /// <summary>The cluster's DNS; null where it is not known.</summary>
    public ObjectName? Dns => system.Dns;

    /// <summary>What a workload's pods need, or null for nothing.</summary>
    public Needs? Of(ObjectName workload) => needs.GetValueOrDefault(workload);

    /// <summary>
    /// Whether pods of a workload look up in the cluster's DNS what they need; its own pods do not.
    /// </summary>
    public bool AsksDns(ObjectName workload) =>
        Dns is not null && Of(workload) is not null && !resolvers.Contains(workload);

    /// <summary>
    /// Whether pods of a workload serve what they read from the Kubernetes API: DNS servers and ingress
    /// controllers (coredns, plugin/kubernetes: without the API it begins to serve unsynchronized, and is not
    /// ready; Traefik, providers/kubernetes).
    /// </summary>
    public bool ServesFromApi(ObjectName workload) =>
        resolvers.Contains(workload) || ingresses.Contains(workload);

    /// <summary>
    /// The Services of the ingress controllers through which clients outside come to a Service.
    /// </summary>
    public ImmutableArray<ObjectName> ControllersFor(ObjectName service)
    {
        if (!controllers.TryGetValue(service, out var found))
        {
            found = [.. ClassesFor(service).Select(Controller).OfType<ObjectName>().Distinct()];
            controllers.Add(service, found);
        }

        return found;
    }

    /// <summary>
    /// Classes of Ingresses that lead to a Service and of which no controller is known; "" for an Ingress
    /// without class where the cluster has none.
    /// </summary>
    public IEnumerable<string> ClassesWithoutController(ObjectName service) =>
        ClassesFor(service).Where(c => Controller(c) is null);

    /// <summary>
    /// The Services without which one does not answer in full, directly or through others, nearest first: DNS
    /// and ingress controllers included.
    /// </summary>
    public ImmutableArray<ObjectName> Below(ObjectName service)
    {
        if (!below.TryGetValue(service, out var all))
        {
            all = Reached(service, s => Called(s).Concat(Dns is { } dns && dns != s ? [dns] : [])
                .Concat(ControllersFor(s)));
            below.Add(service, all);
        }

        return all;
    }

    /// <summary>The Services that one calls by <c>dependsOn</c>, directly or through others.</summary>
    public ImmutableArray<ObjectName> CalledBy(ObjectName service) => Reached(service, Called);

    /// <summary>The workloads whose pods are behind a Service.</summary>
    public IEnumerable<Workload> WorkloadsOf(ObjectName name) =>
        objects.Services.FirstOrDefault(s => s.Name == name) is { } service
            ? objects.Workloads.Where(w => service.Selects(w.Name.Namespace, w.Template.Labels))
            : [];

    private IEnumerable<string> ClassesFor(ObjectName service) => objects.Ingresses
        .Where(i => i.Backends.Contains(service)).Select(i => i.Class ?? system.DefaultClass ?? "")
        .Distinct(StringComparer.Ordinal);

    private ObjectName? Controller(string ingressClass) =>
        system.Ingress.TryGetValue(ingressClass, out var name) ? name : null;

    private IEnumerable<ObjectName> Called(ObjectName service) => WorkloadsOf(service)
        .SelectMany(w => Of(w.Name)?.Services ?? []);

    private static ImmutableArray<ObjectName> Reached(
        ObjectName service, Func<ObjectName, IEnumerable<ObjectName>> next)
    {
        var found = new List<ObjectName>();
        var open = new Queue<ObjectName>([service]);
        while (open.TryDequeue(out var from))
        {
            foreach (var needed in next(from).Where(n => n != service && !found.Contains(n)))
            {
                found.Add(needed);
                open.Enqueue(needed);
            }
        }

        return [.. found];
    }
}
