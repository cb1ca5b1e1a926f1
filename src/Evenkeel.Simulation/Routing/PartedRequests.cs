using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Routing;

/// <summary>
/// The requests to one Service while not every zone reaches every other, or proxies of one know what others
/// do not: client zone by client zone, and endpoint by endpoint. Else <see cref="RequestSplit"/> does it in
/// sums.
/// </summary>
internal sealed class PartedRequests(ServiceState service, ZoneIndex zones, ZoneWays ways)
{
    /// <summary>The share that is answered of what comes to proxies.</summary>
    /// <param name="from">Which proxies it comes to.</param>
    /// <param name="local">Whether the traffic policy is Local.</param>
    /// <param name="ofZone">The share of a zone's clients that find the Service at all.</param>
    /// <param name="then">The share of what an endpoint gets that it answers, given that it can.</param>
    public double Answered(
        IRequestSource from, bool local, Func<int, double> ofZone, Func<SimPod, double> then)
    {
        var answered = 0.0;
        for (var zone = 0; zone < zones.Count; zone++)
        {
            var rest = from.InZone(zone);
            if (rest <= 0)
            {
                continue;
            }

            var view = service.ViewOf(zone);
            var here = 0.0;
            if (local || view.PrefersNode)
            {
                foreach (var node in view.Nodes.Where(n => zones.Of(n) == zone))
                {
                    var share = view.ScopeOf(node, local) is { Node: not null } ? from.At(node) : 0;
                    here += share > 0 ? share * On(node, local, then) : 0;
                    rest -= share;
                }
            }

            here += local || rest <= RequestSplit.Nothing
                ? 0 : rest * Of(view, view.ScopeOf(zone), zone, then);
            answered += here * ofZone(zone);
        }

        return Math.Min(1, answered);
    }

    /// <summary>The share of the requests of a client on one node that is answered.</summary>
    public double On(SimNode client, bool local, Func<SimPod, double> then)
    {
        var zone = zones.Of(client);
        var view = service.ViewOf(zone);
        return Of(view, view.ScopeOf(client, local), zone, then);
    }

    /// <summary>The share of the requests of a client anywhere in a zone that is answered.</summary>
    public double In(int zone)
    {
        var view = service.ViewOf(zone);
        return Of(view, view.ScopeOf(zone), zone, Fully);
    }

    /// <summary>What an endpoint answers in full.</summary>
    public static double Fully(SimPod pod) => 1;

    private double Of(ServiceEndpoints view, EndpointScope scope, int zone, Func<SimPod, double> then)
    {
        var (count, sum) = (0, 0.0);
        foreach (var pod in view.In(scope))
        {
            count++;
            var answers = view.AnswersOf(pod) * ways.Share(zone, zones.Of(pod.Node!));
            sum += answers > 0 ? answers * then(pod) : 0;
        }

        return count == 0 ? 0 : sum / count;
    }
}
