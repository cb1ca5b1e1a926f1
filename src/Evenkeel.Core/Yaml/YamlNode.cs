using Evenkeel.Core.Text;

namespace Evenkeel.Core.Yaml;

/// <summary>
/// A node of a YAML document. Immutable; an alias is the anchored node itself, so subtrees may be shared.
/// </summary>
public abstract class YamlNode
{
    private protected YamlNode(SourceSpan span, int size, int height)
    {
        Span = span;
        Size = size;
        Height = height;
    }

    /// <summary>Where it stands in the text.</summary>
    public SourceSpan Span { get; }

    /// <summary>
    /// The number of nodes in it, itself included, counting a shared subtree as often as it occurs.
    /// </summary>
    internal int Size { get; }

    /// <summary>Levels of nesting in it: 1 for a scalar.</summary>
    internal int Height { get; }
}

/// <summary>A scalar: its text as written, after unquoting.</summary>
public sealed class YamlScalar : YamlNode
{
    internal YamlScalar(SourceSpan span, string value, bool isPlain)
        : base(span, 1, 1)
    {
        Value = value;
        IsPlain = isPlain;
    }

    /// <summary>The text; a plain <c>1.30</c> keeps its zero.</summary>
    public string Value { get; }

    /// <summary>
    /// Not quoted, not a block, and not tagged as a string: it may mean a number, a truth value or null.
    /// </summary>
    public bool IsPlain { get; }

    /// <summary>Whether Kubernetes reads it as null: plain and empty, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => IsPlain && YamlScalars.IsNullText(Value);
}

/// <summary>A list.</summary>
public sealed class YamlSequence : YamlNode
{
    internal YamlSequence(SourceSpan span, IReadOnlyList<YamlNode> items, int size, int height)
        : base(span, size, height) => Items = items;

    /// <summary>Its items in order.</summary>
    public IReadOnlyList<YamlNode> Items { get; }
}

/// <summary>One key with its value.</summary>
/// <param name="Key">The key, a scalar.</param>
/// <param name="Value">The value.</param>
public sealed record YamlEntry(YamlScalar Key, YamlNode Value);

/// <summary>A mapping with different keys; merge keys are already merged in.</summary>
public sealed class YamlMapping : YamlNode
{
    private const int IndexFrom = 8;

    private readonly Dictionary<string, YamlNode>? index;

    internal YamlMapping(SourceSpan span, IReadOnlyList<YamlEntry> entries, int size, int height)
        : base(span, size, height)
    {
        Entries = entries;
        if (entries.Count >= IndexFrom)
        {
            index = entries.ToDictionary(e => e.Key.Value, e => e.Value, StringComparer.Ordinal);
        }
    }

    /// <summary>Its entries in the order of the text, merged ones last.</summary>
    public IReadOnlyList<YamlEntry> Entries { get; }

    /// <summary>The value under a key, or null when there is none.</summary>
    public YamlNode? Get(string key)
    {
        if (index is not null)
        {
            return index.GetValueOrDefault(key);
        }

        foreach (var entry in Entries)
        {
            if (string.Equals(entry.Key.Value, key, StringComparison.Ordinal))
            {
                return entry.Value;
            }
        }

        return null;
    }
}
