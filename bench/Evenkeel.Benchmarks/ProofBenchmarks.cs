using BenchmarkDotNet.Attributes;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Simulation.Claims;

namespace Evenkeel.Benchmarks;

/// <summary>A verdict on the loss of any zone, three faults side by side.</summary>
public class ProofBenchmarks
{
    private const int Seeds = 8;

    /// <summary>One for each seed and zone.</summary>
    public const int Scenarios = 3 * Seeds;

    private ClusterModel? model;

    [Params(100, 1_000, 5_000)]
    public int Nodes { get; set; }

    [GlobalSetup]
    public void Setup() => model = Of(Clusters.Identical(Nodes), "web", [new FaultSelector.AnyZone()]);

    [Benchmark]
    public ProofReport Prove_a_zone() =>
        Prover.Prove(model!, new() { Seeds = Seeds, Workers = Environment.ProcessorCount });

    /// <summary>A cluster over three zones of which one Service survives faults.</summary>
    internal static ClusterModel Of(KubernetesObjects objects, string service, FaultSelector[] survives) => new()
    {
        Name = "bench",
        Region = "eu-west-1",
        Zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
        Distribution = Distribution.K3s,
        Version = KubernetesVersion.Newest,
        ControlPlane = new("m7i.large", 3, false, Placement.PerZone),
        Nodes = objects.Nodes,
        Objects = objects with { Nodes = [] },
        Claims =
        [
            new()
            {
                Name = "any",
                Survive = [.. survives],
                Service = new("default", service),
                MaxOutage = TimeSpan.Zero,
            },
        ],
    };
}
