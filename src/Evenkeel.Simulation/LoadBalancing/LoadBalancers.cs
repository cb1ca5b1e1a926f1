using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Faults;
using Evenkeel.Simulation.Routing;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.LoadBalancing;

/// <summary>
/// Network Load Balancers: probes, targets that come and go, and what DNS gives. Up to the first fault
/// everything has been noticed; from then on it takes its time.
/// </summary>
internal sealed class LoadBalancers : IClusterObserver, IEventHandler, IFaultTarget, IEndpointListener
{
    private const int Flip = 0;
    private const int Register = 1;
    private const int Resolve = 2;
    private const int Ask = 3;
    private const int Cross = 4;
    private const int NotedAtMost = 20;
    private const string ExcludeLabel = "node.kubernetes.io/exclude-from-external-load-balancers";
    private readonly ClusterState cluster;
    private readonly AwsTiming timing;
    private readonly Phases phases;
    private readonly ServiceMeter meter;
    private readonly List<BalancerState> balancers = [];
    private readonly List<TargetGroupState> groups = [];
    private readonly List<(TargetGroupState Group, Target Target, int Version)> waiting = [];
    private readonly List<(BalancerState Balancer, BalancerState.Address Address, int Version)> resolving =
        [];

    private readonly HashSet<TargetGroupState> answeredBefore = [];
    private readonly List<(TargetGroupState Group, SimNode Node, SimPod? Pod)> asked = [];
    private readonly List<int> unheard = [];
    private readonly List<(BalancerState Balancer, ScenarioAction.Partition Partition)> crossing = [];
    private bool apiFails;
    private bool apiIsSlow;
    private bool measuring;

    public LoadBalancers(ClusterState cluster, AwsModel aws, Phases phases, ServiceMeter meter)
    {
        (this.cluster, timing, this.phases, this.meter) = (cluster, aws.Timing, phases, meter);
        foreach (var definition in aws.AllLoadBalancers)
        {
            var balancer = new BalancerState(definition, meter.Zones);
            foreach (var group in definition.TargetGroups)
            {
                if (group.Service is { } name && meter.Find(name) is { } service)
                {
                    var asked = group.HealthCheck.Asked is { } other ? meter.Find(other) : service;
                    var state = new TargetGroupState(
                        group, balancer, service, asked, meter.Zones, meter.Ways);
                    balancer.Groups.Add(state);
                    groups.Add(state);
                    service.Outside.Add(state);
                }
            }

            if (balancer.Groups.Count > 0)
            {
                balancers.Add(balancer);
            }
        }

        meter.Listener = this;
    }

    /// <summary>The target groups that lead to Services.</summary>
    public IReadOnlyList<TargetGroupState> Groups => groups;

    /// <summary>
    /// Hears what a target group finds of an instance, with the name of that group.
    /// </summary>
    public Action<SimNode, string, bool> Judged { get; set; } = static (_, _, _) => { };

    /// <summary>From now on health and DNS take their time.</summary>
    public void FaultBegins() => measuring = true;

    public bool Models(ScenarioAction fault) => fault is ScenarioAction.LoseBalancer;

    public void Begins(ScenarioAction fault)
    {
        apiFails |= fault is ScenarioAction.LoseAwsApi;
        apiIsSlow |= fault is ScenarioAction.SlowAwsApi;
        WaysChange(fault, isCut: true);
        if (Lost(fault) is var (zone, cause))
        {
            Strike(zone, a => a.Lose(cause));
        }
    }

    public void Ends(ScenarioAction fault)
    {
        apiIsSlow &= fault is not ScenarioAction.SlowAwsApi;
        WaysChange(fault, isCut: false);
        if (fault is ScenarioAction.LoseAwsApi)
        {
            apiFails = false;
            var missed = unheard.ToList();
            unheard.Clear();
            missed.ForEach(Heed);
        }

        if (Lost(fault) is var (zone, cause))
        {
            Strike(zone, a => a.Regain(cause));
        }
    }

    /// <summary>
    /// Node ports are answered by other endpoints, or none. The nodes of a balancer that sends across zones
    /// find it out by their own probes; where messages are lost only in part, TCP repeats these.
    /// </summary>
    private void WaysChange(ScenarioAction fault, bool isCut)
    {
        if (fault is not ScenarioAction.Partition partition)
        {
            return;
        }

        foreach (var group in groups.Where(static g => !g.OfPods))
        {
            group.Targets.ToList().ForEach(t => Look(group, t));
        }

        foreach (var balancer in balancers.Where(static b => b.Definition.CrossZone))
        {
            var check = balancer.Groups[0].Definition.HealthCheck;
            var more = (isCut ? check.UnhealthyThreshold : check.HealthyThreshold) - 1;
            var wait = ((phases.Notice() + more) * check.Interval) + (isCut ? check.Timeout : TimeSpan.Zero);
            crossing.Add((balancer, partition));
            cluster.Engine.After(wait, this, Cross, crossing.Count - 1);
        }
    }

