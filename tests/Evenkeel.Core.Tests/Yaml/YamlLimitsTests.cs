using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Tests.Yaml;

/// <summary>Hostile input: one clear diagnostic each, without a crash and without a long wait.</summary>
public sealed class YamlLimitsTests
{
    private const int Deep = 100_000;

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("[{a: ")]
    [InlineData("{\"a\":[")]
    [InlineData("&a [")]
    [InlineData("!t [")]
    public void A_hundred_thousand_levels(string level) =>
        Only("EK1004", string.Concat(Enumerable.Repeat(level, Deep)));

    [Fact]
    public void A_hundred_thousand_levels_that_are_closed_again() =>
        Only("EK1004", new string('[', Deep) + new string(']', Deep));

    [Fact]
    public void A_hundred_thousand_levels_of_indentation_in_a_staircase()
    {
        var stairs = string.Concat(Enumerable.Range(0, 2000).Select(i => new string(' ', i) + "a:\n"));
        Only("EK1004", stairs);
    }

    [Fact]
    public void Depth_counts_through_aliases()
    {
        var links = Enumerable.Range(1, 200).Select(i => $"a{i}: &a{i} [*a{i - 1}]\n");
        Only("EK1004", "a0: &a0 [x]\n" + string.Concat(links));
    }

    [Fact]
    public void A_hundred_levels_are_allowed()
    {
        var diagnostics = new DiagnosticBag();
        var text = new string('[', 100) + new string(']', 100);
        YamlReader.Read(new SourceText("f", text), diagnostics).Count.ShouldBe(1);
        diagnostics.Count.ShouldBe(0);
    }

    [Fact]
    public void An_alias_bomb() => Only("EK1005", Bomb(levels: 20, reference: i => $"*a{i}"));

    [Fact]
    public void A_bomb_of_merge_keys()
    {
        var entries = Enumerable.Range(0, 100).Select(i => $"k{i}: [1,2,3,4,5,6,7]");
        var links = Enumerable.Range(1, 3000).Select(i => $"a{i}: &a{i}\n  <<: [*a{i - 1}]\n");
        Only("EK1005", $"a0: &a0 {{{string.Join(", ", entries)}}}\n{string.Concat(links)}");
    }

    [Fact]
    public void An_alias_bomb_spread_over_documents()
    {
        const string Document = "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: [*a,*a,*a,*a,*a]\n---\n";
        Only("EK1005", string.Concat(Enumerable.Repeat(Document, 20_000)), documents: null);
    }

    [Fact]
    public void Twenty_megabytes_of_noise() =>
        Only("EK1003", Noise(20_000_000));

    [Fact]
    public void Noise_just_below_the_limit() =>
        Only("EK1001", Noise(16_000_000), documents: null);

    [Fact]
    public void More_values_than_are_read() =>
        Only("EK1005", string.Concat(Enumerable.Repeat("- 1\n", 1_100_000)));

    [Theory]
    [InlineData("\0\0\0\0")]
    [InlineData("\u007fELF\u0002\u0001\u0001\0")]
    [InlineData("PK\u0003\u0004\u0014\0")]
    [InlineData("a: 1\nb: \u001b[31m\n")]
    public void Binary_input(string text) => Only("EK1002", text);

    [Fact]
    public void Compressed_input()
    {
        byte[] bytes = [0x1F, 0x8B, 0x08, 0x00, 0xFF, 0xD8, 0x80, 0x00, 0x12];
        var diagnostics = new DiagnosticBag();
        YamlReader.Read(SourceEncoding.Decode("f.gz", bytes), diagnostics).ShouldBeEmpty();
        diagnostics.ToOrderedList().ShouldHaveSingleItem().Code.ShouldBe("EK1002");
    }

    [Fact]
    public void Limits_can_be_set()
    {
        Only("EK1003", "a: 1\n", limits: new YamlLimits(MaxCharacters: 3));
        Only("EK1004", "a: {b: 1}\n", limits: new YamlLimits(MaxDepth: 1));
        Only("EK1005", "a: {b: 1}\n", limits: new YamlLimits(MaxNodes: 4));
    }

    private static string Noise(int length)
    {
        var random = new Random(7);
        return string.Create(length, random, (text, source) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = (char)source.Next(' ', 0x7F);
            }
        });
    }

    private static string Bomb(int levels, Func<int, string> reference) =>
        "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, levels).Select(i =>
            $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat(reference(i - 1), 9))}]\n"));

    private static void Only(string code, string text, int? documents = 0, YamlLimits? limits = null)
    {
        var diagnostics = new DiagnosticBag();
        var read = YamlReader.Read(new SourceText("f", text), diagnostics, limits);
        var only = diagnostics.ToOrderedList().ShouldHaveSingleItem();
        only.Code.ShouldBe(code);
        only.Fix.ShouldNotBeEmpty();
        DiagnosticText.Format(only, colour: false).Length.ShouldBeLessThan(1000);
        if (documents is { } count)
        {
            read.Count.ShouldBe(count);
        }
    }
}
