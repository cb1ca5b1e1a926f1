using System.Collections.Immutable;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.ControlPlane;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;
using Evenkeel.Simulation.Tests.Routing;
using Evenkeel.Simulation.Tests.Scheduler;

namespace Evenkeel.Simulation.Tests.Invariants;

/// <summary>A random cluster and faults drawn for it; the same seed draws the same.</summary>
internal sealed class RandomFaults
{
    private static readonly string[] Zones = ["zone-a", "zone-b", "zone-c"];

    /// <summary>With the one that no fault strikes, and that of nodes without a zone's label.</summary>
    private static readonly string[] EveryZone = [.. Zones, "zone-d", ""];
    private readonly SeededRandom random;
    private readonly RandomWorld world;
    private readonly List<ScenarioAction> lasting = [];

    public RandomFaults(ulong seed)
    {
        random = new(seed);
        world = new(random, nodes: 3 + random.Below(10), workloads: 7);
        var objects = RandomRouting.Of(world.Draw(), seed);
        objects = objects with { Workloads = [.. objects.Workloads.Select(Probed)] };
        var scenario = new Scenario
        {
            Version = seed % 2 == 0 ? new KubernetesVersion(1, 36) : new(1, 34),
            AttachesVolumes = random.Below(3) > 0,
            Fleet = random.Below(3) == 0 ? null : DrawFleet(),
            End = TimeSpan.MaxValue,
        };
        var around = Surroundings.Unknown with
        {
            Aws = RandomRouting.Balancers(objects, seed),
            NatZones = random.Below(3) == 0 ? null : EveryZone.ToImmutableSortedDictionary(
                static z => z, z => random.Below(2) == 0 ? z : Zones[0], StringComparer.Ordinal),
        };
        Cluster = new(
            objects, scenario, new RandomTieBreaker(random), Phases.Anywhere(random, scenario.Timing),
            probes: random.Below(2) == 0, around);
        _ = RoutingChecker.On(Cluster);
    }

    /// <summary>All kinds that are drawn sooner or later.</summary>
    public static IEnumerable<string> All =>
    [
        .. typeof(ScenarioAction).GetNestedTypes()
            .Where(static t => !t.IsAbstract && !t.IsAssignableTo(typeof(ScenarioAction.InControlPlane)))
            .Select(static t => t.Name)
            .Except([nameof(ScenarioAction.Load)], StringComparer.Ordinal),
    ];

    public SimulatedCluster Cluster { get; }

    /// <summary>What was done, in words.</summary>
    public List<string> Done { get; } = [];

    /// <summary>The kinds of what was done.</summary>
    public HashSet<string> Kinds { get; } = new(StringComparer.Ordinal);

    /// <summary>Does so many things to the cluster; about a third of them heal something.</summary>
    public void Suffer(int faults)
    {
        var at = TimeSpan.FromMinutes(3);
        for (var i = 0; i < faults; i++)
        {
            at += random.Within(TimeSpan.FromMinutes(5));
            Cluster.RunUntil(at);
            Do(random.Below(3) == 0 && lasting.Count > 0
                ? new ScenarioAction.Heal(lasting[random.Below(lasting.Count)])
                : Draw());
            if (random.Below(8) == 0)
            {
                LoseTheApi(Zones[random.Below(Zones.Length)]);
            }
        }
    }

    /// <summary>For a while a zone's nodes reach no server of the API that answers.</summary>
    private void LoseTheApi(string zone)
    {
        var (from, lasts) = (random.Within(TimeSpan.FromMinutes(1)), random.Within(TimeSpan.FromMinutes(8)));
        Done.Add($"{Cluster.State.Now} {zone} reaches no server in {from} for {lasts}");
        Cluster.Suffer(new PlaneEffects { ZoneSilences = [new(zone, new(from, from + lasts))] });
    }

    /// <summary>Ends all that lasts, and brings every node back that is there.</summary>
    public void HealAll()
    {
        while (lasting.Count > 0)
        {
            Do(new ScenarioAction.Heal(lasting[^1]));
            Cluster.RunUntil(Cluster.State.Now + random.Within(TimeSpan.FromMinutes(1)));
        }

        foreach (var node in Cluster.State.Nodes.Where(n => n is { Exists: true, Alive: false }).ToList())
        {
            Do(new ScenarioAction.Restore(NodeTarget.OfNodes(node.Name)));
        }
    }

    private void Do(ScenarioAction action)
    {
        if (action is ScenarioAction.Heal heal)
        {
            lasting.Remove(heal.Fault);
        }
        else if (action is not (ScenarioAction.Scale or ScenarioAction.AddNodes or ScenarioAction.DeleteNode
            or ScenarioAction.Restore or ScenarioAction.LoseVolume or ScenarioAction.DeletePods) && !lasting.Contains(action))
        {
            lasting.Add(action);
        }

        Kinds.Add(action.GetType().Name);
        Done.Add($"{Cluster.State.Now} {action}");
        Cluster.Inject(action);
    }

