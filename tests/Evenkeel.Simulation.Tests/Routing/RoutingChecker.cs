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

    private RoutingChecker(SimulatedCluster cluster) => this.cluster = cluster;

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
        List<NaiveEndpoint> endpoints =
        [
            .. service.Endpoints.Members.Select(m => new NaiveEndpoint(
                m.Key.Name.Name,
                m.Key.Node!.Name,
                m.Key.Node.Zone,
                m.Value.Ready,
                m.Value.Terminating,
                m.Value.Answers,
                m.Value.Hint < 0 ? null : zones[m.Value.Hint])),
        ];
        var (byPod, answered, crosses) = NaiveRouting.Share(
            service.Service, endpoints, Clients(), service.Service.InternalTrafficLocal && !service.Service.Headless);
        Near(shares.Answered, answered, $"answered of {service.Name}");
        Near(shares.CrossesZones, crosses, $"crosses zones of {service.Name}");
        foreach (var pod in byPod.Keys.Union(shares.ByPod.Keys))
        {
            var counted = shares.ByPod.GetValueOrDefault(pod);
            Near(counted, byPod.GetValueOrDefault(pod), $"{pod} of {service.Name}");
        }

        foreach (var group in cluster.Balancers.Groups.Where(g => g.Service == service))
        {
            CheckOutside(group, endpoints);
        }
    }

    /// <summary>Address by address, target by target, endpoint by endpoint.</summary>
    private void CheckOutside(TargetGroupState group, IReadOnlyList<NaiveEndpoint> endpoints)
    {
        var (answered, crosses) = (0.0, 0.0);
        var byPod = new Dictionary<string, double>();
        var addresses = group.Balancer.Addresses.Where(a => a.InUse).ToList();
        foreach (var address in addresses.Where(a => a.Lives))
        {
            var candidates = group.Targets.Where(t => t.Registered
                && (group.Balancer.Definition.CrossZone || t.Node.Zone == address.Name)).ToList();
            var healthy = candidates.Where(t => t.Healthy).ToList();
            var used = healthy.Count > 0 ? healthy : candidates;
            foreach (var target in used)
            {
                var share = 1.0 / addresses.Count / used.Count;
                crosses += target.Node.Zone != address.Name ? share : 0;
                foreach (var (endpoint, part) in SentBy(group, target, endpoints))
                {
                    byPod[endpoint.Pod] = byPod.GetValueOrDefault(endpoint.Pod) + (share * part);
                    answered += share * part * endpoint.Answers;
                    crosses += endpoint.Zone != target.Node.Zone ? share * part : 0;
                }
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
