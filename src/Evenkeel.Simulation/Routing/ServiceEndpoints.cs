using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Routing;

/// <summary>
/// The endpoints of one Service as all proxies know them, counted by node and by zone, and which of them a
/// proxy sends requests to (pkg/proxy/topology.go). Hints are those of endpointslice/trafficdist: each
/// endpoint
/// is hinted for its own zone, and with PreferSameNode for its own node; or with the annotation, which goes
/// before the field, those of <see cref="TopologyHints"/>. The rules are the same in 1.34 to 1.36.
/// </summary>
internal sealed class ServiceEndpoints
{
    private readonly Service service;
    private readonly ZoneIndex zones;
    private readonly bool prefersZone;
    private readonly bool prefersNode;
    private readonly bool hintedByCpu;
    private readonly Dictionary<SimPod, EndpointConditions> members = [];
    private readonly List<EndpointTally> byZone = [];
    private readonly List<HintedEndpoints> byHint = [];
    private readonly Dictionary<SimNode, EndpointTally> byNode = [];
    private IReadOnlyDictionary<SimPod, string> hints = new Dictionary<SimPod, string>();
    private int readyWithoutHint;
    private Func<SimPod, double>? weight;

    public ServiceEndpoints(Service service, ZoneIndex zones)
    {
        (this.service, this.zones) = (service, zones);
        hintedByCpu = !service.Headless && service.TopologyMode is not null;
        prefersNode = !service.Headless && !hintedByCpu && service.TrafficDistribution is "PreferSameNode";
        prefersZone = hintedByCpu || (!service.Headless
            && service.TrafficDistribution is "PreferSameNode" or "PreferSameZone" or "PreferClose");
    }

    /// <summary>All of them.</summary>
    public EndpointTally All { get; } = new();

    /// <summary>Each endpoint that requests may be sent to.</summary>
    public IEnumerable<KeyValuePair<SimPod, EndpointConditions>> Members => members;

    /// <summary>Nodes with an endpoint.</summary>
    public IEnumerable<SimNode> Nodes => byNode.Keys;

    /// <summary>The endpoints of a zone.</summary>
    public EndpointTally InZone(int zone)
    {
        while (byZone.Count <= zone)
        {
            byZone.Add(new());
        }

        return byZone[zone];
    }

    /// <summary>The ready endpoints that are hinted for a zone.</summary>
    public HintedEndpoints Hinted(int zone)
    {
        while (byHint.Count <= zone)
        {
            byHint.Add(new());
        }

        return byHint[zone];
    }

    /// <summary>Whether proxies of different nodes may send requests to different endpoints.</summary>
    public bool DifferByClient => prefersZone;

    /// <summary>Takes over which zone each endpoint is hinted for; none where there is no hint.</summary>
    public void Hint(IReadOnlyDictionary<SimPod, string> given)
    {
        hints = given;
        foreach (var (pod, known) in members.ToList())
        {
            Set(pod, known with { Hint = HintOf(pod) });
        }
    }

    /// <summary>The endpoints of a node; null where it has none.</summary>
    public EndpointTally? On(SimNode node) => byNode.GetValueOrDefault(node);

    /// <summary>Whether a pod is a ready endpoint.</summary>
    public bool IsReady(SimPod pod) => members.TryGetValue(pod, out var known) && known.Ready;

    /// <summary>The share of requests to a pod that is answered; 0 where it is no endpoint.</summary>
    public double AnswersOf(SimPod pod) => members.TryGetValue(pod, out var known) ? known.Answers : 0;

    /// <summary>Takes over what the API says of a pod (endpointslice/utils.go, podToEndpoint).</summary>
    public void Program(SimPod pod, PodStatus status)
    {
        var ready = service.PublishesNotReady
            ? status is { Bound: true, Gone: false }
            : status is { Ready: true, Deleting: false, Gone: false };

        // DNS gives the addresses of those that are ready, and of no others.
        var terminating = !ready && !service.Headless
            && status is { Ready: true, Deleting: true, Gone: false };
        Set(pod, new(ready, terminating, Answers(pod), HintOf(pod)));
    }

    /// <summary>Takes over what a pod truly does.</summary>
    public void Follow(SimPod pod)
    {
        if (members.TryGetValue(pod, out var known))
        {
            Set(pod, known with { Answers = Answers(pod) });
        }
    }

    /// <summary>Looks anew at what share of requests each pod can answer, given that it serves.</summary>
    public void Weigh(Func<SimPod, double> shareOf)
    {
        weight = shareOf;
        foreach (var pod in members.Keys.ToList())
        {
            Follow(pod);
        }
    }

    /// <summary>The share of the requests of a client on one node that is answered.</summary>
    public double AnsweredFor(SimNode client, bool local)
    {
        var own = On(client);
        return local ? own?.Answered ?? 0
            : All.Ready == 0 ? All.Answered
            : prefersNode && own?.Ready > 0 ? own.Answered
            : prefersZone && readyWithoutHint == 0 && Hinted(zones.Of(client)).Tally is { Ready: > 0 } near
                ? near.Answered
            : All.Answered;
    }

    /// <summary>Whether a proxy prefers the endpoints of its own node, where any endpoint is ready.</summary>
    public bool PrefersNode => prefersNode && All.Ready > 0;

