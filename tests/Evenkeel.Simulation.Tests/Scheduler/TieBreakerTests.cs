using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;
using Evenkeel.Simulation.Tests.Claims;

namespace Evenkeel.Simulation.Tests.Scheduler;

public sealed class TieBreakerTests
{
    private static readonly SimPod NoPod = null!;

    [Fact]
    public void Without_swaps_the_heap_is_that_of_containers_heap() =>
        Seeds.Each("engine", count: 300, seed =>
        {
            var random = new SeededRandom(seed);
            long[] totals = [.. Enumerable.Range(0, 1 + random.Below(20)).Select(_ => (long)random.Below(4))];

            var chosen = new HeapOrderTieBreaker(random, 0).Choose(NoPod, Nodes(totals.Length), totals);

            chosen.ShouldBe(NaiveTies.HeapRoot(totals));
        });

    [Fact]
    public void Among_all_equals_the_heap_leaves_the_first()
    {
        new HeapOrderTieBreaker(new(1), 0).Choose(NoPod, Nodes(7), [5, 5, 5, 5, 5, 5, 5]).ShouldBe(0);
    }

    [Fact]
    public void With_swaps_it_is_still_one_of_the_highest_and_mostly_the_same()
    {
        var counts = Count(new HeapOrderTieBreaker(new(5)), [3, 9, 1, 9, 9, 2]);

        (counts[1] + counts[3] + counts[4]).ShouldBe(9000);
        counts[NaiveTies.HeapRoot([3, 9, 1, 9, 9, 2])].ShouldBeInRange(8000, 8999);
    }

    [Fact]
    public void Up_to_1_34_each_of_the_highest_is_as_likely()
    {
        var counts = Count(new RandomTieBreaker(new(5)), [3, 9, 1, 9, 9, 2]);

        // 3000 each, standard deviation 45: five of them.
        foreach (var highest in (int[])[1, 3, 4])
        {
            counts[highest].ShouldBeInRange(2775, 3225);
        }

        counts.Sum().ShouldBe(9000);
    }

    private static int[] Count(ITieBreaker ties, long[] totals)
    {
        var counts = new int[totals.Length];
        for (var i = 0; i < 9000; i++)
        {
            counts[ties.Choose(NoPod, Nodes(totals.Length), totals)]++;
        }

        return counts;
    }

    private static List<SimNode> Nodes(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new SimNode(i, SmallClusters.Node($"n{i}", "a")))];
}
