using System.Text.Json;
using Evenkeel.Core.Model.Proof;

namespace Evenkeel.Cli.Output;

/// <summary>The result of <c>prove --output json</c>, as docs/cli-output.md has it.</summary>
internal static class ProofJson
{
    /// <summary>The whole result.</summary>
    public static string Write(ProofReport report, double seconds, string file) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("claims");
        foreach (var claim in report.Claims)
        {
            WriteClaim(json, claim, file);
        }

        json.WriteEndArray();
        json.WriteNumber("scenarios", report.Scenarios);
        WriteUtilization(json, report);
        PartsJson.Write(json, report.Parts);
        json.WriteNumber("seconds", JsonText.Seconds(seconds));
        json.WriteEndObject();
    });

    /// <summary>A verdict in small letters, as it is printed everywhere.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Proven => "proven",
        Verdict.Held => "held",
        Verdict.Refuted => "refuted",
        Verdict.Undecided => "undecided",
        _ => throw new InvalidOperationException($"verdict {verdict}"),
    };

    private static void WriteUtilization(Utf8JsonWriter json, ProofReport report)
    {
        json.WriteStartObject("utilization");
        foreach (var pool in report.Utilization)
        {
            json.WriteStartObject(pool.Pool);
            SimulationJson.WriteShare(json, "before", pool.Before);
            json.WriteString("largestZone", pool.LargestZone);
            if (pool.WithoutLargestZone is { } without)
            {
                SimulationJson.WriteShare(json, "withoutLargestZone", without);
            }
            else
            {
                json.WriteNull("withoutLargestZone");
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteClaim(Utf8JsonWriter json, ClaimVerdict claim, string file)
    {
        json.WriteStartObject();
        json.WriteString("name", claim.Name);
        json.WriteString("verdict", Word(claim.Verdict));
        json.WriteString("basis", claim.Exhaustive ? "exhaustive" : "sampled");
        json.WriteNumber("seeds", claim.Seeds);
        json.WriteStrings("assumptions", claim.Assumptions);
        json.WriteNumber("scenarios", claim.Scenarios);
        if (claim.Worst is { } worst)
        {
            json.WriteStartObject("worst");
            json.WriteSeconds("outageSeconds", worst.OutageSeconds);
            json.WriteSeconds("errorSeconds", worst.ErrorSeconds);
            json.WriteSeconds("recoveredSeconds", worst.RecoveredSeconds);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("worst");
        }

        json.WriteStrings("reasons", claim.Reasons);
        WriteCounterexample(json, claim.Counterexample, file);
        WriteFaults(json, claim);
        RequestsJson.Write(json, "requests", claim.Requests);
        json.WriteEndObject();
    }

    private static void WriteCounterexample(
        Utf8JsonWriter json, Counterexample? counterexample, string file)
    {
        if (counterexample is null)
        {
            json.WriteNull("counterexample");
            return;
        }

        json.WriteStartObject("counterexample");
        json.WriteString("fault", counterexample.Fault);
        json.WriteStartArray("timeline");
        foreach (var happening in counterexample.Timeline)
        {
            TimelineJson.Write(json, happening, forProof: true);
        }

        json.WriteEndArray();
        json.WriteString("replay", ReplayOutput.Command(file, counterexample));
        json.WriteEndObject();
    }

    private static void WriteFaults(Utf8JsonWriter json, ClaimVerdict claim)
    {
        json.WriteNumber("standsFor", claim.StandsFor);
        json.WriteObjects("faults", claim.Faults, fault =>
        {
            json.WriteString("fault", fault.Fault);
            json.WriteNumber("scenarios", fault.Scenarios);
            json.WriteNumber("standsFor", fault.StandsFor);
        });
    }
}
