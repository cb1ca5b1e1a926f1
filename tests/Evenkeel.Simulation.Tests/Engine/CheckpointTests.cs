using System.Collections.Immutable;
using Evenkeel.Simulation.Engine;

namespace Evenkeel.Simulation.Tests.Engine;

/// <summary>What can change in a run, and is put back.</summary>
public sealed class CheckpointTests
{
    [Fact]
    public void Everything_that_can_change_is_put_back()
    {
        var root = new Root();
        root.Turn();
        var before = root.ToString();
        var kept = Checkpoint.Of(root);
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 20; j++)
            {
                root.Turn();
            }

            root.ToString().ShouldNotBe(before);
            kept.Restore();
            root.ToString().ShouldBe(before);
        }
    }

    [Fact]
    public void Objects_stay_the_ones_that_they_were()
    {
        var root = new Root();
        root.Turn();
        var (first, called) = (root.List[0], root.Called);
        var kept = Checkpoint.Of(root);
        root.List.Clear();
        root.Called = () => 0;

        kept.Restore();
        root.List.ShouldHaveSingleItem().ShouldBeSameAs(first);
        root.Called.ShouldBeSameAs(called);
    }

    [Fact]
    public void What_is_left_out_goes_on_as_it_is()
    {
        var root = new Root();
        var kept = Checkpoint.Of(root, root.List);
        root.Turn();
        root.Turn();

        kept.Restore();
        root.List.Count.ShouldBe(2);
        root.Set.ShouldBeEmpty();
    }

    [Fact]
    public void What_cannot_be_put_back_is_refused() =>
        Should.Throw<NotSupportedException>(() => Checkpoint.Of(new object[] { new int[2, 2] }))
            .Message.ShouldContain("dimension");

    private abstract class Below
    {
        private int ofBase;

        protected int Step() => ++ofBase;
    }

    private sealed class Item
    {
        public int Value { get; set; }
    }

    private struct Pair
    {
        public Item? Item;
        public int Number;
    }

    private sealed class Root : Below
    {
        private readonly ImmutableArray<int>.Builder builder = ImmutableArray.CreateBuilder<int>();
        private readonly Dictionary<string, Item> byName = new(StringComparer.Ordinal);
        private readonly PriorityQueue<Item, int> queue = new();
        private readonly Pair[] pairs = [new() { Item = new() }, default];
        private readonly int[] numbers = new int[3];
        private ImmutableArray<Item> immutable = [new(), new()];
        private Pair pair = new() { Item = new() };
        private Item? last;

        public Root()
        {
            var count = 0;
            Called = () => ++count;
        }

        public List<Item> List { get; } = [];

        public HashSet<int> Set { get; } = [];

        public Func<int> Called { get; set; }

        public void Turn()
        {
            var step = Step();
            List.Add(last = new() { Value = step });
            List[0].Value++;
            Set.Add(step * 7);
            Set.Remove((step - 2) * 7);
            builder.Add(step);
            byName[$"{step % 5}"] = new() { Value = Called() };
            queue.Enqueue(last, -step);
            pairs[0].Item!.Value = step;
            pairs[1] = new() { Item = last, Number = step };
            numbers[step % 3] = step;
            immutable[1].Value = step;
            immutable = immutable.SetItem(0, last);
            pair.Item!.Value = pair.Number = step;
        }

        public override string ToString() => string.Join('|',
            string.Join(',', List.Select(static i => i.Value)),
            string.Join(',', Set),
            string.Join(',', builder),
            string.Join(',', byName.Select(static n => $"{n.Key}={n.Value.Value}")),
            string.Join(',', queue.UnorderedItems.Select(static q => $"{q.Element.Value}@{q.Priority}")),
            string.Join(',', pairs.Select(static p => $"{p.Item?.Value}/{p.Number}")),
            string.Join(',', numbers),
            string.Join(',', immutable.Select(static i => i.Value)),
            $"{pair.Item!.Value}/{pair.Number}/{last?.Value}");
    }
}
