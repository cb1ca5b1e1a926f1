using System.Text.Json;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Cli.Output;

/// <summary>Which way requests take, as docs/cli-output.md has it.</summary>
internal static class RequestsJson
{
    private const int Digits = 4;

    /// <summary>An array, an object for each kind of client.</summary>
    public static void Write(Utf8JsonWriter json, string name, IEnumerable<RequestShares> requests)
    {
        json.WriteStartArray(name);
        foreach (var from in requests)
        {
            json.WriteStartObject();
            json.WriteString("clients", from.FromOutside ? "outside" : "inside");
            WriteShare(json, "answered", from.Answered);
            WriteShare(json, "crossesZones", from.CrossesZones);
            WriteShare(json, "usdPerGigabyte", from.CostPerGigabyte);
            json.WriteBoolean("keepsSourceAddress", from.KeepsSourceAddress);
            json.WriteStartObject("byPod");
            foreach (var (pod, share) in from.ByPod)
            {
                WriteShare(json, pod, share);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteShare(Utf8JsonWriter json, string name, double share) =>
        json.WriteNumber(name, Math.Round(share, Digits, MidpointRounding.AwayFromZero));
}
