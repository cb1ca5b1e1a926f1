using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Scheduler;

namespace Evenkeel.Simulation.Claims;

/// <summary>The faults that a claim names in a cluster.</summary>
/// <param name="Faults">Each once, in the order of the claim.</param>
/// <param name="NotModelled">What it names that cannot be simulated, for the verdict.</param>
/// <param name="LeftOut">What <c>all</c> leaves out, because it cannot be simulated.</param>
internal sealed record NamedFaults(
    ImmutableArray<Fault> Faults, ImmutableArray<string> NotModelled, ImmutableArray<string> LeftOut);

/// <summary>Finds what a claim's selectors stand for in a cluster (docs/proof.md, "Faults").</summary>
internal sealed class FaultCatalogue(ClusterModel model)
{
    private static readonly ScenarioAction NoLaunches = new ScenarioAction.RefuseLaunches(null);

    /// <summary>Asked what it can simulate; never run.</summary>
    private readonly SimulatedCluster cluster = FaultRun.Prepare(
        model,
        ProofTiming.At(default),
        Phases.NoticedFirst(TimeSpan.Zero, ProofTiming.At(default)),
        new RandomTieBreaker(new(1)),
        ProofTiming.FleetOf(model, model.Aws.Timing, default)).Cluster;

    /// <summary>The faults of a claim.</summary>
    public NamedFaults Of(Claim claim)
    {
        var faults = new List<Fault>();
        var notModelled = new List<string>();
        var leftOut = new List<string>();
        var pairs = claim.Survive.Any(static s => s is FaultSelector.Pairs);
        var selectors = claim.Survive.Where(static s => s is not FaultSelector.Pairs).ToList();
        var ofAll = pairs && selectors.Count == 0;
        var zonesLostBy = claim.ZonesLostBy ?? (ofAll ? ZoneLossWay.Power : null);
        foreach (var selector in ofAll ? Everything : selectors)
        {
            if (selector is FaultSelector.NotModelled other)
            {
                notModelled.Add(other.Description);
                continue;
            }

            // What is inside the control plane is for claims about it, unless one about a Service names it.
            if (claim.Service is not null && selector is FaultSelector.Any
                {
                    OnlyModelled: true,
                    Kind: FaultKind.Member or FaultKind.Disk or FaultKind.Partition or FaultKind.Clock
                        or FaultKind.Roll,
                })
            {
                continue;
            }

            var missing = selector is FaultSelector.Any { OnlyModelled: true } ? leftOut : notModelled;
            if (WhyNone(selector) is { } why)
            {
                missing.Add(why);
            }

            foreach (var fault in Named(selector, zonesLostBy, MachinesOf(claim)))
            {
                if (fault.Actions.All(cluster.Models))
                {
                    faults.Add(fault);
                }
                else
                {
                    missing.Add(fault.Name);
                }
            }
        }

        var single = faults.DistinctBy(static f => f.Name, StringComparer.Ordinal).ToList();
        var paired = pairs ? FaultPairs.Of(single.FindAll(static f => f.Steps.IsEmpty), model) : [];
        var all = ofAll ? paired : single.Concat(paired);
        return new(
            [.. all.Select(f => f.Mended(claim.RepairedAfter))],
            [.. notModelled.Distinct(StringComparer.Ordinal)],
            [.. leftOut.Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>All that is modelled, which pairs are made of where a claim names nothing else.</summary>
    private static IEnumerable<FaultSelector> Everything =>
    [
        new FaultSelector.AnyZone(),
        new FaultSelector.AnyNode(),
        .. Enum.GetValues<FaultKind>().Select(static k => new FaultSelector.Any(k, true)),
    ];

    /// <summary>
    /// The machines that a claim is about: those that take workloads, and where it is about the control plane
    /// its servers, too.
    /// </summary>
    private ImmutableArray<NodeObject> MachinesOf(Claim claim) =>
        claim.Service is null ? [.. model.Nodes, .. model.ControlPlaneNodes] : model.Nodes;

    private IEnumerable<Fault> Named(
        FaultSelector selector, ZoneLossWay? by, ImmutableArray<NodeObject> machines) => selector switch
    {
        FaultSelector.AnyZone => model.Zones.SelectMany(z => LossesOfZone(z, by)),
        FaultSelector.AnyNode => machines.Select(static n => LossOfNodes([n.Name])),
        FaultSelector.Any { Kind: FaultKind.Hang } => machines.Select(static n => new Fault(
            $"node {n.Name} hangs", [new ScenarioAction.HangNodes(NodeTarget.OfNodes(n.Name))], null)),
        FaultSelector.OneZone one => LossesOfZone(one.Zone, by),
        FaultSelector.TheseNodes these => [LossOfNodes(these.Nodes)],
        FaultSelector.Any any => OfKind(any.Kind),
        FaultSelector.Scenario { Steps: { } steps } played =>
        [
            new($"scenario {played.File} is played", [.. steps.Select(static s => s.Action!)], null)
            {
                Steps = steps,
                Lasts = played.End,
            },
        ],
        FaultSelector.Scenario => [],
        _ => throw new InvalidOperationException($"no such selector: {selector}"),
    };

    private IEnumerable<Fault> OfKind(FaultKind kind) => kind switch
    {
        FaultKind.Kubelet => model.Nodes.Select(static n => new Fault(
            $"the kubelet of node {n.Name} stops",
            [new ScenarioAction.StopKubelet(NodeTarget.OfNodes(n.Name))], null)),
        FaultKind.Drain => model.Nodes.Select(static n => new Fault(
            $"node {n.Name} is drained", [new ScenarioAction.Drain(NodeTarget.OfNodes(n.Name))], null)),
        FaultKind.Pod => model.Objects.Workloads.SelectMany(Hangs),
        FaultKind.Volume => ClaimsOf().SelectMany(static c => (Fault[])
        [
            new($"the volume of {c} is lost", [new ScenarioAction.LoseVolume(c)], null),
            new($"the volume of {c} stalls", [new ScenarioAction.StallVolume(c)], null),
        ]),
        FaultKind.Nat => GatewayZones().Select(static z => new Fault(
            $"the NAT gateway in zone {z} is lost", [new ScenarioAction.LoseNat(z)], null)),
        FaultKind.Balancer => BalancerZones().Select(static z => new Fault(
            $"the load balancer node in zone {z} is lost", [new ScenarioAction.LoseBalancer(z)], null)),
        FaultKind.Capacity => model.Zones
            .Select(static z => new Fault(
                $"no instance can be launched in zone {z}", [new ScenarioAction.RefuseLaunches(z)], null))
            .Append(new("no instance can be launched anywhere", [NoLaunches], null)),
        FaultKind.Api =>
            [new("the Kubernetes API answers nobody", [new ScenarioAction.LoseApi()], null)],
        FaultKind.AwsApi =>
        [
            new("the API of EC2 and Auto Scaling answers nobody", [new ScenarioAction.LoseAwsApi()], null),
            new("the API of EC2 and Auto Scaling is slow", [new ScenarioAction.SlowAwsApi()], null),
        ],
        FaultKind.Registry =>
            [new("the image registry answers nobody", [new ScenarioAction.LoseRegistry()], null)],
        FaultKind.Webhook => model.Objects.Webhooks.Select(static w => w.Backend).OfType<ObjectName>()
            .Distinct().Select(static s => new Fault(
                $"all pods of {s}, which a webhook calls, are gone",
                [new ScenarioAction.DeletePods(s)],
                null)),
        _ => PlaneFaultCatalogue.Of(kind, model),
    };

    /// <summary>
    /// Why a selector stands for nothing, where that is not because the cluster has nothing of the kind.
    /// </summary>
    private string? WhyNone(FaultSelector selector) => selector switch
    {
        FaultSelector.Scenario { Steps: null } unread => $"the scenario {unread.File}, which was not read",
        FaultSelector.Any { Kind: FaultKind.Nat } when GatewayZones().Length == 0
            && model.Network.Nat != NatMode.None => "the loss of a NAT gateway",
        FaultSelector.Any { Kind: FaultKind.Balancer } when BalancerZones().Length == 0 =>
            "the loss of a load balancer node: no load balancer is known",
        _ => null,
    };

    private string[] GatewayZones() =>
        [.. model.Aws.NatZones.Values.Distinct().Order(StringComparer.Ordinal)];

    private string[] BalancerZones() =>
    [
        .. model.Aws.AllLoadBalancers.SelectMany(static b => b.Zones).Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// A zone is lost in three ways. Where launches are not simulated, nothing is launched in any of them,
    /// and
    /// the third is the first.
    /// </summary>
    private IEnumerable<Fault> LossesOfZone(string zone, ZoneLossWay? by) =>
        LossesOfZone(zone).Where(l => by is null || l.Way == by).Select(static l => l.Fault);

    private IEnumerable<(ZoneLossWay Way, Fault Fault)> LossesOfZone(string zone)
    {
        var target = NodeTarget.OfZone(zone);
        var power = new Fault($"zone {zone} loses power", [new ScenarioAction.Fail(target)], null);
        yield return (ZoneLossWay.Power, power);
        yield return (ZoneLossWay.Isolation,
            new($"zone {zone} is isolated", [new ScenarioAction.Isolate(target)], null));
        yield return (ZoneLossWay.NoLaunches, cluster.Models(NoLaunches)
            ? new(
                $"zone {zone} loses power and no instance can be launched anywhere",
                [NoLaunches, new ScenarioAction.Fail(target)],
                null)
            : power);
    }

    private static Fault LossOfNodes(ImmutableArray<string> nodes)
    {
        var verb = nodes.Length == 1 ? "loses" : "lose";
        var target = new NodeTarget(null, nodes);
        return new($"{target} {verb} power", [new ScenarioAction.Fail(target)], null);
    }

    /// <summary>One pod of the workload in turn. A DaemonSet has at most one a node.</summary>
    private IEnumerable<Fault> Hangs(Workload workload)
    {
        var pods = workload.Kind switch
        {
            WorkloadKind.DaemonSet => model.Nodes.Length + model.ControlPlaneNodes.Length,
            WorkloadKind.Pod => 1,
            _ => workload.Replicas,
        };
        return Enumerable.Range(0, pods).Select(i => new Fault(
            string.Create(
                CultureInfo.InvariantCulture, $"pod {i + 1} of {workload.Kind} {workload.Name} hangs"),
            [new ScenarioAction.Hang(workload.Kind, workload.Name, i)], null));
    }

    /// <summary>The claims that pods mount, those of StatefulSets' templates included.</summary>
    private IEnumerable<ObjectName> ClaimsOf() => model.Objects.Workloads.SelectMany(static w =>
        w.ClaimTemplates.SelectMany(t => Enumerable.Range(w.FirstOrdinal, w.Replicas)
            .Select(i => new ObjectName(
                w.Name.Namespace,
                string.Create(CultureInfo.InvariantCulture, $"{t.Name.Name}-{w.Name.Name}-{i}"))))
        .Concat(w.Template.Volumes
            .Where(v => v.ClaimName is not null && !w.ClaimTemplates.Any(t => t.Name.Name == v.Name))
            .Select(v => new ObjectName(w.Name.Namespace, v.ClaimName!))))
        .Distinct();
}
