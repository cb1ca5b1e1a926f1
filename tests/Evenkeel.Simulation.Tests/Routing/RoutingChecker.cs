using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Faults;
using Evenkeel.Simulation.LoadBalancing;
using Evenkeel.Simulation.Routing;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Tests.Routing;

/// <summary>
/// Recounts, client by client, each Service that a simulation looks at: what it says is answered is, and by
/// no pod that is dead, hung or on a machine that nobody reaches.
/// </summary>
internal sealed class RoutingChecker
{
    private readonly SimulatedCluster cluster;

    private readonly List<ScenarioAction.Partition> parted = [];

    private RoutingChecker(SimulatedCluster cluster)
    {
        this.cluster = cluster;
        cluster.FaultTargets.Insert(0, new Ears(parted));
    }

    /// <summary>Hears of partitions before anybody measures what comes of them.</summary>
    private sealed class Ears(List<ScenarioAction.Partition> parted) : IFaultTarget
    {
        public bool Models(ScenarioAction fault) => false;

        public void Begins(ScenarioAction fault) => parted.AddRange(fault is ScenarioAction.Partition p ? [p] : []);

        public void Ends(ScenarioAction fault)
        {
            if (fault is ScenarioAction.Partition partition)
            {
                _ = parted.Remove(partition);
            }
        }
    }

    private ClusterState State => cluster.State;

    /// <summary>How many times a Service was recounted.</summary>
    public long Checked { get; private set; }

    public static RoutingChecker On(SimulatedCluster cluster)
    {
        var checker = new RoutingChecker(cluster);
        cluster.Meter.Watching += checker.Check;
        return checker;
    }

    private void Check(ServiceState service)
    {
        Checked++;
        var shares = service.Shares()[0];
        foreach (var (pod, conditions) in service.Endpoints.Members)
        {
            var alive = pod is { Gone: false, Serving: true } && pod.Node is { Powered: true, Connected: true, Hung: false };
            var share = !alive ? 0 : cluster.Dependencies.ShareOf(pod);
            Near(conditions.Answers, share, $"{pod.Name}'s answers for {service.Name}");
        }

        var zones = State.Nodes.Select(n => n.Zone).Distinct()
            .ToDictionary(z => cluster.Meter.Zones.Of(z), z => z);
        List<NaiveEndpoint> In(ServiceEndpoints view) =>
        [
            .. view.Members.Select(m => new NaiveEndpoint(
                m.Key.Name.Name,
                m.Key.Node!.Name,
                m.Key.Node.Zone,
                m.Value.Ready,
                m.Value.Terminating,
                m.Value.Answers,
                m.Value.Hint < 0 ? null : zones[m.Value.Hint])),
        ];

        var endpoints = In(service.Endpoints);
        var isLocal = service.Service.InternalTrafficLocal && !service.Service.Headless;
        var (byPod, _, crosses) = NaiveRouting.Share(service.Service, endpoints, Clients(), isLocal);
        var answered = Clients().Sum(c => NaiveRouting
            .Usable(service.Service, In(service.ViewOf(cluster.Meter.Zones.Of(c.Zone))), c.Node, c.Zone, isLocal)
            .Select(e => e.Answers * Way(c.Zone, e.Zone)).DefaultIfEmpty().Average()) / Math.Max(1, Clients().Count);
        Near(shares.Answered, answered, $"answered of {service.Name}");
        Near(shares.CrossesZones, crosses, $"crosses zones of {service.Name}");
        foreach (var pod in byPod.Keys.Union(shares.ByPod.Keys))
        {
            var counted = shares.ByPod.GetValueOrDefault(pod);
            Near(counted, byPod.GetValueOrDefault(pod), $"{pod} of {service.Name}");
        }

        foreach (var group in cluster.Balancers.Groups.Where(g => g.Service == service))
        {
            CheckOutside(group, endpoints, zone => In(service.ViewOf(cluster.Meter.Zones.Of(zone))));
        }
    }

