using Evenkeel.Cli.Output;

namespace Evenkeel.Cli.Tests.Output;

public sealed class WordsTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.04, "0 s")]
    [InlineData(12.34, "12.3 s")]
    [InlineData(15, "15 s")]
    [InlineData(119.94, "119.9 s")]
    [InlineData(119.96, "2 min")]
    [InlineData(383.4, "6 min 23 s")]
    [InlineData(480, "8 min")]
    [InlineData(3599.9, "1 h")]
    [InlineData(3900, "1 h 5 min")]
    [InlineData(86400, "24 h")]
    [InlineData(-2.5, "-2.5 s")]
    public void Lengths_of_time_are_short(double seconds, string text) =>
        Durations.Text(seconds).ShouldBe(text);

    [Theory]
    [InlineData("blackout: 406 s, 0 s allowed", "blackout: 6 min 46 s, 0 s allowed")]
    [InlineData("pod web-3 stays", "pod web-3 stays")]
    [InlineData("2–30 s", "2–30 s")]
    [InlineData("1.5 sheep", "1.5 sheep")]
    public void Lengths_inside_a_sentence_are_told_alike(string sentence, string text) =>
        Durations.InText(sentence).ShouldBe(text);

    [Fact]
    public void Long_lists_are_cut()
    {
        Phrases.List(["a", "b"]).ShouldBe("a, b");
        Phrases.List(Enumerable.Range(1, 12).Select(i => $"n{i}")).ShouldBe(
            "n1, n2, n3, n4, n5, n6, … (12 in all)");
        Phrases.Tally(["a1", "b1", "a1"]).Replace(Phrases.Join, ' ').ShouldBe("a1 ×2, b1");
        Phrases.Count(1, "pod").ShouldBe("1 pod");
        Phrases.Count(0, "pod").ShouldBe("0 pods");
    }

    [Fact]
    public void Text_is_broken_at_spaces()
    {
        TextWrap.Lines("one two three", 7).ShouldBe(["one two", "three"]);
        TextWrap.Lines("incomprehensibilities are long", 8).ShouldBe(["incomprehensibilities", "are long"]);
        TextWrap.Lines("", 8).ShouldBe([""]);
        TextWrap.Lines($"web 3{Phrases.Join}→{Phrases.Join}2", 6).ShouldBe(["web", "3 → 2"]);
    }

    [Fact]
    public void What_an_input_could_do_to_a_terminal_is_escaped() =>
        TextWrap.Lines("pod\u001b[2J gone", 40).ShouldBe(["pod\\u{1b}[2J gone"]);

    [Fact]
    public void Paint_is_left_out_where_it_is_not_wanted()
    {
        Palette.For(false).Paint(Tone.Bad, "x").ShouldBe("x");
        Palette.For(true).Paint(Tone.Bad, "x").ShouldBe("\u001b[1;31mx\u001b[0m");
        Palette.For(true).Paint(Tone.Plain, "x").ShouldBe("x");
    }
}
