using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;
using Evenkeel.Simulation.Tests.Claims;

namespace Evenkeel.Simulation.Tests.Scheduler;

/// <summary>Sums that follow changes are those that a count over all nodes gives.</summary>
public sealed class DomainSumTests
{
    [Fact]
    public void What_follows_changes_is_what_a_count_over_all_nodes_gives() =>
        Seeds.Each("domains", count: 200, seed =>
        {
            var random = new SeededRandom(seed);
            var topology = new TopologyIndex();
            var key = topology.KeyOf(Labels.Zone);
            SimNode[] nodes =
            [
                .. Enumerable.Range(0, 1 + random.Below(30))
                    .Select(i => Node(i, $"zone-{random.Below(1 + (i / 4))}", topology)),
            ];
            var sum = new DomainSum(key);
            var counts = new bool[nodes.Length];
            var shares = new long[nodes.Length];
            for (var step = 0; step < 200; step++)
            {
                var i = random.Below(nodes.Length);
                if (step < nodes.Length || random.Below(4) == 0)
                {
                    i = step < nodes.Length ? step : i;
                    counts[i] = random.Below(3) > 0;
                    sum.Include(nodes[i], counts[i]);
                    sum.Set(i, shares[i]);
                }

                shares[i] = random.Below(6) - 2;
                sum.Set(i, shares[i]);

                Check(sum, [.. nodes.Where((_, n) => counts[n])], n => shares[n.Index], key);
            }
        });

    private static void Check(DomainSum sum, List<SimNode> counted, Func<SimNode, long> share, int key)
    {
        var byDomain = counted.GroupBy(n => n.Domains[key]).ToDictionary(g => g.Key, g => g.Sum(share));
        sum.Count.ShouldBe(byDomain.Count);
        sum.Total.ShouldBe(byDomain.Values.Sum());
        sum.Least().ShouldBe(byDomain.Count == 0 ? long.MaxValue : byDomain.Values.Min());
        foreach (var (domain, expected) in byDomain)
        {
            sum.Of(domain).ShouldBe(expected);
        }

        sum.Of(1_000).ShouldBe(0);
    }

    private static SimNode Node(int index, string zone, TopologyIndex topology)
    {
        var definition = SmallClusters.Node($"n{index}", zone);
        return new(index, definition) { Domains = topology.DomainsOf(definition.Labels) };
    }
}
