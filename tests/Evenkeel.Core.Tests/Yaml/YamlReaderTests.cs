using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Tests.Yaml;

public sealed class YamlReaderTests
{
    [Fact]
    public void Mappings_lists_and_scalars_keep_order_text_and_places()
    {
        var root = (YamlMapping)One("name: shop\nzones: [a, 'b']\nversion: 1.30\n");
        root.Entries.Select(entry => entry.Key.Value).ShouldBe(["name", "zones", "version"]);
        var zones = (YamlSequence)root.Get("zones")!;
        zones.Items.Cast<YamlScalar>().Select(zone => (zone.Value, zone.IsPlain))
            .ShouldBe([("a", true), ("b", false)]);
        ((YamlScalar)root.Get("version")!).Value.ShouldBe("1.30");
        (zones.Span.Line, zones.Span.Column, zones.Span.Length).ShouldBe((2, 8, 8));
        (root.Span.Start, root.Span.Length).ShouldBe((0, 40));
        root.Get("other").ShouldBeNull();
    }

    [Theory]
    [InlineData("a: {b: [1, 2]} # c\n", "{b: [1, 2]}")]
    [InlineData("a:\n  b: 1\n  # c\nd: 2\n", "b: 1")]
    [InlineData("a:\n- 1\n- 2\n\n", "- 1\n- 2")]
    [InlineData("a: \"x y\"  \n", "\"x y\"")]
    [InlineData("a: plain text  # c\n", "plain text")]
    [InlineData("a: |\n  x\n  y\n\n\nb: 1\n", "|\n  x\n  y")]
    [InlineData("a:\n  - b: {c: d}\n", "- b: {c: d}")]
    public void A_span_holds_the_node_and_nothing_else(string text, string span)
    {
        var node = ((YamlMapping)One(text)).Get("a")!;
        node.Span.Source.Content.Substring(node.Span.Start, node.Span.Length).ShouldBe(span);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("# only a comment\n", 0)]
    [InlineData("---\n", 0)]
    [InlineData("---\n---\n---\n", 0)]
    [InlineData("null\n", 0)]
    [InlineData("a: 1\n---\nb: 2\n", 2)]
    [InlineData("---\na: 1\n---\n# nothing\n---\nb: 2\n...\n", 2)]
    [InlineData("a: 1\r\n---\r\nb: 2\r\n", 2)]
    [InlineData("\uFEFFa: 1\n", 1)]
    [InlineData("{\"a\": {\"b\": [1, true, null]}}", 1)]
    [InlineData("{\n\t\"a\": 1,\n\t\"b\": [\n\t\t2\n\t]\n}\n", 1)]
    [InlineData("- a\n- b\n", 1)]
    [InlineData("just text\n", 1)]
    public void Documents_without_content_do_not_count(string text, int documents) =>
        Read(text).Count.ShouldBe(documents);

    [Fact]
    public void Lines_are_counted_with_Windows_ends_and_tabs()
    {
        var root = (YamlMapping)One("a: 1\r\nb:\t2\r\nc:\r\n  d: 3\r\n");
        (root.Get("b")!.Span.Line, root.Get("b")!.Span.Column).ShouldBe((2, 4));
        (root.Get("c")!.Span.Line, root.Get("c")!.Span.Column).ShouldBe((4, 3));
    }

    [Fact]
    public void An_alias_is_its_anchor_and_anchors_end_with_the_document()
    {
        var root = (YamlMapping)One("a: &x {b: 1}\nc: *x\nd: [*x, *x]\n");
        root.Get("c").ShouldBeSameAs(root.Get("a"));
        Codes("a: &x 1\n---\nb: *x\n").ShouldBe(["EK1006"]);
        Codes("a: &x [*x]\n").ShouldBe(["EK1006"]);
    }

    [Fact]
    public void Merge_keys_give_way_to_explicit_ones_and_to_earlier_merges()
    {
        var root = (YamlMapping)One(
            "base: &b {x: 1, y: 1, z: 1}\nmore: &m {z: 2, w: 2}\nall:\n  y: 9\n  <<: [*b, *m]\n  v: 3\n");
        var all = (YamlMapping)root.Get("all")!;
        all.Entries.Select(entry => entry.Key.Value + ((YamlScalar)entry.Value).Value)
            .ShouldBe(["y9", "v3", "x1", "z1", "w2"]);
        ((YamlMapping)One("'<<': 1\n")).Get("<<").ShouldNotBeNull();
        Codes("a:\n  <<: 5\n").ShouldBe(["EK1009"]);
        Codes("a:\n  <<: [{b: 1}, 5]\n").ShouldBe(["EK1009"]);
    }

