using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Aws;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;
using Evenkeel.Simulation.Tests.Routing;

namespace Evenkeel.Simulation.Tests.Invariants;

/// <summary>
/// Random clusters, with groups and volumes or without, under every kind of fault, several at a time: what
/// must never happen does not, and once all is healed all comes about that can.
/// </summary>
public sealed class FaultChaosTests
{
    private const int Faults = 16;

    /// <summary>Longer than forced detachments, the longest back-off and what scale-down waits for.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(90);

    [Fact]
    public void Invariants_hold_under_every_fault_and_all_heals()
    {
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        Seeds.Each("faults", count: 80, seed =>
        {
            var run = new RandomFaults(seed);
            try
            {
                run.Suffer(Faults);
                run.HealAll();
                run.Cluster.RunUntil(run.Cluster.State.Now + Calm);
                CheckCalm(run);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(
                    $"{failure.Message}\nafter\n  {string.Join("\n  ", run.Done)}\n{failure.StackTrace}", failure);
            }

            kinds.UnionWith(run.Kinds);
        });
        if (!Seeds.OneAlone)
        {
            RandomFaults.All.Except(kinds).ShouldBeEmpty("faults that were never drawn");
        }
    }

    private static void CheckCalm(RandomFaults run)
    {
        var state = run.Cluster.State;
        state.ApiAnswers.ShouldBeTrue();
        state.Nodes.Where(n => n.Exists && n.Alive)
            .ShouldAllBe(n => n.Readiness == NodeReadiness.True);
        state.Nodes.Where(n => n is { Exists: true, Alive: false }).Select(n => n.Name)
            .ShouldBeEmpty("nodes that stay lost");
        var pods = state.Workloads.SelectMany(w => w.Pods)
            .Where(p => !p.Claims.Any(c => c.Volume is { Lost: true })).ToList();
        pods.Where(p => p.Deleting).Select(p => $"{p.Name} on {p.Node!.Name}")
            .ShouldBeEmpty("pods that never end");
        pods.Where(p => p.Bound && !(p.Ready && p.Serving && p.Node!.Exists))
            .Select(p => $"{p.Name} on {p.Node!.Name}").ShouldBeEmpty("pods that never run");
        foreach (var workload in state.Workloads
            .Where(w => w.Kind is WorkloadKind.Deployment or WorkloadKind.ReplicaSet))
        {
            workload.Pods.Count.ShouldBe(workload.Replicas, workload.Name.ToString());
        }

        foreach (var group in run.Cluster.Fleet?.Groups ?? [])
        {
            group.Count.ShouldBe(group.Desired, group.Name);
            group.Instances.Where(i => i is not { State: InstanceState.Running, Node.Exists: true })
                .Select(i => $"{i.Name} in {i.Zone}, {i.State}, launched at {i.LaunchedAt}")
                .ShouldBeEmpty("instances that never come up or never end");
        }

        state.Nodes.Where(n => n.Exists && run.Cluster.Fleet?.InstanceOf(n) is { } i
            && i.State != InstanceState.Running).Select(n => n.Name).ShouldBeEmpty("Nodes without an instance");
    }
}
