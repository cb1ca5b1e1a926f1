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
            var alive = pod is { Gone: false, Serving: true } && pod.Node is { Powered: true, Connected: true };
            var share = !alive ? 0 : cluster.Dependencies.ShareOf(pod);
            Near(conditions.Answers, share, $"{pod.Name}'s answers for {service.Name}");
        }

        List<NaiveEndpoint> endpoints =
        [
            .. service.Endpoints.Members.Select(m => new NaiveEndpoint(
                m.Key.Name.Name,
                m.Key.Node!.Name,
                m.Key.Node.Zone,
                m.Value.Ready,
                m.Value.Terminating,
                m.Value.Answers)),
        ];
        var (byPod, answered, crosses) = NaiveRouting.Share(
            service.Service, endpoints, Clients(), service.Service.InternalTrafficLocal && !service.Service.Headless);
        Near(shares.Answered, answered, $"answered of {service.Name}");
        Near(shares.CrossesZones, crosses, $"crosses zones of {service.Name}");
        foreach (var (pod, share) in shares.ByPod)
        {
            Near(share, byPod.GetValueOrDefault(pod), $"{pod} of {service.Name}");
        }

        var listed = byPod.Keys.Except(shares.ByPod.Keys).ToList();
        Require(listed.Count == 0, $"{service.Name} leaves out {string.Join(", ", listed)}");
    }

    /// <summary>One on every node that is reached, but for tainted servers.</summary>
    private List<(string Node, string Zone)> Clients() =>
    [
        .. State.Nodes
            .Where(n => n is { Exists: true, Powered: true, Connected: true }
                && !n.Definition.Taints.Any(t => t.Key == "node-role.kubernetes.io/control-plane"))
            .Select(n => (n.Name, n.Zone)),
    ];

    private void Near(double actual, double expected, string what) =>
        Require(Math.Abs(actual - expected) < 1e-9, $"{what} is {actual}, {expected} client by client");

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"at {State.Now}: {otherwise}");
        }
    }
}
