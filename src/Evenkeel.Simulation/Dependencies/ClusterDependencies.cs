using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Faults;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Dependencies;

/// <summary>
/// What pods depend on besides themselves: stores, their zone's way out, and other Services. A request is
/// answered where all of them answer.
/// </summary>
internal sealed class ClusterDependencies : IServiceDependencies, IFaultTarget, IEventHandler
{
    private readonly ClusterState cluster;
    private readonly DependencyGraph graph;
    private readonly StoreOutages stores;
    private readonly EgressRoutes egress;
    private readonly HashSet<(string Zone, bool Power)> lost = [];
    private IServiceShares? shares;

    /// <param name="cluster">The cluster.</param>
    /// <param name="around">What lies around it.</param>
    /// <param name="latest">Whether images come as late as they can, as in a proof.</param>
    public ClusterDependencies(ClusterState cluster, Surroundings around, bool latest)
    {
        this.cluster = cluster;
        graph = new(cluster.Objects, around);
        stores = new(around.Stores);
        egress = new(around.NatZones);
        Images = new(cluster, egress, around.Aws.Images, latest);
    }

    /// <summary>Images and how nodes get them.</summary>
    public ImagePulls Images { get; }

    /// <summary>Names who follows the Services; before anything happens.</summary>
    public void Measure(IServiceShares followed)
    {
        shares = followed;
        egress.Way = followed.Ways.Share;
    }

    /// <summary>Whether a pod serves what it reads from the Kubernetes API.</summary>
    public bool ServesFromApi(SimPod pod) => graph.ServesFromApi(pod.Owner.Name);

    public bool AreNeededBy(SimWorkload workload) => graph.Of(workload.Name) is not null;

    public ImmutableArray<ObjectName> Below(ObjectName service) => graph.Below(service);

    public double ShareOf(SimPod pod)
    {
        if (graph.Of(pod.Owner.Name) is not { } needs)
        {
            return 1;
        }

        var share = needs.Hosts.Length > 0 ? egress.ShareOut(pod.Node!.Zone) : 1.0;
        if (share <= 0)
        {
            return 0;
        }

        foreach (var store in needs.Stores)
        {
            if (stores.IsAway(store, cluster.Now))
            {
                return 0;
            }
        }

        share *= !graph.AsksDns(pod.Owner.Name) ? 1
            : shares!.Ways.AreCut ? DnsIn(shares.Zones.Of(pod.Node!)) : Dns();
        foreach (var service in needs.Services)
        {
            share *= shares!.ShareOf(service, pod.Node!);
        }

        return share;
    }

    public double ShareInside(ObjectName service) => service == graph.Dns ? 1 : Dns();

    public double ShareNamed(ObjectName service, int zone) => service == graph.Dns ? 1 : DnsIn(zone);

    public double? ShareOutside(ObjectName service, Func<SimPod, double>? then = null)
    {
        var controllers = graph.ControllersFor(service);
        return controllers.IsEmpty
            ? null
            : controllers.Min(c => c == service ? 1 : shares!.ShareFromOutside(c, then));
    }

    public bool Models(ScenarioAction fault) =>
        fault is ScenarioAction.LoseNat or ScenarioAction.LoseRegistry;

    public void Begins(ScenarioAction fault)
    {
        // A way that is cut is cut already: whatever has no way out now is told.
        var blocked = fault is ScenarioAction.Partition ? [] : Blocked();
        switch (fault)
        {
            case ScenarioAction.Fail { Target.Zone: { } zone }:
                Lose(zone, power: true);
                break;
            case ScenarioAction.Isolate { Target.Zone: { } zone }:
                Lose(zone, power: false);
                break;
            case ScenarioAction.LoseNat nat:
                egress.GatewayLost(nat.Zone);
                break;
            case ScenarioAction.LoseRegistry:
                Images.SetRegistry(lost: true);
                break;
            case ScenarioAction.Partition:
                break;
            default:
                return;
        }

        NoteBlocked(blocked);
        shares!.Remeasure();
    }

    public void Ends(ScenarioAction fault)
    {
        switch (fault)
        {
            case ScenarioAction.Fail { Target.Zone: { } zone }:
                Regain(zone, power: true);
                break;
            case ScenarioAction.Isolate { Target.Zone: { } zone }:
                Regain(zone, power: false);
                break;
            case ScenarioAction.LoseNat nat:
                egress.GatewayBack(nat.Zone);
                break;
            case ScenarioAction.LoseRegistry:
                Images.SetRegistry(lost: false);
                break;
            case ScenarioAction.Partition:
                break;
            default:
                return;
        }

        Images.Changed();
        shares!.Remeasure();
    }

    /// <summary>
    /// Whether others fail because a Service does not answer now: DNS where nobody is left.
    /// </summary>
    public bool FailsOthers(ObjectName service) =>
        shares!.ShareOf(service) is var share && (service == graph.Dns ? share <= 0 : share < 1);

