using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Tests.Claims;

namespace Evenkeel.Simulation.Tests;

/// <summary>
/// Simulations that break an invariant. They run only when <see cref="ReplayTests"/> asks for them.
/// </summary>
public sealed class BrokenOnPurpose
{
    /// <summary>Said for each case that runs, before it is known how it ends.</summary>
    internal const string Runs = "this runs: ";

    public static TheoryData<string> Clusters => Replay.Cases(["sound", "broken", "sound too"]);

    [Fact(Explicit = true)]
    public void Under_one_of_its_seeds() =>
        Seeds.Each("none", count: 5, seed => Simulate(seed.ToString(), broken: seed == 3));

    [Theory(Explicit = true)]
    [MemberData(nameof(Clusters))]
    public void In_one_of_its_cases(string name)
    {
        Replay.Shows($"./evenkeel simulate tests/fidelity/{name} --seeds 20");
        Simulate(name, broken: name == "broken");
    }

    private static void Simulate(string name, bool broken)
    {
        TestContext.Current.TestOutputHelper!.WriteLine(Runs + name);
        var cluster = Simulations.Start(new() { Nodes = SmallClusters.Nodes(1) });
        var taint = new Taint("broken", "", TaintEffect.NoSchedule);
        for (var i = 0; broken && i < 2; i++)
        {
            cluster.State.ChangeNode(cluster.State.Nodes[0], n => n.Taints.Add(taint));
        }

        cluster.RunUntil(TimeSpan.FromSeconds(10));
    }
}
