using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Yaml;

/// <summary>
/// The four mistakes of form that an <see cref="ObjectReader"/> reports, under one stage's codes.
/// </summary>
/// <param name="Missing">A required key is not there.</param>
/// <param name="WrongType">A value is of another type.</param>
/// <param name="UnknownKey">A key that nothing reads.</param>
/// <param name="InvalidValue">A value of the right type that is not allowed.</param>
public sealed record ReaderCodes(
    DiagnosticDescriptor Missing,
    DiagnosticDescriptor WrongType,
    DiagnosticDescriptor UnknownKey,
    DiagnosticDescriptor InvalidValue)
{
    /// <summary>Defines the four kinds in a stage's catalogue.</summary>
    /// <param name="catalogue">The stage's catalogue.</param>
    /// <param name="codes">The codes for missing, wrong type, unknown key and invalid value.</param>
    /// <param name="input">What is read, such as "the cluster file".</param>
    public static ReaderCodes Define(
        DiagnosticCatalogue catalogue,
        (string Missing, string Type, string Unknown, string Value) codes,
        string input) =>
        new(
            catalogue.Error(
                codes.Missing, "A required key is missing",
                $"Nothing sensible can be assumed for this key, so {input} has to give it.",
                "`metadata.name` is missing"),
            catalogue.Error(
                codes.Type, "A value has the wrong type",
                $"A list, a mapping, a number or a word stands in {input} where another of them is needed. "
                + "Numbers and truth values are not quoted.",
                "`spec.zones` must be a list, not a word"),
            catalogue.Error(
                codes.Unknown, "Unknown key",
                $"Nothing in {input} has this name at this place. It would have had no effect, "
                + "and what it was meant for would be missing.",
                "unknown key `zone` in `spec`"),
            catalogue.Error(
                codes.Value, "A value is not allowed",
                "The value has the right type, but is outside its range, not one of the possible words, "
                + "or not written as a quantity or duration is.",
                "`spec.distribution` is `k8s`, which is none of k3s, upstream, eks"));

    internal Diagnostic MissingAt(SourceSpan span, string path, string wanted) =>
        Missing.At(span, $"`{path}` is missing", $"add `{LastKey(path)}: {wanted}`");

    internal Diagnostic WrongTypeAt(YamlNode node, string path, string wanted, string fix) =>
        WrongType.At(node.Span, $"`{path}` must be {wanted}, not {Describe(node)}", fix);

    internal Diagnostic InvalidAt(YamlNode node, string path, string problem, string fix) =>
        InvalidValue.At(node.Span, $"`{path}` {problem}", fix);

    internal Diagnostic UnknownAt(YamlScalar key, string path, IReadOnlyCollection<string> known)
    {
        var nearest = NearestWord.Of(key.Value, known);
        var place = path.Length == 0 ? "at the top level" : $"in `{path}`";
        var fix = nearest is not null
            ? $"did you mean `{nearest}`?"
            : "remove it; known here: " + string.Join(", ", known.Order(StringComparer.Ordinal));
        return UnknownKey.At(key.Span, $"unknown key {DisplayText.Quote(key.Value)} {place}", fix);
    }

    internal static string Describe(YamlNode node) => node switch
    {
        YamlMapping => "a mapping",
        YamlSequence => "a list",
        YamlScalar { IsPlain: false } => "a quoted text",
        YamlScalar scalar => YamlScalars.Kind(scalar) switch
        {
            YamlScalarKind.Null => "nothing",
            YamlScalarKind.Bool => "true or false",
            YamlScalarKind.Integer => "a number",
            YamlScalarKind.Float => "a fraction",
            _ => "a word",
        },
        _ => "this",
    };

    private static string LastKey(string path) => path[(path.LastIndexOf('.') + 1)..];
}
