using BenchmarkDotNet.Attributes;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Simulation.Claims;

namespace Evenkeel.Benchmarks;

/// <summary>
/// A verdict on all single faults of 1,000 nodes and 10,000 pods, with one seed: each zone in its ways, each node
/// lost, hung, drained and without its kubelet, each pod hung. All processors work.
/// </summary>
public class SingleFaultBenchmarks
{
    private const int Nodes = 1_000;
    private ClusterModel? model;

    /// <summary>Whether pods are of twenty kinds; else they are all alike.</summary>
    [Params(false, true)]
    public bool Mixed { get; set; }

    [GlobalSetup]
    public void Setup() => model = ProofBenchmarks.Of(
        Mixed ? Clusters.Mixed(Nodes) : Clusters.Identical(Nodes),
        Mixed ? "app00" : "web",
        [
            new FaultSelector.AnyZone(),
            new FaultSelector.AnyNode(),
            .. Enum.GetValues<FaultKind>().Select(static k => new FaultSelector.Any(k, OnlyModelled: true)),
        ]);

    [Benchmark]
    public ProofReport Prove_every_single_fault() =>
        Prover.Prove(model!, new() { Seeds = 1, Workers = Environment.ProcessorCount });
}