    /// <summary>The share that comes through between two zones: two messages each way, none of them lost.</summary>
    private double Way(string from, string to)
    {
        var kept = new[] { 1.0, 1.0 };
        foreach (var cut in parted)
        {
            for (var way = 0; way < 2; way++)
            {
                var (a, b) = way == 0 ? (from, to) : (to, from);
                if ((cut.From == a && cut.To == b) || (cut.BothWays && cut.From == b && cut.To == a))
                {
                    kept[way] = Math.Min(kept[way], 1 - (cut.Percent / 100.0));
                }
            }
        }

        return kept[0] * kept[0] * kept[1] * kept[1];
    }

    private bool IsBlind(TargetGroupState group, string address, string zone) => group.Balancer.Definition.CrossZone
        && group.Balancer.Blind.Contains((cluster.Meter.Zones.Of(address), cluster.Meter.Zones.Of(zone)));

    /// <summary>Address by address, target by target, endpoint by endpoint.</summary>
    private void CheckOutside(
        TargetGroupState group, IReadOnlyList<NaiveEndpoint> endpoints, Func<string, List<NaiveEndpoint>> known)
    {
        var (answered, crosses) = (0.0, 0.0);
        var byPod = new Dictionary<string, double>();
        var addresses = group.Balancer.Addresses.Where(a => a.InUse).ToList();
        foreach (var address in addresses.Where(a => a.Lives))
        {
            var candidates = group.Targets.Where(t => t.Registered
                && (group.Balancer.Definition.CrossZone || t.Node.Zone == address.Name)).ToList();
            var healthy = candidates.Where(t => t.Healthy && !IsBlind(group, address.Name, t.Node.Zone)).ToList();
            var used = healthy.Count > 0 ? healthy : candidates;
            foreach (var target in used)
            {
                var share = 1.0 / addresses.Count / used.Count;
                crosses += target.Node.Zone != address.Name ? share : 0;
                foreach (var (endpoint, part) in SentBy(group, target, endpoints))
                {
                    byPod[endpoint.Pod] = byPod.GetValueOrDefault(endpoint.Pod) + (share * part);
                    crosses += endpoint.Zone != target.Node.Zone ? share * part : 0;
                }

                var zone = target.Node.Zone;
                answered += share * Way(address.Name, zone)
                    * SentBy(group, target, target.Pod is null ? known(zone) : endpoints).Sum(e =>
                        e.Share * e.Endpoint.Answers * (target.Pod is null ? Way(zone, e.Endpoint.Zone) : 1));
            }
        }

        var shares = group.Shares();
        Near(shares.Answered, answered, $"answered of {group.Service.Name} from outside");
        Near(shares.CrossesZones, crosses, $"crosses zones of {group.Service.Name} from outside");
        foreach (var pod in byPod.Keys.Union(shares.ByPod.Keys))
        {
            Near(shares.ByPod.GetValueOrDefault(pod), byPod.GetValueOrDefault(pod), $"{pod} from outside");
        }
    }

    private static IEnumerable<(NaiveEndpoint Endpoint, double Share)> SentBy(
        TargetGroupState group, Target target, IReadOnlyList<NaiveEndpoint> endpoints)
    {
        if (target.Pod is { } pod)
        {
            // One that is no endpoint any more, and that nobody could deregister, answers nothing.
            var gone = new NaiveEndpoint(pod.Name.Name, target.Node.Name, target.Node.Zone, false, false, 0, null);
            return [(endpoints.FirstOrDefault(e => e.Pod == pod.Name.Name, gone), 1.0)];
        }

        var service = group.Service.Service;
        var usable = target.Node is { Powered: true, Connected: true, Hung: false }
            ? NaiveRouting.Usable(
                service, endpoints, target.Node.Name, target.Node.Zone, service.ExternalTrafficLocal)
            : [];
        return usable.Select(e => (e, 1.0 / usable.Count));
    }

    /// <summary>One on every node that is reached, but for tainted servers.</summary>
    private List<(string Node, string Zone)> Clients() =>
    [
        .. State.Nodes
            .Where(n => n is { Exists: true, Powered: true, Connected: true, Hung: false }
                && !n.Definition.Taints.Any(t => t.Key == "node-role.kubernetes.io/control-plane"))
            .Select(n => (n.Name, n.Zone)),
    ];

    private void Near(double actual, double expected, string what)
    {
        if (Math.Abs(actual - expected) >= 1e-9)
        {
            throw new InvalidOperationException(
                $"at {State.Now}: {what} is {actual}, {expected} client by client");
        }
    }
}
