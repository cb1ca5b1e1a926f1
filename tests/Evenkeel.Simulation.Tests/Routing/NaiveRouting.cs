using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Simulation.Tests.Routing;

/// <summary>An endpoint as proxies know it, and what share of requests to it is answered.</summary>
internal sealed record NaiveEndpoint(
    string Pod, string Node, string Zone, bool Ready, bool Terminating, double Answers, string? Hint);

/// <summary>
/// Routing written for clarity alone: each client's node in turn, each endpoint in turn, after the text of
/// pkg/proxy/topology.go and endpointslice/trafficdist.
/// </summary>
internal static class NaiveRouting
{
    /// <summary>Which endpoints the proxy of a node sends requests to, all alike.</summary>
    public static List<NaiveEndpoint> Usable(
        Service service, IReadOnlyList<NaiveEndpoint> endpoints, string node, string zone, bool local)
    {
        var ready = endpoints.Where(e => e.Ready).ToList();
        if (service.Headless)
        {
            return ready;
        }

        var terminating = endpoints.Where(e => !e.Ready && e.Terminating).ToList();
        if (local)
        {
            var here = ready.Where(e => e.Node == node).ToList();
            return here.Count > 0 ? here : terminating.Where(e => e.Node == node).ToList();
        }

        if (ready.Count == 0)
        {
            return terminating;
        }

        var sameNode = ready.Where(e => e.Node == node).ToList();
        if (service.TopologyMode is not null)
        {
            var forZone = ready.Where(e => e.Hint == zone).ToList();
            return ready.TrueForAll(e => e.Hint is not null) && forZone.Count > 0 ? forZone : ready;
        }

        if (service.TrafficDistribution == "PreferSameNode" && sameNode.Count > 0)
        {
            return sameNode;
        }

        var sameZone = ready.Where(e => e.Zone == zone).ToList();
        var allHinted = ready.TrueForAll(e => e.Zone.Length > 0);
        return service.TrafficDistribution is not null && allHinted && sameZone.Count > 0 ? sameZone : ready;
    }

    /// <summary>What each pod gets of the requests of clients, one on each of these nodes.</summary>
    public static (Dictionary<string, double> ByPod, double Answered, double CrossesZones) Share(
        Service service,
        IReadOnlyList<NaiveEndpoint> endpoints,
        IReadOnlyList<(string Node, string Zone)> clients,
        bool local)
    {
        var byPod = new Dictionary<string, double>();
        var (answered, crosses) = (0.0, 0.0);
        foreach (var (node, zone) in clients)
        {
            var usable = Usable(service, endpoints, node, zone, local);
            foreach (var endpoint in usable)
            {
                var share = 1.0 / clients.Count / usable.Count;
                byPod[endpoint.Pod] = byPod.GetValueOrDefault(endpoint.Pod) + share;
                answered += endpoint.Answers * share;
                crosses += endpoint.Zone != zone ? share : 0;
            }
        }

        return (byPod, answered, crosses);
    }
}
