using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;
using Evenkeel.Simulation.Tests.Claims;
using Evenkeel.Simulation.Tests.Scheduler.Naive;

namespace Evenkeel.Simulation.Tests.Scheduler;

public sealed class NodeOrderTests
{
    [Fact]
    public void One_node_of_each_zone_in_turn()
    {
        var order = new NodeOrder();
        foreach (var name in (string[])["a1@a", "a2@a", "b1@b", "c1@c", "a3@a", "c2@c"])
        {
            order.Add(Node(name));
        }

        order.Nodes.Select(n => n.Name).ShouldBe(["a1", "b1", "c1", "a2", "c2", "a3"]);
    }

    [Fact]
    public void A_zone_that_was_empty_goes_to_the_end()
    {
        var order = new NodeOrder();
        var (a1, a2, b1) = (Node("a1@a"), Node("a2@a"), Node("b1@b"));
        order.Add(a1);
        order.Add(a2);
        order.Add(b1);

        order.Remove(a1);
        order.Nodes.Select(n => n.Name).ShouldBe(["a2", "b1"]);

        order.Remove(a2);
        order.Add(a1);
        order.Nodes.Select(n => n.Name).ShouldBe(["b1", "a1"]);
    }

    [Fact]
    public void Any_history_gives_the_order_of_the_naive_tree() =>
        Seeds.Each("engine", count: 50, seed =>
        {
            var random = new SeededRandom(seed);
            var (order, tree) = (new NodeOrder(), new NaiveNodeTree());
            var present = new List<SimNode>();
            for (var i = 0; i < 200; i++)
            {
                if (present.Count > 0 && random.Below(3) == 0)
                {
                    var gone = present[random.Below(present.Count)];
                    present.Remove(gone);
                    order.Remove(gone);
                    tree.Remove(gone.Definition);
                }
                else
                {
                    var node = Node($"n{i}@zone-{random.Below(5)}");
                    present.Add(node);
                    order.Add(node);
                    tree.Add(node.Definition);
                }

                order.Nodes.Select(n => n.Name).ShouldBe(tree.List());
            }
        });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(99, 99)]
    [InlineData(100, 100)]
    [InlineData(200, 100)]
    [InlineData(300, 144)]
    [InlineData(1000, 420)]
    [InlineData(5000, 500)]
    [InlineData(6000, 300)]
    public void From_100_nodes_on_a_share_is_enough(int nodes, int wanted)
    {
        // All of fewer than 100, else 100 or (50 − n/125) %, never under 5 %: 5000 nodes → 10 %, 6000 → 5 %.
        PodScheduler.FeasibleToFind(nodes).ShouldBe(wanted);
    }

    private static SimNode Node(string text) =>
        new(0, SmallClusters.Node(text.Split('@')[0], text.Split('@')[1]));
}
