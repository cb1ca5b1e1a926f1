using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Yaml;

/// <summary>A list or mapping that the builder has begun and not ended.</summary>
internal abstract class YamlFrame(int start, string? anchor, bool isFlow)
{
    /// <summary>Offset at which it begins.</summary>
    public int Start { get; } = start;

    /// <summary>The anchor that names it, or null.</summary>
    public string? Anchor { get; } = anchor;

    /// <summary>Whether it stands in brackets.</summary>
    public bool IsFlow { get; } = isFlow;

    /// <summary>Offset behind its last child: an ending block has no place of its own.</summary>
    public int LastEnd { get; private set; }

    /// <summary>Nodes that merge keys copied into it.</summary>
    public int Merged { get; protected set; }

    /// <summary>Nodes inside it, itself included.</summary>
    protected int Size { get; private set; } = 1;

    /// <summary>The height of its highest child.</summary>
    protected int ChildHeight { get; private set; }

    /// <summary>Takes the next child.</summary>
    public void Add(YamlNode node)
    {
        LastEnd = Math.Max(LastEnd, node.Span.End);
        Append(node);
    }

    /// <summary>The finished node.</summary>
    public abstract YamlNode Finish(SourceSpan span);

    /// <summary>Stores a child.</summary>
    protected abstract void Append(YamlNode node);

    /// <summary>Counts a child that stays in the finished node; what a merge key names does not.</summary>
    protected void Grow(YamlNode node)
    {
        Size += node.Size;
        ChildHeight = Math.Max(ChildHeight, node.Height);
    }
}

/// <summary>A list under construction.</summary>
internal sealed class YamlSequenceFrame(int start, string? anchor, bool isFlow)
    : YamlFrame(start, anchor, isFlow)
{
    private readonly List<YamlNode> items = [];

    public override YamlNode Finish(SourceSpan span) => new YamlSequence(span, items, Size, ChildHeight + 1);

    protected override void Append(YamlNode node)
    {
        Grow(node);
        items.Add(node);
    }
}

/// <summary>A mapping under construction: children come as key, value, key, value.</summary>
internal sealed class YamlMappingFrame(int start, string? anchor, bool isFlow, DiagnosticBag diagnostics)
    : YamlFrame(start, anchor, isFlow)
{
    private readonly List<YamlEntry> entries = [];
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly HashSet<string> repeated = new(StringComparer.Ordinal);
    private readonly List<YamlNode> merges = [];
    private YamlNode? key;

    public override YamlNode Finish(SourceSpan span)
    {
        foreach (var merge in merges)
        {
            Merge(merge);
        }

        return new YamlMapping(span, entries, Size, ChildHeight + 1);
    }

    protected override void Append(YamlNode node)
    {
        if (key is null)
        {
            key = node;
            return;
        }

        var current = key;
        key = null;
        if (current is not YamlScalar scalar)
        {
            diagnostics.Add(YamlDiagnostics.KeyNotScalar(current.Span, current is YamlMapping));
        }
        else if (scalar is { IsPlain: true, Value: "<<" })
        {
            merges.Add(node);
        }
        else
        {
            Put(new YamlEntry(scalar, node));
        }
    }

    /// <summary>
    /// The later of two equal keys wins, as in Kubernetes' reader; the diagnostic says so before it matters.
    /// </summary>
    private void Put(YamlEntry entry)
    {
        Grow(entry.Key);
        Grow(entry.Value);
        if (places.TryAdd(entry.Key.Value, entries.Count))
        {
            entries.Add(entry);
            return;
        }

        var place = places[entry.Key.Value];
        if (repeated.Add(entry.Key.Value))
        {
            diagnostics.Add(YamlDiagnostics.DuplicateKey(
                entry.Key.Span, entry.Key.Value, entries[place].Key.Span.Line));
        }

        entries[place] = entry;
    }

    private void Merge(YamlNode value)
    {
        if (value is YamlSequence { Items: var items } && items.All(i => i is YamlMapping))
        {
            foreach (var item in items.OfType<YamlMapping>())
            {
                Take(item);
            }
        }
        else if (value is YamlMapping mapping)
        {
            Take(mapping);
        }
        else
        {
            diagnostics.Add(YamlDiagnostics.BadMerge(value.Span));
        }
    }

    /// <summary>
    /// Copies the entries whose keys are not there yet: explicit ones win, then earlier merges.
    /// </summary>
    private void Take(YamlMapping mapping)
    {
        foreach (var entry in mapping.Entries)
        {
            if (places.TryAdd(entry.Key.Value, entries.Count))
            {
                entries.Add(entry);
                Grow(entry.Key);
                Grow(entry.Value);
                Merged += 1 + entry.Value.Size;
            }
        }
    }
}
