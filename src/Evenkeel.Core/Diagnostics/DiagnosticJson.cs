using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Evenkeel.Core.Diagnostics;

/// <summary>Renders diagnostics for programs: code, severity, message, fix, file, line and column.</summary>
public static class DiagnosticJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        NewLine = "\n",
    };

    /// <summary>
    /// Writes one diagnostic as an object; <c>file</c>, <c>line</c> and <c>column</c> are null when unknown.
    /// </summary>
    public static void Write(Utf8JsonWriter writer, Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(diagnostic);
        writer.WriteStartObject();
        writer.WriteString("code", diagnostic.Code);
        writer.WriteString("severity", DiagnosticsReference.SeverityName(diagnostic.Severity));
        writer.WriteString("message", diagnostic.Message);
        writer.WriteString("fix", diagnostic.Fix);
        writer.WriteString("file", diagnostic.Path);
        if (diagnostic.Span is { } span)
        {
            var (line, column) = span.Source.Locate(span.Start);
            writer.WriteNumber("line", line);
            writer.WriteNumber("column", column);
        }
        else
        {
            writer.WriteNull("line");
            writer.WriteNull("column");
        }

        writer.WriteEndObject();
    }

    /// <summary>
    /// <c>{"diagnostics": […], "omitted": N}</c> in the bag's order, indented, with a line end.
    /// </summary>
    public static string ToJson(DiagnosticBag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("diagnostics");
            foreach (var diagnostic in bag.ToOrderedList())
            {
                Write(writer, diagnostic);
            }

            writer.WriteEndArray();
            writer.WriteNumber("omitted", bag.Omitted);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
