using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quantities;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// One mapping of a Kubernetes object, read as the API server decodes it: fields that are not asked for are
/// left alone, null means absent, texts must be texts, and a value of the wrong form is a diagnostic and
/// then absent.
/// </summary>
internal sealed class ManifestFields
{
    private readonly ObjectReader reader;

    public ManifestFields(YamlMapping mapping, DiagnosticBag diagnostics)
        : this(
            new ObjectReader(mapping, diagnostics, "", ImportDiagnostics.Codes, ReaderMode.Lenient),
            diagnostics)
    {
    }

    private ManifestFields(ObjectReader reader, DiagnosticBag diagnostics)
    {
        this.reader = reader;
        Diagnostics = diagnostics;
    }

    /// <summary>Where its diagnostics go.</summary>
    public DiagnosticBag Diagnostics { get; }

    /// <summary>Where the mapping stands.</summary>
    public SourceSpan Span => reader.Span;

    /// <summary>The mapping itself.</summary>
    public YamlMapping Mapping => reader.Mapping;

    /// <summary>A field's path inside its object: <c>spec.replicas</c>.</summary>
    public string PathOf(string key) => reader.PathOf(key);

    /// <summary>Where a field's value stands; the mapping where it is absent.</summary>
    public SourceSpan SpanOf(string key) => reader.SpanOf(key);

    /// <summary>Whether the field has a value.</summary>
    public bool Has(string key) => reader.Has(key);

    /// <summary>Whether the field is absent or an empty list.</summary>
    public bool IsEmptyList(string key) => reader.Node(key) is null or YamlSequence { Items.Count: 0 };

    /// <summary>
    /// Reports that a field must be there; <paramref name="example"/> is a value that the fix shows.
    /// </summary>
    public void Missing(string key, string example) => Diagnostics.Add(ImportDiagnostics.Codes.Missing.At(
        Span, $"`{PathOf(key)}` is missing", $"add `{key}: {example}`"));

    /// <summary>Reports a mistake in a field's value.</summary>
    public void Invalid(string key, string problem, string fix) => reader.Invalid(key, problem, fix);

    /// <summary>
    /// A text, or null. A number or a truth value without quotes is none, as for the API server.
    /// </summary>
    public string? Text(string key) => reader.Node(key) is { } node ? AsText(node, PathOf(key)) : null;

    /// <summary>A text that must be there and not be empty.</summary>
    public string? RequiredText(string key, string example)
    {
        if (reader.Node(key) is null or YamlScalar { Value: "" })
        {
            Missing(key, example);
            return null;
        }

        return Text(key);
    }

    /// <summary>One of the words given, or null where absent, empty or another word.</summary>
    public string? Word(string key, params ReadOnlySpan<string> words)
    {
        if (Text(key) is not { Length: > 0 } text)
        {
            return null;
        }

        foreach (var word in words)
        {
            if (string.Equals(word, text, StringComparison.Ordinal))
            {
                return text;
            }
        }

        string[] list = [.. words];
        var fix = NearestWord.Of(text, list) is { } nearest
            ? $"did you mean `{nearest}`?"
            : $"write one of {string.Join(", ", list)}";
        Invalid(key, $"is {DisplayText.Quote(text)}, which is none of {string.Join(", ", list)}", fix);
        return null;
    }

    /// <summary>A whole number within bounds, or null.</summary>
    public long? Integer(string key, long least = 0, long most = int.MaxValue) =>
        reader.Long(key, least, most);

    /// <summary>True where the field says so.</summary>
    public bool Flag(string key) => reader.Bool(key) ?? false;

    /// <summary>A mapping, or null.</summary>
    public ManifestFields? Object(string key) =>
        reader.Object(key) is { } inner ? new(inner, Diagnostics) : null;

    /// <summary>A mapping that must be there.</summary>
    public ManifestFields? RequiredObject(string key) =>
        reader.RequiredObject(key) is { } inner ? new(inner, Diagnostics) : null;

    /// <summary>The mappings of a list; none where absent.</summary>
    public IReadOnlyList<ManifestFields> Objects(string key) =>
        [.. reader.Objects(key).Select(inner => new ManifestFields(inner, Diagnostics))];

    /// <summary>The items of a list, whatever they are; none where absent.</summary>
    public IReadOnlyList<YamlNode> Nodes(string key) => reader.List(key);

    /// <summary>The texts of a list; none where absent.</summary>
    public ImmutableArray<string> Texts(string key)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        var items = reader.List(key);
        for (var i = 0; i < items.Count; i++)
        {
            if (AsText(items[i], $"{PathOf(key)}[{i}]") is { } text)
            {
                found.Add(text);
            }
        }

        return found.ToImmutable();
    }

    /// <summary>
    /// A mapping of texts, such as labels; empty where absent. An empty value is an empty text.
    /// </summary>
    public ImmutableSortedDictionary<string, string> TextMap(string key)
    {
        var found = Labels.None.ToBuilder();
        if (reader.Object(key) is { } inner)
        {
            foreach (var entry in inner.Mapping.Entries)
            {
                var name = entry.Key.Value;
                var isEmpty = entry.Value is YamlScalar { IsNull: true };
                found[name] = isEmpty ? "" : AsText(entry.Value, inner.PathOf(name)) ?? "";
            }
        }

        return found.ToImmutable();
    }

    /// <summary>Amounts of resources by name; empty where absent. Negative ones are diagnostics.</summary>
    public ResourceTotals Amounts(string key)
    {
        var found = new ResourceTotals();
        if (Object(key) is { } inner)
        {
            foreach (var entry in inner.Mapping.Entries)
            {
                if (inner.Amount(entry.Key.Value) is { } quantity)
                {
                    found.Set(entry.Key.Value, Thousandths(quantity));
                }
            }
        }

        return found;
    }

    /// <summary>One amount, or null.</summary>
    public Quantity? Amount(string key)
    {
        if (reader.Quantity(key) is not { } quantity)
        {
            return null;
        }

        if (quantity.Sign >= 0)
        {
            return quantity;
        }

        Invalid(key, $"is {quantity}, but cannot be negative", "write an amount of at least 0");
        return null;
    }

    /// <summary>A count or a percentage, or null.</summary>
    public IntOrPercent? Share(string key) => reader.IntOrPercent(key);

    /// <summary>
    /// Refuses more than all of a total, as the API server does (apps/validation, IsNotMoreThan100Percent).
    /// </summary>
    public void AtMostAll(string key, IntOrPercent? share)
    {
        if (share is { IsPercent: true, Number: > 100 })
        {
            Invalid(key, $"is {share}, but cannot be more than 100%", "write 100% or less");
        }
    }

    /// <summary>A quantity in thousandths, rounded up; beyond what fits, the whole units decide.</summary>
    private static Int128 Thousandths(Quantity quantity) =>
        quantity.MilliValue == long.MaxValue ? (Int128)quantity.Value * 1000 : quantity.MilliValue;

    private string? AsText(YamlNode node, string path)
    {
        if (node is YamlScalar scalar && YamlScalars.Kind(scalar) == YamlScalarKind.Text)
        {
            return scalar.Value;
        }

        Diagnostics.Add(ImportDiagnostics.NotText(node, path));
        return null;
    }
}