    [Fact]
    public void A_key_that_occurs_twice_is_told_once_and_the_later_value_wins()
    {
        var diagnostics = new DiagnosticBag();
        var source = new SourceText("f", "a: 1\nb: 2\na: 3\na: 4\n");
        var root = (YamlMapping)YamlReader.Read(source, diagnostics).Single();
        diagnostics.ToOrderedList().Select(d => (d.Code, d.Span!.Value.Line)).ShouldBe([("EK1007", 3)]);
        ((YamlScalar)root.Get("a")!).Value.ShouldBe("4");
        root.Entries.Count.ShouldBe(2);
    }

    [Fact]
    public void Large_mappings_find_their_keys()
    {
        var text = string.Concat(Enumerable.Range(0, 5000).Select(i => $"key{i}: {i}\n"));
        var root = (YamlMapping)One(text);
        ((YamlScalar)root.Get("key4999")!).Value.ShouldBe("4999");
        root.Get("key5000").ShouldBeNull();
    }

    [Theory]
    [InlineData("a: {{ .Values.x }}\n")]
    [InlineData("? [a]\n: b\n")]
    public void Keys_are_words(string text) => Codes(text).ShouldContain("EK1008");

    [Theory]
    [InlineData("a: [1, 2\nb: 3\n", 1, 4, "close the bracket")]
    [InlineData("a: {b: 1\nc: 2\n", 1, 4, "close the bracket")]
    [InlineData("{a: 1, b: 2", 1, 1, "close the bracket")]
    [InlineData("a:\n\tb: 1\n", 2, 1, "indent with spaces")]
    [InlineData("a:\n  b: 1\n \tc: 2\n", 3, 2, "indent with spaces")]
    [InlineData("a: \"x\nb: 2\n", 1, 4, "close the quote")]
    [InlineData("a: 'x", 1, 4, "close the quote")]
    [InlineData("a: b: c\n", 1, 5, "space behind a key's colon")]
    [InlineData("a:\n  b:1\n  c: 2\n", 3, 4, "space behind a key's colon")]
    [InlineData("a: @b\n", 1, 4, "quotes")]
    [InlineData("a: `b`\n", 1, 4, "quotes")]
    [InlineData("a: \"\\q\"\n", 1, 4, "backslash")]
    [InlineData("a:\n  b: 1\n c: 2\n", 3, 2, "indent the keys")]
    [InlineData("a: {{ x }}: y\n", 1, 11, "helm template")]
    [InlineData("%YAML 99999999999999999999.1\n---\na: 1\n", 1, 1, "%")]
    public void A_syntax_error_has_a_place_and_a_fix(string text, int line, int column, string fix)
    {
        var diagnostics = new DiagnosticBag();
        YamlReader.Read(new SourceText("f", text), diagnostics);
        var error = diagnostics.ToOrderedList().ShouldHaveSingleItemOf("EK1001");
        (error.Span!.Value.Line, error.Span!.Value.Column).ShouldBe((line, column));
        error.Fix.ShouldContain(fix);
    }

    [Fact]
    public void Documents_before_a_syntax_error_are_read() =>
        YamlReader.Read(new SourceText("f", "a: 1\n---\nb: [\n"), new DiagnosticBag()).Count.ShouldBe(1);

    private static YamlNode One(string text) => Read(text).ShouldHaveSingleItem();

    private static IReadOnlyList<YamlNode> Read(string text)
    {
        var diagnostics = new DiagnosticBag();
        var documents = YamlReader.Read(new SourceText("f", text), diagnostics);
        diagnostics.ToOrderedList().ShouldBeEmpty();
        return documents;
    }

    private static IEnumerable<string> Codes(string text)
    {
        var diagnostics = new DiagnosticBag();
        YamlReader.Read(new SourceText("f", text), diagnostics);
        return diagnostics.ToOrderedList().Select(d => d.Code);
    }
}

internal static class DiagnosticAssertions
{
    /// <summary>The only diagnostic with a code.</summary>
    public static Diagnostic ShouldHaveSingleItemOf(this IEnumerable<Diagnostic> diagnostics, string code) =>
        diagnostics.Where(d => d.Code == code).ShouldHaveSingleItem();
}
