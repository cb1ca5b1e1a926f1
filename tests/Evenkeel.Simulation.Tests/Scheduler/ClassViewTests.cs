using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Scheduler;

namespace Evenkeel.Simulation.Tests.Scheduler;

/// <summary>
/// What the scheduler keeps from pod to pod changes nothing: whole runs are those of a scheduler that counts
/// all nodes anew for each pod. The duel with the naive scheduler compares each total; this goes further in
/// size and in what happens to the cluster.
/// </summary>
public sealed class ClassViewTests
{
    [Fact]
    public void Runs_are_those_of_a_scheduler_that_keeps_nothing()
    {
        var placed = 0;
        Seeds.Each("views", count: 6, seed =>
        {
            var kept = Run(seed, plain: false);
            kept.ShouldBe(Run(seed, plain: true));
            placed += kept.Count(static e => e.Contains("PodBound", StringComparison.Ordinal));
        });
        placed.ShouldBeGreaterThan(Seeds.OneAlone ? 0 : 1_000);
    }

    private static List<string> Run(ulong seed, bool plain)
    {
        var random = new SeededRandom(seed);
        var world = new RandomWorld(random, nodes: 20 + random.Below(150), workloads: 10);
        var version = seed % 2 == 0 ? new KubernetesVersion(1, 36) : new(1, 34);
        var scenario = new Scenario { Version = version, End = TimeSpan.MaxValue };
        var phases = Phases.Anywhere(random, scenario.Timing);
        ITieBreaker ties = seed % 3 == 0 ? new HeapOrderTieBreaker(random) : new RandomTieBreaker(random);
        var cluster = new SimulatedCluster(world.Draw(), scenario, ties, phases, probes: false);
        cluster.Scheduler.Plain = plain;
        for (var i = 0; i < 12; i++)
        {
            cluster.RunUntil(TimeSpan.FromMinutes(i + 1));
            cluster.Inject(Something(random, world, cluster));
        }

        cluster.RunUntil(TimeSpan.FromMinutes(20));
        return
        [
            .. cluster.Timeline.Events
                .Select(static e => $"{e.At} {e.Kind} {e.Pod ?? e.App} {e.Node} {e.Reason}"),
        ];
    }

    private static ScenarioAction Something(SeededRandom random, RandomWorld world, SimulatedCluster cluster)
    {
        var nodes = cluster.State.Nodes.Where(static n => n.Exists).ToList();
        var node = nodes[random.Below(nodes.Count)];
        var scaled = cluster.State.Workloads
            .Where(static w => w.Kind is not WorkloadKind.DaemonSet and not WorkloadKind.Pod).ToList();
        return random.Below(10) switch
        {
            0 => new ScenarioAction.Fail(NodeTarget.OfZone(node.Zone)),
            1 => new ScenarioAction.Restore(NodeTarget.OfZone(node.Zone)),
            2 => new ScenarioAction.Drain(NodeTarget.OfNodes(node.Name)),
            3 => new ScenarioAction.AddNodes([world.DrawNode("zone-a", "zone-b", "zone-e")]),
            _ when scaled.Count > 0 => Scale(random, scaled[random.Below(scaled.Count)].Definition),
            _ => new ScenarioAction.Fail(NodeTarget.OfNodes(node.Name)),
        };
    }

    private static ScenarioAction.Scale Scale(SeededRandom random, Workload workload) =>
        new(workload.Kind, workload.Name, random.Below(120));
}