    /// <summary>What proxies go on with that hear of no change any more: a copy of what they know.</summary>
    public ServiceEndpoints Copy()
    {
        var copy = new ServiceEndpoints(service, zones) { hints = hints, weight = weight };
        foreach (var (pod, conditions) in members)
        {
            copy.Set(pod, conditions);
        }

        return copy;
    }

    /// <summary>Whether a pod is an endpoint that requests may be sent to.</summary>
    public bool IsKnown(SimPod pod) => members.ContainsKey(pod);

    /// <summary>Which endpoints the proxy of a node uses: those of a client there.</summary>
    public EndpointScope ScopeOf(SimNode client, bool local) =>
        local || (PrefersNode && On(client)?.Ready > 0) ? new(client, -1) : ScopeOf(zones.Of(client));

    /// <summary>Which endpoints proxies of a zone use that have none on their own node.</summary>
    public EndpointScope ScopeOf(int zone) =>
        All.Ready > 0 && prefersZone && readyWithoutHint == 0 && Hinted(zone).Tally.Ready > 0
            ? new(null, zone) : new(null, -1);

    /// <summary>
    /// The endpoints that are used in a scope: those that are ready, or where none is, the terminating ones.
    /// </summary>
    public IEnumerable<SimPod> In(EndpointScope scope)
    {
        var tally = scope.Node is { } node ? On(node) : scope.Zone >= 0 ? Hinted(scope.Zone).Tally
            : All;
        return members.Where(m => m.Value.Ready == tally?.Ready > 0
                && (scope.Node is null || m.Key.Node == scope.Node)
                && (scope.Zone < 0 || m.Value.Hint == scope.Zone))
            .Select(static m => m.Key).OrderBy(static p => p.Index);
    }

    /// <summary>Shares out requests over the endpoints.</summary>
    /// <param name="from">Which proxies they come to.</param>
    /// <param name="local">Whether the traffic policy is Local.</param>
    /// <param name="split">Gets the result.</param>
    public void Split(IRequestSource from, bool local, RequestSplit split)
    {
        split.Clear(zones.Count);
        for (var zone = 0; zone < zones.Count; zone++)
        {
            split.Coming[zone] = from.InZone(zone);
        }

        if (local || PrefersNode)
        {
            foreach (var (node, tally) in byNode)
            {
                var share = (local ? tally.Any : tally.Ready > 0) ? from.At(node) : 0;
                if (share > 0)
                {
                    split.Coming[zones.Of(node)] -= share;
                    split.ToNode.Add((node, tally, share));
                }
            }
        }

        var hinted = prefersZone && All.Ready > 0 && readyWithoutHint == 0;
        for (var zone = 0; zone < zones.Count; zone++)
        {
            var share = split.Coming[zone] > RequestSplit.Nothing ? split.Coming[zone] : 0;
            if (local || !All.Any)
            {
                split.Dropped += share;
            }
            else if (hinted && Hinted(zone).Tally.Ready > 0)
            {
                split.ToZone[zone] = share;
            }
            else
            {
                split.ToAll[zone] = share;
            }
        }
    }

    private int HintOf(SimPod pod) =>
        hintedByCpu ? hints.TryGetValue(pod, out var zone) ? zones.Of(zone) : -1
        : prefersZone && pod.Node is { Zone.Length: > 0 } node ? zones.Of(node)
        : -1;

    private double Answers(SimPod pod) =>
        pod is not { Serving: true, Node.Reached: true } ? 0 : weight?.Invoke(pod) ?? 1;

    private void Set(SimPod pod, EndpointConditions conditions)
    {
        if (members.TryGetValue(pod, out var known) && known == conditions)
        {
            return;
        }

        if (members.Remove(pod, out var before))
        {
            Count(pod, before, -1);
        }

        if (conditions.Ready || conditions.Terminating)
        {
            members.Add(pod, conditions);
            Count(pod, conditions, 1);
        }
    }

    private void Count(SimPod pod, EndpointConditions conditions, int sign)
    {
        var node = pod.Node!;
        All.Add(conditions, sign);
        InZone(zones.Of(node)).Add(conditions, sign);
        if (!byNode.TryGetValue(node, out var tally))
        {
            byNode.Add(node, tally = new());
        }

        tally.Add(conditions, sign);
        if (!tally.Any)
        {
            byNode.Remove(node);
        }

        if (conditions is { Ready: true, Hint: >= 0 })
        {
            Hinted(conditions.Hint).Add(conditions, zones.Of(node) != conditions.Hint, sign);
        }
        else if (conditions.Ready)
        {
            readyWithoutHint += sign;
        }
    }
}

/// <summary>
/// Which endpoints of a Service a proxy uses: those of a node, those that are hinted for a zone, or all.
/// </summary>
/// <param name="Node">The node, or null.</param>
/// <param name="Zone">The number of the zone, or −1.</param>
internal readonly record struct EndpointScope(SimNode? Node, int Zone);

/// <summary>Ready endpoints that are hinted for one zone.</summary>
internal sealed class HintedEndpoints
{
    public EndpointTally Tally { get; } = new();

    /// <summary>How many of them are in another zone.</summary>
    public int Elsewhere { get; private set; }

    /// <summary>Counts an endpoint, or with −1 no longer.</summary>
    public void Add(EndpointConditions conditions, bool isElsewhere, int sign)
    {
        Tally.Add(conditions, sign);
        Elsewhere += isElsewhere ? sign : 0;
    }
}
