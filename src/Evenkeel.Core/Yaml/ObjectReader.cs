using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Yaml;

/// <summary>How a reader treats keys that it does not know.</summary>
public enum ReaderMode
{
    /// <summary>They are errors: for files that only Evenkeel reads.</summary>
    Strict,

    /// <summary>They are somebody else's: for Kubernetes objects.</summary>
    Lenient,
}

/// <summary>
/// Reads the values of one mapping by key, reports what has the wrong form, and remembers which keys were
/// asked for. A key without value (<c>key:</c> or <c>null</c>) counts as absent, as in Kubernetes.
/// </summary>
/// <remarks>Scalars are read by the other part of this class. No method throws on any input.</remarks>
public sealed partial class ObjectReader
{
    private readonly DiagnosticBag diagnostics;
    private readonly SortedSet<string> known = new(StringComparer.Ordinal);

    /// <summary>A reader over a mapping.</summary>
    /// <param name="mapping">What to read.</param>
    /// <param name="diagnostics">Where mistakes go.</param>
    /// <param name="path">Its place as people name it, such as <c>spec.zones[0]</c>; may be empty.</param>
    /// <param name="codes">The codes of the stage that reads.</param>
    /// <param name="mode">Whether unknown keys are mistakes.</param>
    public ObjectReader(
        YamlMapping mapping, DiagnosticBag diagnostics, string path, ReaderCodes codes, ReaderMode mode)
    {
        Mapping = mapping;
        this.diagnostics = diagnostics;
        Path = path;
        Codes = codes;
        Mode = mode;
    }

    /// <summary>The mapping that is read.</summary>
    public YamlMapping Mapping { get; }

    /// <summary>Its place as people name it.</summary>
    public string Path { get; }

    /// <summary>Whether unknown keys are mistakes.</summary>
    public ReaderMode Mode { get; }

    /// <summary>The codes under which mistakes of form are reported.</summary>
    public ReaderCodes Codes { get; }

    /// <summary>Where the mapping stands.</summary>
    public SourceSpan Span => Mapping.Span;

    /// <summary>Every key that was asked for or kept.</summary>
    internal IReadOnlyCollection<string> Asked => known;

    /// <summary>A reader over a document's root, or null with a diagnostic when that is no mapping.</summary>
    public static ObjectReader? From(
        YamlNode node, DiagnosticBag diagnostics, string path, ReaderCodes codes, ReaderMode mode)
    {
        if (node is YamlMapping mapping)
        {
            return new ObjectReader(mapping, diagnostics, path, codes, mode);
        }

        var what = path.Length == 0 ? "the document" : $"`{path}`";
        diagnostics.Add(codes.WrongType.At(
            node.Span,
            $"{what} must be a mapping, not {ReaderCodes.Describe(node)}",
            "write `key: value` lines"));
        return null;
    }

    /// <summary>The path of a key's value.</summary>
    public string PathOf(string key)
    {
        if (key.Length == 0 || key.AsSpan().ContainsAny(".[] /"))
        {
            return $"{Path}[{key}]";
        }

        return Path.Length == 0 ? key : $"{Path}.{key}";
    }

    /// <summary>Whether a key has a value.</summary>
    public bool Has(string key) => Node(key) is not null;

    /// <summary>A key's value in whatever form, or null when it is absent or empty.</summary>
    public YamlNode? Node(string key)
    {
        known.Add(key);
        return Mapping.Get(key) is { } node and not YamlScalar { IsNull: true } ? node : null;
    }

    /// <summary>Says that keys are known though this reader does not look at their values.</summary>
    public void Keep(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            known.Add(key);
        }
    }

    /// <summary>Where a key's value stands; the mapping's first line when it is absent.</summary>
    public SourceSpan SpanOf(string key) => Node(key)?.Span ?? Mapping.Span;

    /// <summary>
    /// A reader over a mapping under a key; null when it is absent, or of another type (reported).
    /// </summary>
    public ObjectReader? Object(string key) => Node(key) is { } node ? Child(node, PathOf(key)) : null;

    /// <summary>As <see cref="Object"/>, but absence is reported too.</summary>
    public ObjectReader? RequiredObject(string key)
    {
        if (Node(key) is null)
        {
            diagnostics.Add(Codes.MissingAt(Mapping.Span, PathOf(key), "{…}"));
            return null;
        }

        return Object(key);
    }

    /// <summary>The items of a list; empty when the key is absent or not a list (reported).</summary>
    public IReadOnlyList<YamlNode> List(string key) => Items(key, ofMappings: false);

    /// <summary>Readers over a list of mappings; items of another type are reported and left out.</summary>
    public IReadOnlyList<ObjectReader> Objects(string key)
    {
        var readers = new List<ObjectReader>();
        var items = Items(key, ofMappings: true);
        for (var i = 0; i < items.Count; i++)
        {
            if (Child(items[i], $"{PathOf(key)}[{i}]") is { } reader)
            {
                readers.Add(reader);
            }
        }

        return readers;
    }

    /// <summary>
    /// Reports every key that nothing has asked for, with the nearest known one. Silent when lenient.
    /// </summary>
    public void RejectUnknown()
    {
        if (Mode == ReaderMode.Lenient)
        {
            return;
        }

        foreach (var entry in Mapping.Entries)
        {
            if (!known.Contains(entry.Key.Value))
            {
                diagnostics.Add(Codes.UnknownAt(entry.Key, Path, known));
            }
        }
    }

    /// <summary>Reports a mistake at a key's value, or at the mapping when the key is absent.</summary>
    /// <param name="key">The key whose value is wrong.</param>
    /// <param name="problem">What is wrong, as it follows the key's path: "must be …".</param>
    /// <param name="fix">How to mend it.</param>
    public void Invalid(string key, string problem, string fix) => diagnostics.Add(
        Codes.InvalidValue.At(SpanOf(key), $"`{PathOf(key)}` {problem}", fix));

    /// <summary>Reports a mistake in a part of a key's value, such as one item of a list.</summary>
    /// <param name="span">Where the part stands.</param>
    /// <param name="path">Its path.</param>
    /// <param name="problem">What is wrong, as it follows the path: "must be …".</param>
    /// <param name="fix">How to mend it.</param>
    public void Invalid(SourceSpan span, string path, string problem, string fix) =>
        diagnostics.Add(Codes.InvalidValue.At(span, $"`{path}` {problem}", fix));

    private IReadOnlyList<YamlNode> Items(string key, bool ofMappings)
    {
        switch (Node(key))
        {
            case null:
                return [];
            case YamlSequence sequence:
                return sequence.Items;
            case var other:
                var fix = ofMappings ? "write each item's `key: value` lines behind `- `"
                    : other is YamlScalar scalar ? $"write `[{DisplayText.Quote(scalar.Value).Trim('`')}]`"
                    : "write `[a, b]`, or each item on a line behind `- `";
                diagnostics.Add(Codes.WrongTypeAt(other, PathOf(key), "a list", fix));
                return [];
        }
    }

    private ObjectReader? Child(YamlNode node, string path) => From(node, diagnostics, path, Codes, Mode);
}
