using System.Collections.Immutable;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Routing;

/// <summary>
/// One Service as its clients see it: what share of their requests is answered, integrated over time. A
/// request to an endpoint that does not answer fails, and so does one for which a proxy knows no endpoint.
/// </summary>
/// <param name="service">The Service.</param>
/// <param name="cluster">Its cluster.</param>
/// <param name="zones">The zones.</param>
/// <param name="ways">The ways between them.</param>
/// <param name="inside">The clients inside.</param>
/// <param name="dependencies">What its pods need besides themselves.</param>
internal sealed class ServiceState(
    Service service,
    ClusterState cluster,
    ZoneIndex zones,
    ZoneWays ways,
    InsideClients inside,
    IServiceDependencies dependencies)
{
    private const double Whole = 1 - RequestSplit.Nothing;
    private readonly HashSet<SimPod> strong = [];
    private readonly RequestSplit split = new();
    private readonly Dictionary<int, ServiceEndpoints> stale = [];
    private PartedRequests? parted;
    private readonly SimWorkload[] workloads = [.. cluster.Workloads.Where(w =>
        service.Selects(w.Name.Namespace, w.Definition.Template.Labels))];
    private readonly bool needing = cluster.Workloads.Any(w =>
        service.Selects(w.Name.Namespace, w.Definition.Template.Labels) && dependencies.AreNeededBy(w));
    private TimeSpan since;
    private TimeSpan began;
    private TimeSpan outage;
    private double failedSeconds;
    private TimeSpan lastDegraded;
    private double answered = 1;
    private bool answersInside = true;
    private bool answersOutside = true;
    private double answeredBefore = 1;
    private string? whyUnansweredBefore;
    private bool full = true;
    private bool measuring;
    private int lowest = int.MaxValue;
    private int declared;

    public Service Service { get; } = service;

    public string Name { get; } = service.Name.ToString();

    /// <summary>The share of requests that is answered, as last measured.</summary>
    public double Answered => answered;

    /// <summary>Whether clients learn addresses from DNS rather than from their node's proxy.</summary>
    public bool Headless => Service.Headless;

    /// <summary>Services whose share changes with this one's.</summary>
    public ServiceState[] Above { get; set; } = [];

    /// <summary>Its clients outside, one for each balancer that leads to it.</summary>
    public List<IOutsideClients> Outside { get; } = [];

    /// <summary>What its clients' proxies know.</summary>
    public ServiceEndpoints Endpoints { get; } = new(service, zones);

    /// <summary>
    /// What the proxies of a zone know: of one that hears of no change, what they knew then.
    /// </summary>
    public ServiceEndpoints ViewOf(int zone) => stale.GetValueOrDefault(zone, Endpoints);

    /// <summary>Whether zones do not reach each other in full, or know different things.</summary>
    public bool IsParted => ways.AreCut || stale.Count > 0;

    private PartedRequests Parted => parted ??= new(this, zones, ways);

    /// <summary>All pods behind it.</summary>
    public IEnumerable<SimPod> Pods => workloads.SelectMany(static w => w.Pods);

    public bool Selects(PodClass pods) => Service.Selects(pods.Namespace, pods.Labels);

    /// <summary>
    /// The share of requests from inside that is answered now. What it depends on may have changed since it
    /// was measured, so it is looked at anew.
    /// </summary>
    public double ShareInside()
    {
        Weigh();
        if (IsParted)
        {
            return Parted.Answered(inside, IsLocalInside, static _ => 1, PartedRequests.Fully);
        }

        SplitInside();
        return split.Answered(Endpoints);
    }

    /// <summary>
    /// The same of requests from outside: through the worst of its balancers, and without any as from inside.
    /// </summary>
    /// <param name="then">
    /// Where zones are parted, the share of what an endpoint gets that it answers, given that it can.
    /// </param>
    public double ShareFromOutside(Func<SimPod, double>? then = null)
    {
        Weigh();
        return Outside.Count > 0 ? Outside.Min(o => o.Answered(then ?? PartedRequests.Fully))
            : then is null || !IsParted ? ShareInside()
            : Parted.Answered(inside, IsLocalInside, static _ => 1, then);
    }

    /// <summary>The share of the requests of clients in one zone that is answered.</summary>
    public double ShareIn(int zone)
    {
        Weigh();
        return IsParted ? Parted.In(zone) : ShareInside();
    }

    /// <summary>The proxies of a zone hear of no change any more.</summary>
    public void Freeze(int zone) => stale[zone] = Endpoints.Copy();

    /// <summary>They know again what all know.</summary>
    public void Thaw(int zone) => stale.Remove(zone);

    /// <summary>What a proxy does with requests that come to its node, of which it knows nothing else.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="local">Whether it keeps them on its node.</param>
    /// <param name="then">The share of what an endpoint gets that it answers, given that it can.</param>
    public double ShareAt(SimNode node, bool local, Func<SimPod, double>? then = null) => IsParted
        ? Parted.On(node, local, then ?? PartedRequests.Fully) : Endpoints.AnsweredFor(node, local);

    /// <summary>The same for a client on one node.</summary>
    public double ShareFor(SimNode client)
    {
        Weigh();
        return ShareAt(client, IsLocalInside);
    }

    /// <summary>Starts the clock. What was before does not count.</summary>
    public void Begin(TimeSpan now)
    {
        measuring = true;
        (since, began, lastDegraded) = (now, now, now);
        declared = Declared();
        Measure();
        answeredBefore = answered;
        whyUnansweredBefore = answered >= Whole ? null : WhyUnanswered();
    }

    /// <summary>Takes over into the proxies what the API says of a pod.</summary>
    public void Program(SimPod pod, PodStatus status)
    {
        Endpoints.Program(pod, status);
        Follow(pod);
    }

    /// <summary>Notes what a pod truly does, which is at once what requests to it meet.</summary>
    public void Follow(SimPod pod)
    {
        Endpoints.Follow(pod);
        foreach (var view in stale.Values)
        {
            view.Follow(pod);
        }

        if (pod is { Ready: true, Serving: true, Active: true, Node.Reached: true })
        {
            strong.Add(pod);
        }
        else
        {
            strong.Remove(pod);
        }
    }

    /// <summary>
    /// Accounts for the time since the last change. Says so where the Service began or ceased to answer.
    /// </summary>
    public string? Update(TimeSpan now)
    {
        if (!measuring)
        {
            return null;
        }

        Advance(now);
        var before = (answersInside, answersOutside);
        Measure();
        return before == (answersInside, answersOutside) ? null : (answersInside, answersOutside) switch
        {
            (true, true) => "requests are answered again",
            (true, false) => "no request from outside can be answered",
            (false, true) => "no request from inside can be answered",
            _ => "no request can be answered",
        };
    }

    /// <summary>The figures from the start of the clock to now.</summary>
    public ServiceOutcome Outcome(TimeSpan now)
    {
        Advance(now);
        return new(
            Name,
            answered > 0 ? Math.Round(outage.TotalSeconds, 3) : null,
            answered >= Whole ? Math.Round(failedSeconds, 3) : null,
            full ? Math.Round((lastDegraded - began).TotalSeconds, 3) : null,
            lowest,
            declared)
        {
            AnsweredBefore = answeredBefore,
            WhyUnansweredBefore = whyUnansweredBefore,
            WhyUnanswered = answered >= Whole ? null : WhyUnanswered(),
        };
    }

    /// <summary>Which way requests take now.</summary>
    public ImmutableArray<RequestShares> Shares()
    {
        var answers = ShareInside();
        SplitInside();
        return
        [
            .. Outside.Select(static o => o.Shares()).Prepend(new()
            {
                FromOutside = false,
                Answered = answers,
                CrossesZones = split.CrossesZones(Endpoints),
                CostPerGigabyte = split.CrossesZones(Endpoints) * AwsPrices.CrossZonePerGigabyte,
                KeepsSourceAddress = true,
                ByPod = split.ByPod(Endpoints),
            }),
        ];
    }

    private void Advance(TimeSpan now)
    {
        var passed = now - since;
        since = now;
        outage += answered > 0 ? TimeSpan.Zero : passed;
        failedSeconds += (1 - answered) * passed.TotalSeconds;
        lastDegraded = full ? lastDegraded : now;
    }

    private void Measure()
    {
        var (insideShare, outsideShare) = IsParted ? MeasureParted() : MeasureWhole();
        answersInside = insideShare > RequestSplit.Nothing;
        answersOutside = outsideShare > RequestSplit.Nothing;
        answered = answersInside && answersOutside ? Math.Min(insideShare, outsideShare) : 0;
        lowest = Math.Min(lowest, strong.Count);
        full = answered >= Whole && strong.Count >= Declared();
    }

    /// <summary>Each zone's clients ask the DNS servers that they reach, and then the endpoints.</summary>
    private (double Inside, double Outside) MeasureParted()
    {
        Weigh();
        var insideShare = Parted.Answered(
            inside, IsLocalInside, zone => dependencies.ShareNamed(Service.Name, zone), PartedRequests.Fully);
        var outsideShare = Outside.Count > 0 ? ShareFromOutside() : insideShare;
        return dependencies.ShareOutside(Service.Name, pod => ShareFor(pod.Node!)) is { } controller
            ? (insideShare, Math.Min(Outside.Count > 0 ? outsideShare : 1, controller))
            : (insideShare, outsideShare);
    }

    private (double Inside, double Outside) MeasureWhole()
    {
        var endpoints = ShareInside();
        var insideShare = endpoints * dependencies.ShareInside(Service.Name);
        var outsideShare = insideShare;
        if (Outside.Count > 0)
        {
            outsideShare = ShareFromOutside();
        }

        if (dependencies.ShareOutside(Service.Name) is { } controller)
        {
            outsideShare = Math.Min(Outside.Count > 0 ? outsideShare : 1, endpoints * controller);
        }

        return (insideShare, outsideShare);
    }

    /// <summary>
    /// No proxy stands before the pods of a headless Service: its traffic policy has no effect.
    /// </summary>
    private bool IsLocalInside => Service.InternalTrafficLocal && !Service.Headless;

    private void SplitInside() => Endpoints.Split(inside, IsLocalInside, split);

    private void Weigh()
    {
        if (needing)
        {
            Endpoints.Weigh(dependencies.ShareOf);
            foreach (var view in stale.Values)
            {
                view.Weigh(dependencies.ShareOf);
            }
        }
    }

    private string? WhyUnanswered()
    {
        if (inside.Count == 0)
        {
            return "no node is left that clients could be on";
        }

        if (ways.WhyNot() is { } why)
        {
            return why;
        }

        SplitInside();
        if (split.Dropped <= RequestSplit.Nothing)
        {
            return Outside.Select(static o => o.WhyUnanswered()).FirstOrDefault(static w => w is not null);
        }

        return IsLocalInside
            ? $"internalTrafficPolicy: Local drops requests on nodes without a pod of {Name}"
            : $"proxies know no endpoint of {Name}";
    }

    private int Declared() => workloads
        .Sum(static w => w.Kind == WorkloadKind.DaemonSet ? w.Pods.Count(static p => p.Active) : w.Replicas);
}
