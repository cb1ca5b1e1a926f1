using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Quantities;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Tests.Yaml;

public sealed class ObjectReaderTests
{
    private readonly DiagnosticBag diagnostics = new();

    [Fact]
    public void Values_are_read_by_type()
    {
        var reader = Reader("""
            text: hello
            number: 42
            flag: yes
            amount: 500m
            bytes: 16Gi
            time: 1h30m
            share: 25%
            count: 1
            words: [a, b]
            map: {x: 1, y: two}
            things: [{a: 1}, {a: 2}]
            colour: red
            """);
        reader.String("text").ShouldBe("hello");
        reader.Int("number").ShouldBe(42);
        reader.Bool("flag").ShouldBe(true);
        reader.Quantity("amount")!.Value.MilliValue.ShouldBe(500);
        reader.Quantity("bytes")!.Value.Value.ShouldBe(16L << 30);
        reader.Duration("time")!.Value.ToTimeSpan().ShouldBe(TimeSpan.FromMinutes(90));
        reader.IntOrPercent("share").ShouldBe(IntOrPercent.Percent(25));
        reader.IntOrPercent("count").ShouldBe(IntOrPercent.Count(1));
        reader.Strings("words").ShouldBe(["a", "b"]);
        reader.StringMap("map").ShouldBe([new("x", "1"), new("y", "two")]);
        reader.Objects("things").Select(thing => thing.Int("a")).ShouldBe([1, 2]);
        reader.Objects("things")[1].PathOf("a").ShouldBe("spec.things[1].a");
        reader.Enum("colour", ("red", Severity.Error), ("yellow", Severity.Warning)).ShouldBe(Severity.Error);
        reader.RejectUnknown();
        diagnostics.ToOrderedList().ShouldBeEmpty();
    }

    [Fact]
    public void What_is_absent_or_empty_is_null()
    {
        var reader = Reader("a:\nb: null\nc: ~\n");
        foreach (var key in new[] { "a", "b", "c", "d" })
        {
            reader.Has(key).ShouldBeFalse();
            reader.String(key).ShouldBeNull();
            reader.Int(key).ShouldBeNull();
            reader.Object(key).ShouldBeNull();
            reader.List(key).ShouldBeEmpty();
            reader.StringMap(key).ShouldBeEmpty();
        }

        diagnostics.Count.ShouldBe(0);
        reader.RequiredString("a").ShouldBeNull();
        reader.RequiredObject("d").ShouldBeNull();
        diagnostics.ToOrderedList().Select(d => d.Message)
            .ShouldBe(["`spec.a` is missing", "`spec.d` is missing"]);
    }

    [Theory]
    [InlineData("x: [1]", "`spec.x` must be a whole number, not a list")]
    [InlineData("x: {a: 1}", "`spec.x` must be a whole number, not a mapping")]
    [InlineData("x: '1'", "`spec.x` must be a whole number, not a quoted text")]
    [InlineData("x: one", "`spec.x` must be a whole number, not a word")]
    [InlineData("x: 1.5", "`spec.x` must be a whole number, not a fraction")]
    [InlineData("x: true", "`spec.x` must be a whole number, not true or false")]
    [InlineData("x: 99999999999999999999", "`spec.x` is `99999999999999999999`, which is too large")]
    [InlineData("x: 7", "`spec.x` is 7, but must be 1 to 5")]
    public void A_wrong_number_is_told(string text, string message)
    {
        Reader(text).Int("x", 1, 5).ShouldBeNull();
        var told = diagnostics.ToOrderedList().ShouldHaveSingleItem();
        told.Message.ShouldBe(message);
        told.Fix.ShouldNotBeEmpty();
    }

    [Fact]
    public void Every_other_type_is_told_too()
    {
        var reader = Reader(
            "a: []\nb: 'yes'\nc: 5x\nd: 5\ne: half\nf: x\ng: x\nh: [[], ok]\ni: ['', ~]\nj: '5'\n");
        reader.String("a").ShouldBeNull();
        reader.Bool("b").ShouldBeNull();
        reader.Quantity("c").ShouldBeNull();
        reader.Duration("d").ShouldBeNull();
        reader.IntOrPercent("e").ShouldBeNull();
        reader.Object("f").ShouldBeNull();
        reader.List("g").ShouldBeEmpty();
        reader.Strings("h").ShouldBe(["ok"]);
        reader.Strings("i").ShouldBe([""]);
        reader.IntOrPercent("j").ShouldBeNull();
        diagnostics.ToOrderedList().Select(d => d.Span!.Value.Line).ShouldBe(Enumerable.Range(1, 10));
    }

    [Fact]
    public void Unknown_keys_are_errors_in_strict_files_with_the_nearest_known_one()
    {
        var reader = Reader("zone: 1\nother: 2\n");
        reader.Keep("zones", "region");
        reader.RejectUnknown();
        diagnostics.ToOrderedList().Select(d => (d.Message, d.Fix)).ShouldBe(
        [
            ("unknown key `zone` in `spec`", "did you mean `zones`?"),
            ("unknown key `other` in `spec`", "remove it; known here: region, zones"),
        ]);
    }

    [Fact]
    public void Unknown_keys_are_silent_in_Kubernetes_objects()
    {
        Reader("zone: 1\n", ReaderMode.Lenient).RejectUnknown();
        diagnostics.Count.ShouldBe(0);
    }

    [Fact]
    public void Paths_name_keys_with_dots() =>
        Reader("a: 1").PathOf("example.com/role").ShouldBe("spec[example.com/role]");

    [Fact]
    public void Plain_integers_are_resolved_before_they_are_quantities()
    {
        var reader = Reader("a: 010\nb: 1_000\nc: '010'\n");
        new[] { "a", "b", "c" }.Select(key => reader.Quantity(key)!.Value.Value).ShouldBe([8, 1000, 10]);
    }

    [Fact]
    public void A_document_of_another_form_is_told()
    {
        var root = Document("- a");
        ObjectReader.From(root, diagnostics, "", SpecDiagnostics.Form, ReaderMode.Strict).ShouldBeNull();
        diagnostics.ToOrderedList().ShouldHaveSingleItem().Message
            .ShouldBe("the document must be a mapping, not a list");
    }

    private ObjectReader Reader(string text, ReaderMode mode = ReaderMode.Strict) =>
        ObjectReader.From(Document(text), diagnostics, "spec", SpecDiagnostics.Form, mode)!;

    private YamlNode Document(string text) =>
        YamlReader.Read(new SourceText("f", text), diagnostics).Single();
}
