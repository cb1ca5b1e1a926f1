using System.Collections.Immutable;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.ControlPlane;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Recording;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation;

/// <summary>Runs scenarios in virtual time.</summary>
public static class ScenarioSimulator
{
    /// <summary>
    /// Runs a scenario once for each seed from 1 to <paramref name="seeds"/>. Runs differ in ties and in the
    /// phases of heartbeats and controllers, and in nothing else.
    /// </summary>
    /// <param name="cluster">Nodes and workloads.</param>
    /// <param name="scenario">What is done to them.</param>
    /// <param name="seeds">How many runs; at least 1.</param>
    public static SimulationResult Run(KubernetesObjects cluster, Scenario scenario, int seeds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seeds, 1);
        var runs = Enumerable.Range(1, seeds).Select(seed => RunOnce(cluster, scenario, (ulong)seed));
        return new(scenario.Version, [.. runs]);
    }

    /// <summary>Runs a scenario once.</summary>
    /// <param name="objects">Nodes and workloads.</param>
    /// <param name="scenario">What is done to them.</param>
    /// <param name="seed">What ties and phases are drawn from.</param>
    /// <param name="watch">Gets the cluster before anything happens; or null.</param>
    internal static SimulationRun RunOnce(
        KubernetesObjects objects,
        Scenario scenario,
        ulong seed,
        Action<ClusterState>? watch = null)
    {
        var random = new SeededRandom(seed);
        ITieBreaker ties = scenario.Version.AtLeast(1, 35)
            ? new HeapOrderTieBreaker(random)
            : new RandomTieBreaker(random);
        var phases = Phases.JustStarted(random, scenario.Timing);
        var around = Surroundings.Unknown with { Aws = BalancersOf(objects) };
        var cluster = new SimulatedCluster(objects, scenario, ties, phases, probes: false, around);
        watch?.Invoke(cluster.State);
        cluster.Suffer(ScenarioPlane.Of(objects.Nodes, scenario.Steps, seed));
        var snapshots = ImmutableArray.CreateBuilder<Snapshot>();
        foreach (var step in scenario.Steps.OrderBy(static s => s.At))
        {
            cluster.RunUntil(step.At);
            if (step.Snapshot is { } stage)
            {
                snapshots.Add(Take(cluster, scenario, stage));
            }

            if (step.Action is { } action)
            {
                cluster.Inject(action);
            }
        }

        cluster.RunUntil(scenario.End);
        snapshots.Add(Take(cluster, scenario, "end"));
        return new(seed, snapshots.ToImmutable(), cluster.Timeline.Events, cluster.Meter.Outcomes());
    }

    /// <summary>
    /// A scenario says nothing of balancers: those that controllers would make, and for node ports one with
    /// the defaults of Terraform.
    /// </summary>
    private static AwsModel BalancersOf(KubernetesObjects objects)
    {
        ImmutableArray<string> zones =
        [
            .. objects.Nodes.Select(static n => n.Zone).Where(static z => z.Length > 0)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        var exposed = objects.Services.Where(static s => s.Type is "NodePort");
        var ports = exposed.Select(static s => new TargetGroup
        {
            Name = s.Name.ToString(),
            Service = s.Name,
            HealthCheck = new()
            {
                Answer = s.ExternalTrafficLocal ? ProbeAnswer.NodePortLocal : ProbeAnswer.NodePortCluster,
            },
        }).Select(g => new NetworkLoadBalancer { Name = g.Name, Zones = zones, TargetGroups = [g] });
        return new() { LoadBalancers = [.. ServiceBalancers.Of(objects.Services, zones), .. ports] };
    }

    /// <summary>Where nodes come from groups a snapshot stands among the events, too.</summary>
    private static Snapshot Take(SimulatedCluster cluster, Scenario scenario, string stage)
    {
        var snapshot = SnapshotRecorder.Take(cluster, stage);
        if (scenario.Fleet is not null)
        {
            cluster.Timeline.Snapshot(snapshot);
        }

        return snapshot;
    }
}
