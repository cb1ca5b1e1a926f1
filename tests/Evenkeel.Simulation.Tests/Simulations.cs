using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;
using Evenkeel.Simulation.Tests.Routing;
using Evenkeel.Simulation.Tests.Timelines;

namespace Evenkeel.Simulation.Tests;

/// <summary>Starts simulations as tests want them: invariants checked, ties and phases fixed.</summary>
internal static class Simulations
{
    /// <summary>
    /// A cluster under Kubernetes' own timings, with Leases at 0, 10, … s and passes at 2, 7, … s.
    /// </summary>
    public static SimulatedCluster Start(KubernetesObjects objects, KubernetesTiming? timing = null)
    {
        var scenario = new Scenario { Timing = timing ?? KubernetesTiming.Default, End = TimeSpan.MaxValue };
        var phases = new Phases(() => TimeSpan.Zero, TimeSpan.FromSeconds(2), TimeSpan.Zero, TimeSpan.Zero);
        var cluster = new SimulatedCluster(objects, scenario, new FirstTies(), phases, probes: false);
        _ = RoutingChecker.On(cluster);
        return cluster;
    }

    /// <summary>A cluster that has run for some seconds.</summary>
    public static SimulatedCluster Settled(KubernetesObjects objects, int seconds = 10)
    {
        var cluster = Start(objects);
        cluster.RunUntil(TimeSpan.FromSeconds(seconds));
        return cluster;
    }
}
