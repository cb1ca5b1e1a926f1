using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.State;
using Evenkeel.Simulation.Tests.Claims;

namespace Evenkeel.Simulation.Tests.Controllers;

/// <summary>
/// The token bucket of one (rate_limited_queue.go over golang.org/x/time/rate, burst 1). Each table is a
/// timeline: at the instant in seconds, what is done, and whether a node was to be had.
/// </summary>
public sealed class TaintingQueueTests
{
    [Fact]
    public void One_node_at_once_and_then_one_each_ten_seconds() => Play(0.1,
        (0, Take, true),      // a new bucket is full
        (0.1, Take, false),
        (9.9, Take, false),
        (10, Take, true),     // 1 / 0.1 s after the last
        (19.9, Take, false),
        (20, Take, true));

    [Fact]
    public void Tokens_do_not_pile_up() => Play(0.1,
        (0, Take, true),
        (1000, Take, true),
        (1000.1, Take, false), // burst 1, however long nothing was taken
        (1010, Take, true));

    [Fact]
    public void A_token_counts_from_when_the_last_was_taken() => Play(0.1,
        (0, Take, true),
        (13, Take, true),      // there since 10
        (22.9, Take, false),
        (23, Take, true));

    [Fact]
    public void At_rate_zero_nothing_goes_and_afterwards_the_bucket_is_empty() => Play(0.1,
        (0, Take, true),
        (3, Rate(0), true),
        (500, Take, false),
        (500, Rate(0.1), true), // SwapLimiter drains the new bucket, as the old one gave nothing
        (509.9, Take, false),
        (510, Take, true));

    [Fact]
    public void A_new_rate_keeps_a_token_that_is_there() => Play(0.1,
        (50, Rate(0.01), true),
        (50, Take, true),
        (149.9, Take, false),
        (150, Take, true));    // 1 / 0.01 s

    [Fact]
    public void A_new_rate_starts_its_wait_anew_where_none_is_there() => Play(0.1,
        (0, Take, true),
        (5, Rate(0.01), true),
        (104.9, Take, false),
        (105, Take, true));

    [Fact]
    public void The_same_rate_again_changes_nothing() => Play(0.1,
        (0, Take, true),
        (5, Rate(0.1), true),
        (10, Take, true));

    [Fact]
    public void Nodes_come_in_the_order_in_which_they_were_added()
    {
        var queue = new TaintingQueue(1);
        var (a, b, c) = (Node("a"), Node("b"), Node("c"));
        queue.Add(a);
        queue.Add(b);
        queue.Add(c);
        queue.Contains(b).ShouldBeTrue();

        queue.Remove(b);

        queue.TryTake(TimeSpan.Zero).ShouldBe(a);
        queue.TryTake(TimeSpan.FromSeconds(1)).ShouldBe(c);
        queue.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void An_empty_queue_keeps_its_token()
    {
        var queue = new TaintingQueue(0.1);
        queue.TryTake(TimeSpan.Zero).ShouldBeNull();
        queue.Add(Node("a"));
        queue.TryTake(TimeSpan.FromSeconds(0.1)).ShouldNotBeNull();
    }

    private static bool Take(TaintingQueue queue, TimeSpan now) => queue.TryTake(now) is not null;

    private static Func<TaintingQueue, TimeSpan, bool> Rate(double perSecond) => (queue, now) =>
    {
        queue.SetRate(perSecond, now);
        return true;
    };

    private static void Play(
        double rate,
        params (double At, Func<TaintingQueue, TimeSpan, bool> Do, bool Had)[] steps)
    {
        var queue = new TaintingQueue(rate);
        foreach (var i in Enumerable.Range(0, 20))
        {
            queue.Add(Node($"n{i}"));
        }

        foreach (var (at, act, had) in steps)
        {
            act(queue, TimeSpan.FromSeconds(at)).ShouldBe(had, $"at {at} s");
        }
    }

    private static SimNode Node(string name) => new(0, SmallClusters.Node(name, "a"));
}
