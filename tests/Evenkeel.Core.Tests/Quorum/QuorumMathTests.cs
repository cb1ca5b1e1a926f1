using Evenkeel.Core.Quorum;
using FsCheck;
using FsCheck.Fluent;

namespace Evenkeel.Core.Tests.Quorum;

public sealed class QuorumMathTests
{
    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 2, 0)]
    [InlineData(3, 2, 1)]
    [InlineData(4, 3, 1)]
    [InlineData(5, 3, 2)]
    [InlineData(6, 4, 2)]
    [InlineData(7, 4, 3)]
    public void A_quorum_is_more_than_half(int members, int quorum, int losses)
    {
        QuorumMath.Quorum(members).ShouldBe(quorum);
        QuorumMath.ToleratedLosses(members).ShouldBe(losses);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    [InlineData(4, 5)]
    [InlineData(5, 5)]
    [InlineData(6, 7)]
    public void Members_are_the_zones_and_one_more_when_even(int zones, int members) =>
        QuorumMath.MembersFor(zones).ShouldBe(members);

    [Theory]
    [InlineData("1", false, "1 zone: 1 member; quorum of 1 is 1; losing it leaves 0")]
    [InlineData("3", false, "1 zone: 3 members; quorum of 3 is 2; losing it leaves 0")]
    [InlineData("2,1", false, "2 zones: members 2+1 of 3; quorum of 3 is 2; losing the zone with 2 leaves 1")]
    [InlineData("1,1", false, "2 zones: members 1+1 of 2; quorum of 2 is 2; losing any zone leaves 1")]
    [InlineData("1,1,1", true, "3 zones: members 1+1+1 of 3; quorum of 3 is 2; losing any zone leaves 2")]
    [InlineData(
        "2,1,1,1", true, "4 zones: members 2+1+1+1 of 5; quorum of 5 is 3; losing the zone with 2 leaves 3")]
    [InlineData(
        "3,1,1", false, "3 zones: members 3+1+1 of 5; quorum of 5 is 3; losing the zone with 3 leaves 2")]
    public void The_arithmetic_is_told(string zones, bool survivable, string arithmetic)
    {
        var loss = QuorumMath.LoseAnyZone([.. zones.Split(',').Select(int.Parse)]);
        loss.IsSurvivable.ShouldBe(survivable);
        loss.Arithmetic.ShouldBe(arithmetic);
    }

    [Fact]
    public void From_three_zones_on_any_zone_can_be_lost_and_with_fewer_none_can()
    {
        for (var zones = 1; zones <= 9; zones++)
        {
            QuorumMath.LoseAnyZone(QuorumMath.Spread(QuorumMath.MembersFor(zones), zones))
                .IsSurvivable.ShouldBe(zones >= 3, $"{zones} zones");
        }
    }

    [Fact]
    public void With_two_zones_no_number_of_members_helps()
    {
        for (var members = 2; members <= 20; members++)
        {
            QuorumMath.LoseAnyZone(QuorumMath.Spread(members, 2)).IsSurvivable.ShouldBeFalse();
        }
    }

    [Fact]
    public void A_zone_is_survivable_exactly_when_no_zone_holds_half()
    {
        var zones = Gen.Choose(1, 6).SelectMany(count => Gen.ArrayOf(Gen.Choose(0, 5), count))
            .Where(members => members.Sum() > 0).ToArbitrary();
        Prop.ForAll(zones, members =>
                QuorumMath.LoseAnyZone(members).IsSurvivable == members.All(lost => 2 * lost < members.Sum()))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_spread_is_even_and_whole()
    {
        for (var members = 0; members <= 12; members++)
        {
            for (var zones = 1; zones <= 7; zones++)
            {
                var spread = QuorumMath.Spread(members, zones);
                spread.Sum().ShouldBe(members);
                (spread.Max() - spread.Min()).ShouldBeLessThanOrEqualTo(1);
                spread.ShouldBe(spread.OrderDescending());
            }
        }
    }
}
