using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Simulation.Claims;

namespace Evenkeel.Simulation.Tests.Claims;

/// <summary>How much of a pool is requested, before and with its largest zone lost.</summary>
public sealed class UtilizationTests
{
    // Four pods of 500m and a daemon of 200m on each of four nodes of 4000m: 2800m of 16000m. Without the two nodes of
    // zone a the four pods and two daemons are 2400m of 8000m, wherever the pods were.
    [Fact]
    public void Pods_move_to_what_is_left_and_daemons_do_not()
    {
        var pool = Of(2, 1, 1);

        pool.Pool.ShouldBe("general");
        pool.Before.Cpu.ShouldBe(0.175);
        pool.LargestZone.ShouldBe("eu-west-1a");
        pool.WithoutLargestZone!.Value.Cpu.ShouldBe(0.3);
    }

    [Fact]
    public void Of_one_zone_nothing_is_left()
    {
        // 2000m and two daemons of 200m, of 8000m.
        var pool = Of(2);

        pool.Before.Cpu.ShouldBe(0.3);
        pool.LargestZone.ShouldBeNull();
        pool.WithoutLargestZone.ShouldBeNull();
    }

    private static PoolUtilization Of(params ReadOnlySpan<int> perZone)
    {
        var nodes = SmallClusters.Nodes(perZone)
            .Select(n => n with { Labels = n.Labels.SetItem("evenkeel.dev/pool", "general") }).ToImmutableArray();
        var log = SmallClusters.Deployment("log", 0, SmallClusters.Pod("log", 200)) with
        {
            Kind = WorkloadKind.DaemonSet,
        };
        var model = SmallClusters.Model(
            nodes, [SmallClusters.Deployment("web", 4), log], SmallClusters.Survives(new FaultSelector.AnyNode()));
        return Prover.Prove(model, new ProofOptions()).Utilization.ShouldHaveSingleItem();
    }
}
