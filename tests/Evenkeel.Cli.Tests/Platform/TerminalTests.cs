using Evenkeel.Platform.Terminals;

namespace Evenkeel.Cli.Tests.Platform;

public sealed class TerminalTests
{
    [Theory]
    [InlineData(null, null, true)]
    [InlineData("", "xterm", true)]
    [InlineData("1", "xterm", false)]
    [InlineData("0", "xterm", false)]
    [InlineData(null, "dumb", false)]
    public void NO_COLOR_and_a_dumb_terminal_refuse_colour(string? noColour, string? term, bool allowed) =>
        ColourRules.Allows(name => name == "NO_COLOR" ? noColour : term).ShouldBe(allowed);
}
