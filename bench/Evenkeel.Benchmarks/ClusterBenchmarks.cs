using BenchmarkDotNet.Attributes;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation;

namespace Evenkeel.Benchmarks;

/// <summary>Placing ten pods a node, and losing a zone of such a cluster.</summary>
public class ClusterBenchmarks
{
    private KubernetesObjects identical = KubernetesObjects.Empty;
    private KubernetesObjects mixed = KubernetesObjects.Empty;

    [Params(100, 1_000, 5_000)]
    public int Nodes { get; set; }

    [GlobalSetup]
    public void Setup() => (identical, mixed) = (Clusters.Identical(Nodes), Clusters.Mixed(Nodes));

    [Benchmark]
    [Work(Clusters.PodsPerNode, "pods")]
    public SimulationResult Settle_identical_pods() =>
        ScenarioSimulator.Run(identical, Clusters.Scenario(loseZone: false), seeds: 1);

    [Benchmark]
    [Work(Clusters.PodsPerNode, "pods")]
    public SimulationResult Settle_mixed_pods() =>
        ScenarioSimulator.Run(mixed, Clusters.Scenario(loseZone: false), seeds: 1);

    [Benchmark]
    [Work(Clusters.PodsPerNode, "pods")]
    public SimulationResult Settle_and_lose_a_zone() =>
        ScenarioSimulator.Run(identical, Clusters.Scenario(loseZone: true), seeds: 1);
}
