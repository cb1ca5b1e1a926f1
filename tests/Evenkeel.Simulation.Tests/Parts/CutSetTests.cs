using Evenkeel.Core.Model.Cluster;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Parts;

namespace Evenkeel.Simulation.Tests.Parts;

/// <summary>Minimal cut sets, held against trying every set of parts.</summary>
public sealed class CutSetTests
{
    [Fact]
    public void Cut_sets_are_those_that_trying_every_set_of_parts_finds() =>
        Seeds.Each("cut-sets", count: 2000, seed =>
        {
            var random = new SeededRandom(seed);
            var parts = 1 + random.Below(12);
            var condition = RandomCondition(random, parts, depth: 4);

            CutSets.Of(condition).ShouldBe(BruteForce.CutSets(condition));
        });

    [Fact]
    public void Two_of_three_fall_with_any_two()
    {
        Condition[] members = [.. Enumerable.Range(0, 3).Select(static i => new Condition.Is(i))];

        Names(new Condition.AtLeast(2, members)).ShouldBe(["0+1", "0+2", "1+2"]);
        Names(new Condition.AtLeast(0, members)).ShouldBeEmpty();
        Names(new Condition.AtLeast(4, members)).ShouldBe([""]);
    }

    [Fact]
    public void What_takes_several_with_it_is_a_single_point()
    {
        // Two nodes in zone 0, one in zone 3; a service on both of zone 0 alone falls with that zone.
        var zone = new Condition.Is(0);
        var one = Condition.All(new Condition.Is(1), zone);
        var other = Condition.All(new Condition.Is(2), zone);
        var far = Condition.All(new Condition.Is(4), new Condition.Is(3));

        Names(Condition.Any(one, other)).ShouldBe(["0", "1+2"]);
        Names(Condition.Any(one, other, far)).ShouldBe(["0+3", "0+4", "1+2+3", "1+2+4"]);
    }

    [Fact]
    public void What_never_holds_is_down_without_a_loss_and_what_always_holds_never_is()
    {
        Names(Condition.Never).ShouldBe([""]);
        Names(Condition.Always).ShouldBeEmpty();
    }

    [Fact]
    public void The_estimate_is_what_every_state_weighed_comes_to()
    {
        var close = 0;
        Seeds.Each("availability", count: 150, seed =>
        {
            var random = new SeededRandom(seed);
            var index = Index(random, 1 + random.Below(12));
            var condition = RandomCondition(random, index.Count, depth: 3);
            var exact = BruteForce.Unavailability(condition, index);
            var cuts = CutSets.Of(condition);
            var estimate = new AvailabilityEstimator(condition, cuts, index).Estimate(seed);

            // Each interval is one of 95 %: with twice its width hardly a seed falls outside.
            var slack = (estimate.High - estimate.Low) + 1e-12;
            exact.ShouldBeInRange(estimate.Low - slack, estimate.High + slack);
            new AvailabilityEstimator(condition, cuts, index).Estimate(seed)
                .Unavailability.ShouldBe(estimate.Unavailability);
            if (cuts.Count > 0)
            {
                // What three parts or fewer bring down is not drawn; more than three rarely are away.
                estimate.Unavailability.ShouldBe(exact, 0.05 * exact);
                close++;
            }
        });
        close.ShouldBeGreaterThan(Seeds.OneAlone ? -1 : 50);
    }

    /// <summary>
    /// A zone that is away for 1 % of the time, which two of its nodes share, and those nodes, as often.
    /// </summary>
    [Fact]
    public void What_contributes_most_is_named_first_with_its_share()
    {
        var often = new FailureRate(TimeSpan.FromHours(99), TimeSpan.FromHours(1));
        var index = new PartIndex(new() { Node = often, Zone = often });
        var zone = index.Is(PartKind.Zone, "zone a");
        var condition = Condition.Any(
            Condition.All(index.Is(PartKind.Node, "one"), zone), Condition.All(index.Is(PartKind.Node, "two"), zone));

        var estimate = new AvailabilityEstimator(condition, CutSets.Of(condition), index).Estimate(1);

        var exact = 0.01 + (0.99 * 0.01 * 0.01);
        estimate.Unavailability.ShouldBe(exact, 1e-9);
        estimate.Contributors.Select(static c => string.Join(" + ", c.CutSet.Parts.Select(static p => p.Name)))
            .ShouldBe(["zone a", "one + two"]);
        estimate.Contributors[0].Share.ShouldBe(0.01 / exact, 1e-9);
    }

    private static string[] Names(Condition condition) =>
        [.. CutSets.Of(condition).Select(static c => string.Join('+', c.Parts))];

    /// <summary>Parts that are away between a millionth and a hundredth of the time.</summary>
    private static PartIndex Index(SeededRandom random, int parts)
    {
        var often = new FailureRate(TimeSpan.FromHours(99), TimeSpan.FromHours(1));
        var index = new PartIndex(new()
        {
            Node = often,
            Pod = often with { Every = TimeSpan.FromHours(2_499) },
            Volume = often with { Every = TimeSpan.FromHours(999_999) },
        });
        for (var i = 0; i < parts; i++)
        {
            index.Is((PartKind)(1 + random.Below(3)), $"part {i}");
        }

        return index;
    }

    private static Condition RandomCondition(SeededRandom random, int parts, int depth)
    {
        if (depth == 0 || random.Below(4) == 0)
        {
            return new Condition.Is(random.Below(parts));
        }

        Condition[] below =
        [
            .. Enumerable.Range(0, 1 + random.Below(4)).Select(_ => RandomCondition(random, parts, depth - 1)),
        ];
        return random.Below(3) switch
        {
            0 => Condition.All(below),
            1 => Condition.Any(below),
            _ => new Condition.AtLeast(random.Below(below.Length + 1), below),
        };
    }
}
