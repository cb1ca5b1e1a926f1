using System.Collections.Immutable;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Routing;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.LoadBalancing;

/// <summary>
/// A target group that leads to a Service, and the clients who come through it. They use the balancer's
/// addresses alike; an address shares requests out over the healthy targets of its zone, or with cross-zone
/// over all, and without any healthy one over all that are registered.
/// </summary>
internal sealed class TargetGroupState(
    TargetGroup definition,
    BalancerState balancer,
    ServiceState service,
    ServiceState? asked,
    ZoneIndex zones,
    ZoneWays ways) : IRequestSource, IOutsideClients
{
    private readonly Dictionary<object, Target> targets = [];
    private readonly List<TargetTally> byZone = [];
    private readonly RequestSplit split = new();
    private double[] perTarget = [];
    private double betweenZones;

    public TargetGroup Definition { get; } = definition;

    public BalancerState Balancer { get; } = balancer;

    /// <summary>The Service that requests are for.</summary>
    public ServiceState Service { get; } = service;

    /// <summary>The Service whose node port is probed; null: an echo with a pod on every node.</summary>
    public ServiceState? Asked { get; } = asked;

    public bool OfPods => Definition.TargetType == TargetType.Ip;

    public TargetTally All { get; } = new();

    public IEnumerable<Target> Targets => targets.Values;

    public TargetTally InZone(int zone)
    {
        while (byZone.Count <= zone)
        {
            byZone.Add(new());
        }

        return byZone[zone];
    }

    public Target? Find(object nodeOrPod) => targets.GetValueOrDefault(nodeOrPod);

    public void Add(Target target) => targets.Add((object?)target.Pod ?? target.Node, target);

    /// <summary>Takes a target out: it gets no request on a new connection from now on.</summary>
    public void Remove(Target target)
    {
        Change(target, static t => t.Registered = false);
        target.Version++;
        targets.Remove((object?)target.Pod ?? target.Node);
    }

    /// <summary>Changes a target, and keeps the sums right.</summary>
    public void Change(Target target, Action<Target> change)
    {
        Count(target, -1);
        change(target);
        Count(target, 1);
    }

    public double Answered(Func<SimPod, double> then)
    {
        if (IsParted)
        {
            return AnsweredParted(then);
        }

        ShareOut();
        if (!OfPods)
        {
            Service.Endpoints.Split(this, Service.Service.ExternalTrafficLocal, split);
            return split.Answered(Service.Endpoints);
        }

        return targets.Values.Where(IsUsed)
            .Sum(t => perTarget[t.Zone] * Service.Endpoints.AnswersOf(t.Pod!));
    }

    private bool IsParted => Service.IsParted || Balancer.Blind.Count > 0;

    private double AnsweredParted(Func<SimPod, double> then) => Walk()
        .Sum(w => w.Share * ways.Share(w.Address, w.Target.Zone) * AnsweredBy(w.Target, then));

    /// <summary>
    /// Where zones do not reach each other in full, what each address sends to each target. A balancer's node
    /// sends to the targets that it finds healthy, and to none across a way on which its own probes fail.
    /// </summary>
    private IEnumerable<(int Address, Target Target, double Share)> Walk()
    {
        foreach (var address in Balancer.Addresses.Where(static a => a is { InUse: true, Lives: true }))
        {
            var candidates = targets.Values.Where(t => t.Registered
                && (Balancer.Definition.CrossZone || t.Zone == address.Zone)).ToList();
            var healthy = candidates
                .FindAll(t => t.Healthy && !Balancer.Blind.Contains((address.Zone, t.Zone)));
            var used = healthy.Count > 0 ? healthy : candidates;
            foreach (var target in used)
            {
                yield return (address.Zone, target, 1.0 / Balancer.InUse / used.Count);
            }
        }
    }

    private RequestShares SharesParted()
    {
        var crosses = 0.0;
        var byPod = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        void Send(SimPod pod, double share) =>
            byPod[pod.Name.Name] = byPod.GetValueOrDefault(pod.Name.Name) + share;
        foreach (var (address, target, share) in Walk())
        {
            crosses += target.Zone != address ? share : 0;
            if (target.Pod is { } own)
            {
                Send(own, share);
            }
            else if (target.Reached)
            {
                var endpoints = Service.Endpoints;
                var pods = endpoints.In(endpoints.ScopeOf(target.Node, Service.Service.ExternalTrafficLocal))
                    .ToList();
                pods.ForEach(p => Send(p, share / pods.Count));
                var far = pods.Count(p => zones.Of(p.Node!) != target.Zone);
                crosses += share * far / Math.Max(1, pods.Count);
            }
        }

        return Shares(AnsweredParted(PartedRequests.Fully), crosses, byPod.ToImmutable());
    }

    private double AnsweredBy(Target target, Func<SimPod, double> then) => target switch
    {
        { Pod: { } pod } => Service.Endpoints.AnswersOf(pod) * then(pod),
        { Reached: true } => Service.ShareAt(target.Node, Service.Service.ExternalTrafficLocal, then),
        _ => 0,
    };

    public RequestShares Shares()
    {
        if (IsParted)
        {
            return SharesParted();
        }

        var answered = Answered(PartedRequests.Fully);
        var crosses = betweenZones + (OfPods ? 0 : split.CrossesZones(Service.Endpoints));
        return Shares(answered, crosses, OfPods
            ? targets.Values.ToImmutableSortedDictionary(
                static t => t.Name, t => IsUsed(t) ? perTarget[t.Zone] : 0, StringComparer.Ordinal)
            : split.ByPod(Service.Endpoints));
    }

    private RequestShares Shares(
        double answered, double crosses, ImmutableSortedDictionary<string, double> byPod) => new()
    {
        FromOutside = true,
        Answered = answered,
        CrossesZones = crosses,
        CostPerGigabyte = crosses * AwsPrices.CrossZonePerGigabyte,

        // Of targets that are addresses the client's is not preserved by default, and policy Cluster
        // puts the node's in its place (elb, "Client IP preservation"; kube-proxy).
        KeepsSourceAddress = !OfPods && Service.Service.ExternalTrafficLocal,
        ByPod = byPod,
    };

    public string? WhyUnanswered()
    {
        _ = Answered(PartedRequests.Fully);
        var name = Balancer.Definition.Name;
        return Balancer.Addresses.FirstOrDefault(static a => a is { InUse: true, Lives: false }) is { } dead
                ? $"clients use the address of balancer {name} in zone {dead.Name}, which is lost"
            : All.Registered == 0 ? $"balancer {name} has no target"
            : !OfPods && split.Dropped > RequestSplit.Nothing && Service.Service.ExternalTrafficLocal
                ? $"balancer {name} sends to nodes without a pod of {Service.Name}, and "
                    + "externalTrafficPolicy: Local drops that"
            : All.Healthy == 0 ? $"balancer {name} has no healthy target, and sends to all"
            : null;
    }

    double IRequestSource.InZone(int zone) => zone < perTarget.Length
        ? perTarget[zone] * UsedOf(zone, reached: true)
        : 0;

    double IRequestSource.At(SimNode node) =>
        Find(node) is { Reached: true } target && IsUsed(target) ? perTarget[target.Zone] : 0;

    /// <summary>Works out which share of all requests each target of a zone gets.</summary>
    private void ShareOut()
    {
        if (perTarget.Length != zones.Count)
        {
            perTarget = new double[zones.Count];
        }

        Array.Clear(perTarget);
        betweenZones = 0;
        var all = Balancer.InUse;
        foreach (var address in Balancer.Addresses.Where(static a => a is { InUse: true, Lives: true }))
        {
            if (!Balancer.Definition.CrossZone)
            {
                var used = InZone(address.Zone).Used;
                perTarget[address.Zone] += used > 0 ? 1.0 / all / used : 0;
            }
            else if (All.Used > 0)
            {
                for (var zone = 0; zone < perTarget.Length; zone++)
                {
                    perTarget[zone] += 1.0 / all / All.Used;
                }

                betweenZones += (1 - ((double)UsedOf(address.Zone, reached: false) / All.Used)) / all;
            }
        }
    }

    private bool FailsOpen(int zone) => (Balancer.Definition.CrossZone ? All : InZone(zone)).Healthy == 0;

    /// <summary>Whether the balancer sends requests to a target.</summary>
    public bool IsUsed(Target target) =>
        target.Registered && (target.Healthy || FailsOpen(target.Zone));

    private int UsedOf(int zone, bool reached)
    {
        var tally = InZone(zone);
        return (FailsOpen(zone), reached) switch
        {
            (true, true) => tally.RegisteredReached,
            (true, false) => tally.Registered,
            (false, true) => tally.HealthyReached,
            _ => tally.Healthy,
        };
    }

    private void Count(Target target, int sign)
    {
        All.Add(target, sign);
        InZone(target.Zone).Add(target, sign);
    }
}