    private void FindOut(BalancerState balancer, ScenarioAction.Partition partition)
    {
        var (from, to) = (meter.Zones.Of(partition.From), meter.Zones.Of(partition.To));
        foreach (var pair in ((int, int)[])[(from, to), (to, from)])
        {
            _ = meter.Ways.Share(from, to) > 0 ? balancer.Blind.Remove(pair) : balancer.Blind.Add(pair);
        }

        Resolved(balancer);
        balancer.Groups.ForEach(g => meter.Remeasure(g.Service));
    }

    /// <summary>What proxies know of a Service's endpoints, or what a pod of it does, changed.</summary>
    public void EndpointChanged(ServiceState service, SimPod pod)
    {
        foreach (var group in groups)
        {
            if (group.OfPods && group.Service == service)
            {
                LookAtPod(group, pod);
            }
            else if (!group.OfPods && group.Asked == service)
            {
                LookAtPort(group, pod);
            }
        }
    }

    void IClusterObserver.NodeAdded(SimNode node)
    {
        foreach (var group in groups.Where(static g => !g.OfPods))
        {
            Change(group, node, null);
        }
    }

    void IClusterObserver.NodeDeleted(SimNode node)
    {
        foreach (var group in groups.Where(static g => !g.OfPods))
        {
            Change(group, node, null);
        }
    }

    void IClusterObserver.MachineChanged(SimNode node)
    {
        foreach (var group in groups)
        {
            var here = group.OfPods
                ? [.. group.Targets.Where(t => t.Node == node)]
                : group.Find(node) is { } one ? (Target[])[one] : [];
            foreach (var target in here)
            {
                group.Change(target, static t => t.Reached = t.Node.Reached);
                Look(group, target);
            }
        }
    }

    void IEventHandler.Handle(int kind, int argument)
    {
        if (kind == Ask)
        {
            Heed(argument);
            return;
        }

        if (kind == Cross)
        {
            FindOut(crossing[argument].Balancer, crossing[argument].Partition);
            return;
        }

        if (kind == Resolve)
        {
            var (balancer, address, wanted) = resolving[argument];
            if (address.Version == wanted)
            {
                Use(balancer, address);
            }

            return;
        }

        var (group, target, version) = waiting[argument];
        if (target.Version == version)
        {
            Judge(group, target);
            if (kind == Flip && group.All.Registered <= NotedAtMost)
            {
                meter.Note(group.Service, target.Healthy
                    ? $"balancer {group.Balancer.Definition.Name} sends to {target.Name} again"
                    : $"balancer {group.Balancer.Definition.Name} finds {target.Name} unhealthy");
            }
        }
    }

    private static (string Zone, string Cause)? Lost(ScenarioAction fault) => fault switch
    {
        ScenarioAction.Fail { Target.Zone: { } zone } => (zone, "power"),
        ScenarioAction.Isolate { Target.Zone: { } zone } => (zone, "network"),
        ScenarioAction.LoseBalancer lost => (lost.Zone, "balancer"),
        _ => null,
    };

    private void Strike(string zone, Action<BalancerState.Address> change)
    {
        foreach (var balancer in balancers)
        {
            foreach (var address in balancer.Addresses.Where(a => a.Name == zone))
            {
                change(address);
            }

            Resolved(balancer);
            balancer.Groups.ForEach(g => meter.Remeasure(g.Service));
        }
    }

    /// <summary>
    /// A target is to be registered or deregistered: that is asked of the regional API, which may be slow, or
    /// silent until it is back. Balancers go on with what they have.
    /// </summary>
    private void Change(TargetGroupState group, SimNode node, SimPod? pod)
    {
        asked.Add((group, node, pod));
        if (apiIsSlow)
        {
            cluster.Engine.After(timing.SlowCall.At(phases.Start()), this, Ask, asked.Count - 1);
        }
        else
        {
            Heed(asked.Count - 1);
        }
    }

    private void Heed(int request)
    {
        if (apiFails)
        {
            unheard.Add(request);
            return;
        }

        var (group, node, pod) = asked[request];
        if (pod is null ? node.Exists : group.Service.Endpoints.IsReady(pod))
        {
            Join(group, node, pod);
        }
        else
        {
            Leave(group, (object?)pod ?? node);
        }
    }

    private void Join(TargetGroupState group, SimNode node, SimPod? pod)
    {
        var zone = meter.Zones.Of(node);
        if (!group.Balancer.HasZone(zone) || group.Find((object?)pod ?? node) is not null
            || (pod is null && (!InsideClients.TakesWorkloads(node.Definition)
                || node.Definition.Labels.ContainsKey(ExcludeLabel))))
        {
            return;
        }

        var target = new Target(node, pod, zone);
        group.Add(target);
        target.Answers = Answers(group, target);
        if (!measuring)
        {
            Judge(group, target);
            return;
        }

        // Then one probe makes it healthy; as slowly as can be, as many as an unhealthy target needs.
        var check = group.Definition.HealthCheck;
        var start = phases.Start();
        var wait = timing.Registration.At(start) + (start * (check.HealthyThreshold - 1) * check.Interval);
        Await(group, target, wait, Register);
    }

