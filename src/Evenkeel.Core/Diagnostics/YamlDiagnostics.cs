using Evenkeel.Core.Text;
using static System.FormattableString;

namespace Evenkeel.Core.Diagnostics;

/// <summary>What can be wrong with a file as YAML or JSON, whatever it describes: codes EK10nn.</summary>
public static class YamlDiagnostics
{
    /// <summary>Every kind of this stage.</summary>
    public static DiagnosticCatalogue Catalogue { get; } = new("YAML");

    private static readonly DiagnosticDescriptor SyntaxKind = Catalogue.Error(
        "EK1001", "The text is not valid YAML",
        "The parser stopped at this place, so nothing of the file could be used. The cause is often on the "
        + "line above: a missing quote, bracket or colon, or a different indentation.",
        "not valid YAML: did not find expected ',' or ']'");

    private static readonly DiagnosticDescriptor NotTextKind = Catalogue.Error(
        "EK1002", "The file is not text",
        "YAML is text without control characters. This is most often a compressed or binary file, "
        + "or text in an encoding other than UTF-8.",
        "not a text file: it contains the control character U+0000");

    private static readonly DiagnosticDescriptor TooLargeKind = Catalogue.Error(
        "EK1003", "The file is too large",
        "A file of this size is not one that a person wrote; it is refused before it is parsed.",
        "the file has 20971520 characters, more than the 16777216 that are read");

    private static readonly DiagnosticDescriptor TooDeepKind = Catalogue.Error(
        "EK1004", "Nested too deeply",
        "Lists and mappings stand inside each other deeper than any Kubernetes object or cluster file does.",
        "nested deeper than 100 levels");

    private static readonly DiagnosticDescriptor TooManyNodesKind = Catalogue.Error(
        "EK1005", "Too many values",
        "The file holds more values than are read. Aliases count as often as they are used: a few lines "
        + "that refer to each other can stand for billions of values.",
        "more than 1000000 values, counting each alias as a copy");

    private static readonly DiagnosticDescriptor UnknownAliasKind = Catalogue.Error(
        "EK1006", "The alias has no anchor",
        "`*name` repeats the value marked `&name` earlier in the same document. No such mark precedes it, "
        + "or it stands inside the value that it names.",
        "no anchor `&defaults` precedes this alias");

    private static readonly DiagnosticDescriptor DuplicateKeyKind = Catalogue.Error(
        "EK1007", "A key occurs twice",
        "A mapping cannot have the same key twice: one of the two values would silently be lost.",
        "the key `replicas` occurs twice; the first is on line 12");

    private static readonly DiagnosticDescriptor KeyNotScalarKind = Catalogue.Error(
        "EK1008", "A key is not a word",
        "Keys are words. A list or a mapping as a key is valid YAML, but nothing here has one; "
        + "it is most often a template that has not been rendered.",
        "a key must be a word, not a mapping");

    private static readonly DiagnosticDescriptor BadMergeKind = Catalogue.Error(
        "EK1009", "The merge key needs a mapping",
        "`<<` takes over the entries of another mapping, or of a list of mappings.",
        "`<<` needs a mapping or a list of mappings");

    private static readonly DiagnosticDescriptor EmptyKind = Catalogue.Error(
        "EK1010", "The file is empty",
        "The file has no document, or nothing but comments.",
        "the file is empty");

    internal static Diagnostic Syntax(SourceSpan span, string reason, string fix) =>
        SyntaxKind.At(span, $"not valid YAML: {reason}", fix);

    internal static Diagnostic NotText(SourceSpan span, char found) => NotTextKind.At(
        span,
        Invariant($"not a text file: it contains the control character U+{(int)found:X4}"),
        "give a YAML or JSON file, saved as UTF-8");

    internal static Diagnostic TooLarge(SourceText source, int limit) => TooLargeKind.About(
        source.Path,
        Invariant($"the file has {source.Content.Length} characters, more than the {limit} that are read"),
        "split it into several files");

    internal static Diagnostic TooDeep(SourceSpan span, int limit) => TooDeepKind.At(
        span,
        Invariant($"nested deeper than {limit} levels"),
        "check the brackets and the indentation up to here");

    internal static Diagnostic TooManyNodes(SourceSpan span, int limit) => TooManyNodesKind.At(
        span,
        Invariant($"more than {limit} values, counting each alias as a copy"),
        "split the file, or use fewer aliases");

    internal static Diagnostic UnknownAlias(SourceSpan span, string name, bool insideItself) =>
        UnknownAliasKind.At(
        span,
        insideItself
            ? $"the alias {DisplayText.Quote("*" + name)} stands inside the value that it names"
            : $"no anchor {DisplayText.Quote("&" + name)} precedes this alias",
        "mark the value to repeat with `&name` before using it, or quote the text if no alias is meant");

    internal static Diagnostic DuplicateKey(SourceSpan span, string key, int firstLine) =>
        DuplicateKeyKind.At(
        span,
        Invariant($"the key {DisplayText.Quote(key)} occurs twice; the first is on line {firstLine}"),
        "remove one of the two, or join their values");

    internal static Diagnostic KeyNotScalar(SourceSpan span, bool isMapping) => KeyNotScalarKind.At(
        span,
        $"a key must be a word, not a {(isMapping ? "mapping" : "list")}",
        isMapping
            ? "quote the key; if this is a template with {{ … }}, render it first (helm template)"
            : "quote the key");

    internal static Diagnostic BadMerge(SourceSpan span) => BadMergeKind.At(
        span,
        "`<<` needs a mapping or a list of mappings",
        "write `<<: *name`, where `&name` marks a mapping");

    /// <summary>The file has no document where one is needed.</summary>
    public static Diagnostic Empty(SourceText source, string wanted) => EmptyKind.About(
        source.Path, "the file is empty", $"write {wanted}");
}
