using Evenkeel.Core.Quantities;

namespace Evenkeel.Core.Tests.Quantities;

public sealed class IntOrPercentTests
{
    [Theory]
    [InlineData("3", 10, 3, 3)]
    [InlineData("0", 10, 0, 0)]
    [InlineData("25%", 10, 3, 2)]
    [InlineData("25%", 4, 1, 1)]
    [InlineData("25%", 3, 1, 0)]
    [InlineData("0%", 3, 0, 0)]
    [InlineData("100%", 7, 7, 7)]
    [InlineData("200%", 7, 14, 14)]
    [InlineData("50%", 0, 0, 0)]
    [InlineData("33%", 100, 33, 33)]
    [InlineData("1%", 1, 1, 0)]
    [InlineData("2147483647%", 2147483647, 2147483647, 2147483647)]
    public void A_share_is_rounded_as_asked(string text, int total, int up, int down)
    {
        IntOrPercent.TryParse(text, out var value).ShouldBeTrue();
        value.Of(total, roundUp: true).ShouldBe(up);
        value.Of(total, roundUp: false).ShouldBe(down);
        value.ToString().ShouldBe(text);
    }

    [Fact]
    public void Rounding_is_that_of_Kubernetes_floating_point()
    {
        for (var percent = 0; percent <= 200; percent++)
        {
            for (var total = 0; total <= 300; total++)
            {
                var share = IntOrPercent.Percent(percent);
                share.Of(total, roundUp: true).ShouldBe((int)Math.Ceiling((double)percent * total / 100));
                share.Of(total, roundUp: false).ShouldBe((int)Math.Floor((double)percent * total / 100));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.5")]
    [InlineData("25 %")]
    [InlineData("25%%")]
    [InlineData("one")]
    [InlineData("99999999999")]
    public void Nothing_else_is_read(string text) => IntOrPercent.TryParse(text, out _).ShouldBeFalse();
}
