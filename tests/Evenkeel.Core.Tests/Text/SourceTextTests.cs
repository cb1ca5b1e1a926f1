using System.Text;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Tests.Text;

public sealed class SourceTextTests
{
    [Theory]
    [InlineData("", 0, 1, 1)]
    [InlineData("ab\ncd", 0, 1, 1)]
    [InlineData("ab\ncd", 2, 1, 3)]
    [InlineData("ab\ncd", 3, 2, 1)]
    [InlineData("ab\r\ncd", 4, 2, 1)]
    [InlineData("ab\rcd", 3, 2, 1)]
    [InlineData("ab\n\ncd", 4, 3, 1)]
    [InlineData("ab\n", 3, 2, 1)]
    [InlineData("ab", 99, 1, 3)]
    [InlineData("ab", -5, 1, 1)]
    public void Locates_offsets(string content, int offset, int line, int column) =>
        new SourceText("f", content).Locate(offset).ShouldBe((line, column));

    [Fact]
    public void Lines_have_no_ends()
    {
        var source = new SourceText("f", "one\r\ntwo\rthree\n");
        source.LineCount.ShouldBe(4);
        Enumerable.Range(1, 4).Select(source.LineText).ShouldBe(["one", "two", "three", ""]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void There_is_no_line_outside(int line) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new SourceText("f", "one").LineText(line));

    [Fact]
    public void A_byte_order_mark_is_no_character() => new SourceText("f", "\uFEFFa").Content.ShouldBe("a");

    [Fact]
    public void Encodings_with_marks_are_read()
    {
        Encoding[] encodings = [new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode];
        foreach (var encoding in encodings)
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes("näme: ö\n")];
            SourceEncoding.Decode("f", bytes).Content.ShouldBe("näme: ö\n", encoding.WebName);
        }
    }

    [Fact]
    public void Invalid_bytes_do_not_throw() =>
        SourceEncoding.Decode("f", [0x61, 0xC3, 0x28, 0xFF]).Content.ShouldStartWith("a\uFFFD");

    [Fact]
    public void A_span_knows_its_place()
    {
        var span = new SourceSpan(new SourceText("dir/f.yaml", "a\n  b"), 4, 1);
        (span.Line, span.Column, span.End).ShouldBe((2, 3, 5));
        span.ToString().ShouldBe("dir/f.yaml:2:3");
    }
}