    /// <summary>What keeps pods of a Service, or of those it calls, from answering now.</summary>
    public IEnumerable<string> WhyNot(ObjectName service)
    {
        foreach (var name in graph.Below(service).Prepend(service))
        {
            if (name != service && shares!.ShareOf(name) <= 0)
            {
                yield return $"{service.Name} is not reached or cannot work without {name}, which answers "
                    + "nobody";
            }

            foreach (var store in NeedsOf(name).SelectMany(static n => n.Stores)
                .Where(s => stores.IsAway(s, cluster.Now)).Distinct(StringComparer.Ordinal))
            {
                yield return $"{name.Name} needs the store {store}, which is away";
            }

            foreach (var cause in Blocked().Where(b => Behind(name).Contains(b.Owner.Name))
                .GroupBy(p => egress.WhyNot(p.Node!.Zone)!, StringComparer.Ordinal))
            {
                var pods = string.Join(", ", cause.Select(static p => p.Name.Name));
                var hosts = string.Join(", ", NeedsOf(name).SelectMany(static n => n.Hosts)
                    .Distinct(StringComparer.Ordinal));
                yield return $"{pods} cannot reach {hosts}: {cause.Key}";
            }
        }
    }

    /// <summary>Stores and gateways need no Kubernetes.</summary>
    ApiUse IEventHandler.Needs(int kind) => ApiUse.None;

    void IEventHandler.Handle(int kind, int argument)
    {
        var store = stores.All[argument];
        if (!stores.IsAway(store.Name, cluster.Now))
        {
            NoteStore(store.Name, "answers again");
            shares!.Remeasure();
        }
    }

    /// <summary>
    /// What lies in a zone goes with it. That a store fails over where the zone is only cut off is as its
    /// service decides: it cannot tell the two apart.
    /// </summary>
    private void Lose(string zone, bool power)
    {
        lost.Add((zone, power));
        egress.ZoneLost(zone);
        foreach (var (store, until) in stores.ZoneLost(zone, cluster.Now))
        {
            var seconds = (until - cluster.Now).TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
            NoteStore(store.Name, until == TimeSpan.MaxValue
                ? "is away until its zone is back"
                : $"fails over, which takes {seconds} s");
            if (until != TimeSpan.MaxValue)
            {
                cluster.Engine.At(until, this, 0, Index(store.Name));
            }
        }
    }

    private void Regain(string zone, bool power)
    {
        lost.Remove((zone, power));
        if (lost.Contains((zone, !power)))
        {
            return;
        }

        egress.ZoneBack(zone);
        foreach (var store in stores.ZoneBack(zone, cluster.Now))
        {
            NoteStore(store.Name, "answers again");
        }
    }

    /// <summary>
    /// What of the names that are asked for is answered: all, as long as one server answers.
    /// </summary>
    private double Dns() => graph.Dns is { } name && shares!.ShareOf(name) <= 0 ? 0 : 1;

    /// <summary>The same for clients in one zone, who may not reach all of the servers.</summary>
    private double DnsIn(int zone) => graph.Dns is { } name && shares!.ShareIn(name, zone) <= 0 ? 0 : 1;

    /// <summary>Pods that serve and need the internet, and do not reach it.</summary>
    private HashSet<SimPod> Blocked() =>
    [
        .. cluster.Workloads.Where(w => graph.Of(w.Name) is { Hosts.Length: > 0 })
            .SelectMany(static w => w.Pods)
            .Where(p => p is { Serving: true, Node.Reached: true } && !egress.LeadsOut(p.Node.Zone)),
    ];

    private void NoteStore(string store, string what)
    {
        foreach (var service in cluster.Objects.Services.Select(static s => s.Name)
            .Where(s => NeedsOf(s).Any(n => n.Stores.Contains(store, StringComparer.Ordinal))))
        {
            shares!.Note(service, $"the store {store} {what}");
        }
    }

    private void NoteBlocked(HashSet<SimPod> before)
    {
        var now = Blocked();
        now.ExceptWith(before);
        foreach (var service in cluster.Objects.Services.Select(static s => s.Name))
        {
            var behind = Behind(service);
            foreach (var cause in now.Where(p => behind.Contains(p.Owner.Name))
                .GroupBy(p => egress.WhyNot(p.Node!.Zone)!, StringComparer.Ordinal))
            {
                var pods = string.Join(", ", cause.Select(static p => p.Name.Name));
                shares!.Note(service, $"{pods} cannot reach the internet: {cause.Key}");
            }
        }
    }

    private IEnumerable<Needs> NeedsOf(ObjectName service) =>
        graph.WorkloadsOf(service).Select(w => graph.Of(w.Name)).OfType<Needs>();

    private HashSet<ObjectName> Behind(ObjectName service) =>
        [.. graph.WorkloadsOf(service).Select(static w => w.Name)];

    private int Index(string store) => stores.All.Index().First(s => s.Item.Name == store).Index;
}
