using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Tests.Yaml;

/// <summary>Scalars as sigs.k8s.io/yaml resolves them.</summary>
public sealed class YamlScalarsTests
{
    [Theory]
    [InlineData("null", YamlScalarKind.Null)]
    [InlineData("~", YamlScalarKind.Null)]
    [InlineData("Null", YamlScalarKind.Null)]
    [InlineData("nULL", YamlScalarKind.Text)]
    [InlineData("true", YamlScalarKind.Bool)]
    [InlineData("yes", YamlScalarKind.Bool)]
    [InlineData("On", YamlScalarKind.Bool)]
    [InlineData("n", YamlScalarKind.Bool)]
    [InlineData("tRue", YamlScalarKind.Text)]
    [InlineData("5", YamlScalarKind.Integer)]
    [InlineData("-5", YamlScalarKind.Integer)]
    [InlineData("+5", YamlScalarKind.Integer)]
    [InlineData("1_000", YamlScalarKind.Integer)]
    [InlineData("0x1F", YamlScalarKind.Integer)]
    [InlineData("0o17", YamlScalarKind.Integer)]
    [InlineData("0b11", YamlScalarKind.Integer)]
    [InlineData("017", YamlScalarKind.Integer)]
    [InlineData("99999999999999999999", YamlScalarKind.Integer)]
    [InlineData("08", YamlScalarKind.Float)]
    [InlineData("1.30", YamlScalarKind.Float)]
    [InlineData("1e3", YamlScalarKind.Float)]
    [InlineData(".5", YamlScalarKind.Float)]
    [InlineData(".inf", YamlScalarKind.Float)]
    [InlineData("-.INF", YamlScalarKind.Float)]
    [InlineData(".nan", YamlScalarKind.Float)]
    [InlineData("1.2.3", YamlScalarKind.Text)]
    [InlineData("500m", YamlScalarKind.Text)]
    [InlineData("12:30:45", YamlScalarKind.Text)]
    [InlineData("2026-01-02", YamlScalarKind.Text)]
    [InlineData(".", YamlScalarKind.Text)]
    [InlineData("0x", YamlScalarKind.Text)]
    [InlineData("e3", YamlScalarKind.Text)]
    [InlineData("'5'", YamlScalarKind.Text)]
    [InlineData("\"true\"", YamlScalarKind.Text)]
    [InlineData("''", YamlScalarKind.Text)]
    [InlineData("!!str 5", YamlScalarKind.Text)]
    public void The_kind_is_that_of_the_json(string text, YamlScalarKind kind) =>
        YamlScalars.Kind(Scalar(text)).ShouldBe(kind);

    [Theory]
    [InlineData("10", 10)]
    [InlineData("010", 8)]
    [InlineData("0o10", 8)]
    [InlineData("0x10", 16)]
    [InlineData("0b10", 2)]
    [InlineData("-0x10", -16)]
    [InlineData("1_000", 1000)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Integers_have_their_value(string text, long expected)
    {
        YamlScalars.TryInt(Scalar(text), out var value).ShouldBeTrue();
        value.ShouldBe(expected);
    }

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("1.0")]
    [InlineData("'1'")]
    [InlineData("one")]
    public void Other_scalars_are_no_integers(string text) =>
        YamlScalars.TryInt(Scalar(text), out _).ShouldBeFalse();

    [Theory]
    [InlineData("yes", true)]
    [InlineData("off", false)]
    [InlineData("TRUE", true)]
    [InlineData("N", false)]
    public void Truth_has_many_words(string text, bool expected)
    {
        YamlScalars.TryBool(Scalar(text), out var value).ShouldBeTrue();
        value.ShouldBe(expected);
    }

    private static YamlScalar Scalar(string text)
    {
        var diagnostics = new DiagnosticBag();
        var documents = YamlReader.Read(new SourceText("f", "a: " + text), diagnostics);
        diagnostics.Count.ShouldBe(0);
        return (YamlScalar)((YamlMapping)documents[0]).Get("a")!;
    }
}
