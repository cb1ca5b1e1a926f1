using System.Text;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Diagnostics;

/// <summary>The line of a span and the marker under it, laid out for a terminal.</summary>
/// <param name="LineNumber">The line, from 1.</param>
/// <param name="Line">Its text: tabs expanded, control characters escaped, cut to a window.</param>
/// <param name="Marker">Spaces and <c>^</c>, as wide as the marked text.</param>
internal sealed record SourceQuote(int LineNumber, string Line, string Marker)
{
    private const int Window = 96;
    private const int Lead = 32;
    private const int TabStop = 4;

    /// <summary>Quotes the first line of a span.</summary>
    public static SourceQuote Of(SourceSpan span)
    {
        var (lineNumber, column) = span.Source.Locate(span.Start);
        var line = span.Source.LineText(lineNumber);
        var start = Math.Min(column - 1, line.Length);
        var end = Math.Clamp(start + span.Length, start, line.Length);
        var from = Boundary(line, Math.Clamp(start - Lead, 0, Math.Max(0, line.Length - Window)));
        var to = Boundary(line, Math.Min(line.Length, from + Window));
        end = Math.Min(end, to);

        var text = new StringBuilder(from > 0 ? "…" : "");
        var indent = from > 0 ? 1 : 0;
        indent += Layout(text, line[from..start], indent);
        var marked = Layout(text, line[start..end], indent);
        Layout(text, line[end..to], indent + marked);
        text.Append(to < line.Length ? "…" : "");
        var marker = new string(' ', indent) + new string('^', Math.Max(1, marked));
        return new SourceQuote(lineNumber, text.ToString().TrimEnd(), marker);
    }

    /// <summary>Appends a piece and returns how many cells it takes when it begins at a column.</summary>
    private static int Layout(StringBuilder text, string piece, int column)
    {
        var cells = 0;
        foreach (var rune in piece.EnumerateRunes())
        {
            if (rune.Value == '\t')
            {
                var width = TabStop - ((column + cells) % TabStop);
                text.Append(' ', width);
                cells += width;
                continue;
            }

            var before = text.Length;
            DisplayText.Append(text, rune);
            var escaped = text.Length - before > rune.Utf16SequenceLength;
            cells += escaped ? text.Length - before : DisplayText.Cells(rune);
        }

        return cells;
    }

    private static int Boundary(string line, int index) =>
        index > 0 && index < line.Length && char.IsLowSurrogate(line[index]) ? index - 1 : index;
}
