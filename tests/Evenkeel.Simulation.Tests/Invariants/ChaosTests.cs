using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;
using Evenkeel.Simulation.Tests.Routing;
using Evenkeel.Simulation.Tests.Scheduler;

namespace Evenkeel.Simulation.Tests.Invariants;

/// <summary>
/// Random clusters under random faults: what must never happen does not, and what must come about does.
/// </summary>
public sealed class ChaosTests
{
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(30);

    [Fact]
    public void Invariants_hold_and_workloads_come_to_their_size() =>
        Seeds.Each("chaos", count: 150, seed =>
        {
            var random = new SeededRandom(seed);
            var world = new RandomWorld(random, nodes: 3 + random.Below(12), workloads: 8);
            var objects = RandomRouting.Of(world.Draw(), seed);
            var version = seed % 2 == 0 ? new KubernetesVersion(1, 36) : new(1, 34);
            var scenario = new Scenario { Version = version, End = TimeSpan.MaxValue };
            var phases = Phases.Anywhere(random, scenario.Timing);
            var ties = new RandomTieBreaker(random);
            var around = Surroundings.Unknown with { Aws = RandomRouting.Balancers(objects, seed) };
            var cluster = new SimulatedCluster(objects, scenario, ties, phases, probes: seed % 3 == 0, around);
            var checker = new InvariantChecker(cluster.State);
            cluster.State.Observe(checker);
            _ = RoutingChecker.On(cluster);

            var at = TimeSpan.Zero;
            for (var i = 0; i < 12; i++)
            {
                at += random.Within(TimeSpan.FromMinutes(4));
                cluster.RunUntil(at);
                cluster.Inject(Something(random, world, cluster.State));
            }

            foreach (var node in cluster.State.Nodes.Where(n => n is { Exists: true, Alive: false }).ToList())
            {
                cluster.Inject(new ScenarioAction.Restore(NodeTarget.OfNodes(node.Name)));
            }

            cluster.RunUntil(at + Calm);
            checker.Checked.ShouldBeGreaterThan(20);
            CheckCalm(cluster.State);
        });

    private static ScenarioAction Something(SeededRandom random, RandomWorld world, ClusterState state)
    {
        var nodes = state.Nodes.Where(n => n.Exists).ToList();
        var node = nodes.Count == 0 ? "none" : nodes[random.Below(nodes.Count)].Name;
        var zone = NodeTarget.OfZone(nodes.Count == 0 ? "none" : nodes[random.Below(nodes.Count)].Zone);
        var workload = state.Workloads[random.Below(state.Workloads.Count)];
        return random.Below(10) switch
        {
            0 or 1 => new ScenarioAction.Fail(NodeTarget.OfNodes(node)),
            2 => new ScenarioAction.Fail(zone),
            3 or 4 => new ScenarioAction.Restore(random.Below(2) == 0 ? zone : NodeTarget.OfNodes(node)),
            5 => new ScenarioAction.DeleteNode(NodeTarget.OfNodes(node)),
            6 or 7 => new ScenarioAction.Drain(NodeTarget.OfNodes(node)),
            8 when workload.Kind is not WorkloadKind.DaemonSet and not WorkloadKind.Pod =>
                new ScenarioAction.Scale(workload.Kind, workload.Name, random.Below(8)),
            _ => new ScenarioAction.AddNodes([world.DrawNode("zone-a", "zone-b", "zone-c")]),
        };
    }

    /// <summary>After half an hour in which nothing happens, all that can be done has been done.</summary>
    private static void CheckCalm(ClusterState state)
    {
        state.Nodes.Where(n => n.Exists && n.Alive).ShouldAllBe(n => n.Readiness == NodeReadiness.True);
        var pods = state.Workloads.SelectMany(w => w.Pods).ToList();
        pods.Where(p => p.Deleting).Select(p => $"{p.Name} on {p.Node!.Name}")
            .ShouldBeEmpty("pods that never end");
        pods.Where(p => p.Bound && !(p.Ready && p.Serving && p.Node!.Exists))
            .Select(p => $"{p.Name} on {p.Node!.Name}").ShouldBeEmpty("pods that never run");
        var replicated = state.Workloads
            .Where(w => w.Kind is WorkloadKind.Deployment or WorkloadKind.ReplicaSet);
        foreach (var workload in replicated)
        {
            workload.Pods.Count.ShouldBe(workload.Replicas, workload.Name.ToString());
        }

        foreach (var daemons in state.Workloads.Where(w => w.Kind == WorkloadKind.DaemonSet))
        {
            // One that runs where none would be made any more, for a taint that came later, stays.
            var nodes = daemons.Pods.Select(p => p.PinnedTo!.Name).ToList();
            nodes.ShouldBeUnique(daemons.Name.ToString());
            NodesFor(daemons, state).Except(nodes).ShouldBeEmpty(daemons.Name.ToString());
        }

        foreach (var ordered in state.Workloads.Where(w => w.Kind == WorkloadKind.StatefulSet))
        {
            // One that waits for room holds up all that come after it, and scaling down as well.
            if (!ordered.Pods.Exists(p => p.Ordinal < ordered.Replicas && !p.Ready))
            {
                ordered.Pods.Select(p => p.Ordinal).Order()
                    .ShouldBe(Enumerable.Range(0, ordered.Replicas), ordered.Name.ToString());
            }
        }
    }

    /// <summary>
    /// The nodes that a DaemonSet's pods may run on: those that its template admits, and whose taints it
    /// tolerates besides the ones that all its pods do.
    /// </summary>
    private static IEnumerable<string> NodesFor(SimWorkload daemons, ClusterState state)
    {
        var requirements = state.Classes.First(c => c.Template == daemons.Definition.Template).Requirements;
        return state.Nodes
            .Where(n => n.Exists && requirements.AdmitsNode(n) && requirements.UntoleratedTaint(n) is null)
            .Select(static n => n.Name);
    }
}
