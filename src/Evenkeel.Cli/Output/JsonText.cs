using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Evenkeel.Cli.Output;

/// <summary>
/// JSON results: indented, in a fixed order of properties, the same bytes on every machine.
/// </summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        NewLine = "\n",
    };

    /// <summary>What the writer was given, with a line end.</summary>
    public static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    /// <summary>Seconds with at most three decimals.</summary>
    public static double Seconds(TimeSpan time) => Seconds(time.TotalSeconds);

    /// <inheritdoc cref="Seconds(TimeSpan)"/>
    public static double Seconds(double seconds) => Math.Round(seconds, 3, MidpointRounding.AwayFromZero);

    /// <summary>A property of seconds, null where there are none.</summary>
    public static void WriteSeconds(this Utf8JsonWriter json, string name, double? seconds) =>
        json.WriteMeasured(name, seconds);

    /// <summary>A measured number with at most three decimals; null where there is none.</summary>
    public static void WriteMeasured(this Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, Seconds(value));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>A property that is a list of texts.</summary>
    public static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>A list of objects; <paramref name="write"/> writes what one of them holds.</summary>
    public static void WriteObjects<T>(
        this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
