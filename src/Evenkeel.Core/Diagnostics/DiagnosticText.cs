using System.Globalization;
using System.Text;

namespace Evenkeel.Core.Diagnostics;

/// <summary>
/// Renders diagnostics for people: place, code, message, the line with a marker, and the fix.
/// </summary>
public static class DiagnosticText
{
    private const string Bold = "\u001b[1m";
    private const string Red = "\u001b[1;31m";
    private const string Yellow = "\u001b[1;33m";
    private const string Blue = "\u001b[1;34m";
    private const string Reset = "\u001b[0m";

    /// <summary>One diagnostic; several lines with <c>\n</c> ends, the last one included.</summary>
    public static string Format(Diagnostic diagnostic, bool colour)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        var text = new StringBuilder();
        var severity = DiagnosticsReference.SeverityName(diagnostic.Severity);
        var paint = diagnostic.Severity switch
        {
            Severity.Error => Red,
            Severity.Warning => Yellow,
            _ => Blue,
        };

        var place = Place(diagnostic);
        text.Append(Painted(place, Bold, colour)).Append(place.Length > 0 ? " " : "");
        text.Append(Painted($"{severity} {diagnostic.Code}:", paint, colour)).Append(' ');
        text.Append(Painted(DisplayText.Escape(diagnostic.Message), Bold, colour)).Append('\n');
        if (diagnostic.Span is { } span)
        {
            var quote = SourceQuote.Of(span);
            var number = quote.LineNumber.ToString(CultureInfo.InvariantCulture);
            var gutter = new string(' ', number.Length);
            text.Append(Painted($"  {number} |", Blue, colour)).Append(' ').Append(quote.Line).Append('\n');
            text.Append(Painted($"  {gutter} |", Blue, colour)).Append(' ');
            text.Append(Painted(quote.Marker, paint, colour)).Append('\n');
        }

        if (diagnostic.Fix.Length > 0)
        {
            text.Append("  ").Append(Painted("fix:", Blue, colour)).Append(' ');
            text.Append(DisplayText.Escape(diagnostic.Fix)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// Every diagnostic of a bag in its order, and a last line that says how many were left out.
    /// </summary>
    public static string Format(DiagnosticBag bag, bool colour)
    {
        ArgumentNullException.ThrowIfNull(bag);
        var text = new StringBuilder();
        foreach (var diagnostic in bag.ToOrderedList())
        {
            text.Append(Format(diagnostic, colour));
        }

        if (bag.Omitted > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"… and {bag.Omitted} more\n");
        }

        return text.ToString();
    }

    private static string Place(Diagnostic diagnostic)
    {
        var path = DisplayText.Escape(diagnostic.Path ?? "");
        if (diagnostic.Span is not { } span)
        {
            return path.Length == 0 ? "" : path + ":";
        }

        var (line, column) = span.Source.Locate(span.Start);
        return string.Create(CultureInfo.InvariantCulture, $"{path}:{line}:{column}:");
    }

    private static string Painted(string text, string paint, bool colour) =>
        colour && text.Length > 0 ? paint + text + Reset : text;
}
