using System.Collections.Immutable;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Routing;

/// <summary>
/// How the requests that come to proxies are shared out: over the endpoints of a node, of a zone, or over
/// all. Requests that are missing from the sum of all are lost before they come to any proxy.
/// </summary>
internal sealed class RequestSplit
{
    /// <summary>Shares at most so large are what rounding has left over.</summary>
    public const double Nothing = 1e-9;

    /// <summary>By zone, what comes to its nodes and has not been shared out yet.</summary>
    public double[] Coming { get; private set; } = [];

    /// <summary>By zone, what its nodes send to all endpoints alike.</summary>
    public double[] ToAll { get; private set; } = [];

    /// <summary>By zone, what its nodes send to the endpoints that are hinted for that zone alone.</summary>
    public double[] ToZone { get; private set; } = [];

    /// <summary>What nodes send to their own endpoints.</summary>
    public List<(SimNode Node, EndpointTally Endpoints, double Share)> ToNode { get; } = [];

    /// <summary>What proxies drop, for want of an endpoint.</summary>
    public double Dropped { get; set; }

    /// <summary>Begins anew.</summary>
    public void Clear(int zones)
    {
        if (Coming.Length == zones)
        {
            Array.Clear(Coming);
            Array.Clear(ToAll);
            Array.Clear(ToZone);
        }
        else
        {
            (Coming, ToAll, ToZone) = (new double[zones], new double[zones], new double[zones]);
        }

        ToNode.Clear();
        Dropped = 0;
    }

    /// <summary>The share of all requests that is answered.</summary>
    public double Answered(ServiceEndpoints endpoints)
    {
        var toAll = 0.0;
        var answered = 0.0;
        for (var zone = 0; zone < ToAll.Length; zone++)
        {
            toAll += ToAll[zone];
            answered += ToZone[zone] > 0 ? ToZone[zone] * endpoints.Hinted(zone).Tally.Answered : 0;
        }

        answered += toAll * endpoints.All.Answered;
        foreach (var (_, tally, share) in ToNode)
        {
            answered += share * tally.Answered;
        }

        return Math.Min(1, answered);
    }

    /// <summary>The share that goes from a node in one zone to an endpoint in another.</summary>
    public double CrossesZones(ServiceEndpoints endpoints)
    {
        var crosses = 0.0;
        for (var zone = 0; zone < ToAll.Length; zone++)
        {
            crosses += ToAll[zone] > 0
                ? ToAll[zone] * (1 - ((double)Used(endpoints.InZone(zone), endpoints) / endpoints.All.Used))
                : 0;
            crosses += ToZone[zone] > 0 && endpoints.Hinted(zone) is { Elsewhere: > 0 } hinted
                ? ToZone[zone] * hinted.Elsewhere / hinted.Tally.Ready
                : 0;
        }

        return crosses;
    }

    /// <summary>The share of each endpoint, by the name of its pod.</summary>
    public ImmutableSortedDictionary<string, double> ByPod(ServiceEndpoints endpoints)
    {
        var toAll = ToAll.Sum() / Math.Max(1, endpoints.All.Used);
        var toNode = ToNode.ToDictionary(static n => n.Node, static n => n);
        var shares = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (var (pod, conditions) in endpoints.Members)
        {
            var share = conditions.Ready == endpoints.All.Ready > 0 ? toAll : 0;
            if (conditions is { Ready: true, Hint: >= 0 and var zone } && ToZone[zone] > 0)
            {
                share += ToZone[zone] / endpoints.Hinted(zone).Tally.Ready;
            }

            if (toNode.TryGetValue(pod.Node!, out var own)
                && conditions.Ready == own.Endpoints.Ready > 0)
            {
                share += own.Share / own.Endpoints.Used;
            }

            shares[pod.Name.Name] = share;
        }

        return shares.ToImmutable();
    }

    private static int Used(EndpointTally tally, ServiceEndpoints endpoints) =>
        endpoints.All.Ready > 0 ? tally.Ready : tally.Terminating;
}
