using System.Globalization;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Quantities;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Import.Scenarios;

/// <summary>Reads instants and lengths of time that are written as a number of seconds.</summary>
internal static class Seconds
{
    /// <summary>The longest simulation: a year.</summary>
    private const int Most = 366 * 24 * 3600;

    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>The time under a key, or null where it is absent or no number (reported).</summary>
    public static TimeSpan? Read(ObjectReader fields, string key)
    {
        if (fields.Text(key) is not { } text)
        {
            return null;
        }

        var isPlain = fields.Node(key) is YamlScalar { IsPlain: true };
        var isNumber = decimal.TryParse(text.Value, Style, CultureInfo.InvariantCulture, out var number);
        if (!isPlain || !isNumber)
        {
            fields.Invalid(
                key, $"is {DisplayText.Quote(text.Value)}, but must be a number of seconds", Fix(text.Value));
            return null;
        }

        if (number is < 0 or > Most)
        {
            fields.Invalid(
                key,
                $"is {text.Value}, but must be 0 to {Most} seconds",
                "count the seconds from the scenario's start");
            return null;
        }

        return TimeSpan.FromTicks((long)(number * TimeSpan.TicksPerSecond));
    }

    /// <summary>As <see cref="Read"/>; absence is reported, too.</summary>
    public static TimeSpan? Required(ObjectReader fields, string key, DiagnosticBag diagnostics)
    {
        if (!fields.Has(key))
        {
            diagnostics.Add(ImportDiagnostics.Codes.Missing.At(
                fields.Span, $"`{fields.PathOf(key)}` is missing", $"add `{key}:` with a number of seconds"));
            return null;
        }

        return Read(fields, key);
    }

    private static string Fix(string text) =>
        KubernetesDuration.TryParse(text, out var duration, out _)
            ? $"write {duration.TotalSeconds.ToString(CultureInfo.InvariantCulture)}, without unit or quotes"
            : "write a number, without unit or quotes";
}