    private void Leave(TargetGroupState group, object nodeOrPod)
    {
        if (group.Find(nodeOrPod) is { } target)
        {
            group.Remove(target);
            Changed(group);
        }
    }

    private void LookAtPod(TargetGroupState group, SimPod pod)
    {
        var known = group.Find(pod);
        if (group.Service.Endpoints.IsReady(pod) == (known is null))
        {
            Change(group, pod.Node!, pod);
        }

        if (known is not null && group.Find(pod) == known)
        {
            Look(group, known);
        }
    }

    private void LookAtPort(TargetGroupState group, SimPod pod)
    {
        switch (group.Definition.HealthCheck.Answer)
        {
            case ProbeAnswer.NodePortLocal when pod.Node is { } node && group.Find(node) is { } one:
                Look(group, one);
                break;
            case ProbeAnswer.NodePortCluster:
                var any = group.Asked!.Endpoints.All.Answered > 0;
                var same = any ? !answeredBefore.Add(group) : !answeredBefore.Remove(group);
                if (!same || group.Asked.Endpoints.DifferByClient || group.Asked.IsParted)
                {
                    group.Targets.ToList().ForEach(t => Look(group, t));
                }

                break;
        }
    }

    /// <summary>
    /// Probes a target anew; its health follows after as many answers in a row as it takes.
    /// </summary>
    private void Look(TargetGroupState group, Target target)
    {
        var before = target.Answers;
        target.Answers = Answers(group, target);
        if (measuring && (before == target.Answers || !target.Registered))
        {
            return;
        }

        target.Version++;
        if (!measuring)
        {
            Judge(group, target);
        }
        else if (target.Answers != target.Healthy)
        {
            Await(group, target, Delay(group.Definition.HealthCheck, target), Flip);
        }
    }

    /// <summary>
    /// The first probe that sees the change comes within an interval of it. A machine that is gone does not
    /// refuse: the last probe fails when its time is out. One that is there may refuse at once.
    /// </summary>
    private TimeSpan Delay(TargetHealthCheck check, Target target)
    {
        var late = phases.Notice();
        var more = (target.Answers ? check.HealthyThreshold : check.UnhealthyThreshold) - 1;
        var silence = target.Answers ? TimeSpan.Zero
            : target.Node.Reached ? late * check.Timeout
            : check.Timeout;
        return (late * check.Interval) + (more * check.Interval) + silence;
    }

    private void Await(TargetGroupState group, Target target, TimeSpan delay, int kind)
    {
        waiting.Add((group, target, target.Version));
        cluster.Engine.After(delay, this, kind, waiting.Count - 1);
    }

    private bool Answers(TargetGroupState group, Target target) =>
        target.Node.Reached && group.Definition.HealthCheck.Answer switch
        {
            ProbeAnswer.Agent => target.Node.KubeletRuns,
            ProbeAnswer.Target => target.Pod is { Serving: true },
            ProbeAnswer.NodePortLocal =>
                group.Asked is not { } here
                    || here.ViewOf(meter.Zones.Of(target.Node)).On(target.Node)?.Ready > 0,
            _ => group.Asked is not { } any || any.ShareAt(target.Node, local: false) > 0,
        };

    private void Judge(TargetGroupState group, Target target)
    {
        group.Change(target, static t => (t.Registered, t.Healthy) = (true, t.Answers));
        Changed(group);
        if (!group.OfPods)
        {
            Judged(target.Node, group.Definition.Name, target.Healthy);
        }
    }

    private void Changed(TargetGroupState group)
    {
        Resolved(group.Balancer);
        meter.Remeasure(group.Service);
    }

    private void Resolved(BalancerState balancer)
    {
        foreach (var address in balancer.Look())
        {
            address.Version++;
            if (!measuring)
            {
                Use(balancer, address);
            }
            else if (address.Wanted != address.InUse)
            {
                resolving.Add((balancer, address, address.Version));
                cluster.Engine.After(timing.DnsDrop.At(phases.Notice()), this, Resolve, resolving.Count - 1);
            }
        }
    }

    private void Use(BalancerState balancer, BalancerState.Address address)
    {
        if (address.InUse == address.Wanted)
        {
            return;
        }

        address.InUse = address.Wanted;
        var which = $"the address of balancer {balancer.Definition.Name} in zone {address.Name}";
        foreach (var group in balancer.Groups)
        {
            meter.Remeasure(group.Service);
            meter.Note(
                group.Service,
                address.InUse ? $"clients use {which} again" : $"clients no longer use {which}");
        }
    }
}