    private ScenarioAction Draw()
    {
        var state = Cluster.State;
        var nodes = state.Nodes.Where(static n => n.Exists).ToList();
        var node = nodes.Count == 0 ? "none" : nodes[random.Below(nodes.Count)].Name;
        var zone = Zones[random.Below(Zones.Length)];
        var target = random.Below(4) == 0 ? NodeTarget.OfZone(zone) : NodeTarget.OfNodes(node);
        var workload = state.Workloads[random.Below(state.Workloads.Count)];
        var claims = state.Claims.Keys.Order().ToList();
        var claim = claims.Count == 0 ? new("default", "none") : claims[random.Below(claims.Count)];
        var off = nodes.FindAll(static n => !n.Powered);
        return random.Below(22) switch
        {
            0 or 1 => new ScenarioAction.Fail(target),
            2 => new ScenarioAction.Isolate(target),
            3 => new ScenarioAction.HangNodes(target),
            4 => new ScenarioAction.StopKubelet(target),
            5 => new ScenarioAction.Hang(workload.Kind, workload.Name, random.Below(3)),
            6 => new ScenarioAction.StallVolume(claim),
            7 => new ScenarioAction.LoseNat(zone),
            8 => new ScenarioAction.LoseBalancer(zone),
            9 => new ScenarioAction.RefuseLaunches(random.Below(2) == 0 ? null : zone),
            10 or 11 => new ScenarioAction.LoseApi(),
            12 => random.Below(2) == 0 ? new ScenarioAction.LoseAwsApi() : new ScenarioAction.SlowAwsApi(),
            13 => new ScenarioAction.LoseRegistry(),
            14 => new ScenarioAction.Drain(target),
            15 when off.Count > 0 =>
                new ScenarioAction.OutOfService(NodeTarget.OfNodes(off[random.Below(off.Count)].Name)),
            16 when random.Below(2) == 0 && !state.Objects.Services.IsEmpty => new ScenarioAction.DeletePods(
                state.Objects.Services[random.Below(state.Objects.Services.Length)].Name),
            16 => new ScenarioAction.DeleteNode(NodeTarget.OfNodes(node)),
            17 => new ScenarioAction.Restore(target),
            18 when workload.Kind is not WorkloadKind.DaemonSet and not WorkloadKind.Pod =>
                new ScenarioAction.Scale(workload.Kind, workload.Name, random.Below(7)),
            19 when random.Below(2) == 0 => new ScenarioAction.LoseVolume(claim),
            20 or 21 => new ScenarioAction.Partition(
                zone, EveryZone[random.Below(EveryZone.Length)], random.Below(2) == 0 ? 100 : 25, random.Below(2) == 0),
            _ => new ScenarioAction.AddNodes([world.DrawNode(Zones)]),
        };
    }

    /// <summary>Some see a hang, some die of it; some have images that lie in a registry.</summary>
    private Workload Probed(Workload workload) => workload with
    {
        Template = workload.Template with
        {
            HangReadiness = random.Below(2) == 0 ? null : DrawProbe(),
            HangLiveness = random.Below(2) == 0 ? null : DrawProbe(),
            Images = random.Below(2) == 0 ? [] : [$"registry.example/{workload.Name.Name}:1"],
        },
    };

    private ProbeTiming DrawProbe() =>
        new(TimeSpan.FromSeconds(5 + random.Below(20)), TimeSpan.FromSeconds(1), 1 + random.Below(4));

    private Fleet DrawFleet()
    {
        var scaled = random.Below(2) == 0;
        return new()
        {
            Aws = new()
            {
                Groups = [.. Enumerable.Range(0, 1 + random.Below(3)).Select(i => DrawGroup(i, scaled))],
            },
            Autoscaler = scaled ? ClusterAutoscalerSettings.Default : null,
            LostZonesReported = random.Below(2) == 0,
            Slow = random.Below(2) == 0,
        };
    }

    private InstanceGroup DrawGroup(int number, bool scaled)
    {
        var least = random.Below(2);
        var desired = least + random.Below(3);
        return new()
        {
            Name = $"group-{number}",
            Zones = [.. Zones[..(1 + random.Below(3))]],
            Min = least,
            Max = desired + random.Below(3),
            Desired = desired,
            Distribution = (CapacityDistribution)random.Below(2),

            // Beside an autoscaler it is off: the two would undo each other's work for ever.
            Rebalances = !scaled && random.Below(2) == 0,
            // Longer than the slowest boot: with a shorter one whose end abandons, a group launches for ever.
            LifecycleHooks = random.Below(4) > 0
                ? []
                : [new("hook", random.Below(2) == 0, TimeSpan.FromSeconds(240), random.Below(2) == 0)],
            Tags = Labels.None.Add("k8s.io/cluster-autoscaler/enabled", ""),
            Node = world.DrawNode("zone-a") with { Name = "", Labels = Labels.None, Unschedulable = false },
        };
    }
}
