using System.Collections.Immutable;
using System.Text.Json;
using Evenkeel.Core.Model.Proof;

namespace Evenkeel.Cli.Output;

/// <summary>Parts and availability in the JSON of a proof, as docs/cli-output.md has them.</summary>
internal static class PartsJson
{
    /// <summary>Writes the property <c>parts</c>.</summary>
    public static void Write(Utf8JsonWriter json, ImmutableArray<PartsReport> reports)
    {
        json.WriteObjects("parts", reports, report =>
        {
            json.WriteString("service", report.Service);
            json.WriteStartArray("cutSets");
            foreach (var cut in report.CutSets)
            {
                json.WriteStringArray(cut);
            }

            json.WriteEndArray();
            json.WriteNumber("placements", report.Placements);
            json.WriteString("basis", report.Exhaustive ? "exhaustive" : "sampled");
            Write(json, report.Availability);
        });
    }

    private static void Write(Utf8JsonWriter json, AvailabilityEstimate estimate)
    {
        json.WriteStartObject("availability");
        json.WriteNumber("unavailability", Rounded(estimate.Unavailability));
        json.WriteNumber("low", Rounded(estimate.Low));
        json.WriteNumber("high", Rounded(estimate.High));
        json.WriteNumber("secondsPerYear", JsonText.Seconds(estimate.SecondsPerYear));
        json.WriteObjects("contributors", estimate.Contributors, contributor =>
        {
            json.WritePropertyName("parts");
            json.WriteStringArray(contributor.CutSet);
            json.WriteNumber("share", Math.Round(contributor.Share, 3));
        });
        json.WriteEndObject();
    }

    private static void WriteStringArray(this Utf8JsonWriter json, CutSet cut)
    {
        json.WriteStartArray();
        foreach (var part in cut.Parts)
        {
            json.WriteStringValue(part.Name);
        }

        json.WriteEndArray();
    }

    /// <summary>Three digits that count: more are not known.</summary>
    private static double Rounded(double value) =>
        value == 0 ? 0 : double.Parse(value.ToString("E2", null), null);
}
