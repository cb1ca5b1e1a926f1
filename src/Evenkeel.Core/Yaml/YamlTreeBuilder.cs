using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Evenkeel.Core.Yaml;

/// <summary>
/// Builds one document's tree from parser events with a stack of its own, counting against the limits.
/// </summary>
internal sealed class YamlTreeBuilder
{
    private readonly SourceText source;
    private readonly DiagnosticBag diagnostics;
    private readonly YamlLimits limits;
    private readonly Stack<YamlFrame> open = new();
    private readonly Dictionary<string, YamlNode?> anchors = new(StringComparer.Ordinal);
    private long nodes;

    public YamlTreeBuilder(SourceText source, DiagnosticBag diagnostics, YamlLimits limits)
    {
        this.source = source;
        this.diagnostics = diagnostics;
        this.limits = limits;
    }

    /// <summary>The document's root once its last event was accepted.</summary>
    public YamlNode? Root { get; private set; }

    /// <summary>Offset of the innermost bracket or brace that is open, or null.</summary>
    public int? OpenBracket => open.TryPeek(out var frame) && frame.IsFlow ? frame.Start : null;

    /// <summary>Starts a document: anchors do not reach over its border.</summary>
    public void Begin()
    {
        Root = null;
        open.Clear();
        anchors.Clear();
    }

    /// <summary>
    /// Takes an event. False: a limit was reached, its diagnostic added, and reading must stop.
    /// </summary>
    public bool Accept(ParsingEvent current) => current switch
    {
        Scalar scalar => Complete(ReadScalar(scalar), Name(scalar.Anchor)),
        SequenceStart start => Open(new YamlSequenceFrame(
            Offset(start.Start), Name(start.Anchor), start.Style == SequenceStyle.Flow)),
        MappingStart start => Open(new YamlMappingFrame(
            Offset(start.Start), Name(start.Anchor), start.Style == MappingStyle.Flow, diagnostics)),
        SequenceEnd or MappingEnd => Close(current),
        AnchorAlias alias => Expand(alias),
        _ => true,
    };

    private static string? Name(AnchorName anchor) => anchor.IsEmpty ? null : anchor.Value;

    private YamlScalar ReadScalar(Scalar scalar)
    {
        var isText = !scalar.Tag.IsEmpty && scalar.Tag.Value is "tag:yaml.org,2002:str" or "!";
        var isPlain = scalar.Style is ScalarStyle.Plain or ScalarStyle.Any && !isText;
        return new YamlScalar(Span(Offset(scalar.Start), Offset(scalar.End)), scalar.Value, isPlain);
    }

    private bool Open(YamlFrame frame)
    {
        if (frame.Anchor is { } anchor)
        {
            anchors[anchor] = null;
        }

        if (open.Count + 1 > limits.MaxDepth)
        {
            diagnostics.Add(YamlDiagnostics.TooDeep(new SourceSpan(source, frame.Start, 1), limits.MaxDepth));
            return false;
        }

        open.Push(frame);
        return Count(1, frame.Start);
    }

    private bool Close(ParsingEvent current)
    {
        var frame = open.Pop();
        var at = Offset(current.Start);
        var bracket = at < source.Content.Length && source.Content[at] == (current is MappingEnd ? '}' : ']');

        // The end of a block has no text of its own; its mark is where the next token begins.
        var end = frame.IsFlow && bracket ? at + 1 : frame.LastEnd;
        var node = frame.Finish(Span(frame.Start, end));
        return Count(frame.Merged, frame.Start) && Attach(node, frame.Anchor);
    }

    private bool Complete(YamlScalar scalar, string? anchor) =>
        Count(1, scalar.Span.Start) && Attach(scalar, anchor);

    private bool Attach(YamlNode node, string? anchor)
    {
        if (anchor is not null)
        {
            anchors[anchor] = node;
        }

        if (open.TryPeek(out var parent))
        {
            parent.Add(node);
        }
        else
        {
            Root = node;
        }

        return true;
    }

    private bool Expand(AnchorAlias alias)
    {
        var span = Span(Offset(alias.Start), Offset(alias.End));
        var name = alias.Value.Value;
        var isKnown = anchors.TryGetValue(name, out var target);
        if (target is null)
        {
            diagnostics.Add(YamlDiagnostics.UnknownAlias(span, name, isKnown));
            target = new YamlScalar(span, "", isPlain: true);
        }

        if (open.Count + target.Height > limits.MaxDepth)
        {
            diagnostics.Add(YamlDiagnostics.TooDeep(span, limits.MaxDepth));
            return false;
        }

        return Count(target.Size, span.Start) && Attach(target, null);
    }

    private bool Count(int added, int start)
    {
        nodes += added;
        if (nodes <= limits.MaxNodes)
        {
            return true;
        }

        diagnostics.Add(YamlDiagnostics.TooManyNodes(new SourceSpan(source, start, 1), limits.MaxNodes));
        return false;
    }

    private int Offset(Mark mark) => (int)Math.Clamp(mark.Index, 0, source.Content.Length);

    /// <summary>A span without the blanks and line ends that the parser counts to a node's end.</summary>
    private SourceSpan Span(int start, int end)
    {
        while (end > start && char.IsWhiteSpace(source.Content[end - 1]))
        {
            end--;
        }

        return new SourceSpan(source, start, Math.Max(0, end - start));
    }
}
