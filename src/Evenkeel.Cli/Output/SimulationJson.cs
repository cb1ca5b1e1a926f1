using System.Text.Json;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Cli.Output;

/// <summary>The result of <c>simulate --output json</c>, as docs/cli-output.md has it.</summary>
internal static class SimulationJson
{
    /// <summary>The whole result.</summary>
    public static string Write(SimulationResult result) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("kubernetes", result.Version.ToString());
        json.WriteObjects("runs", result.Runs, run =>
        {
            json.WriteStartArray("snapshots");
            foreach (var snapshot in run.Snapshots)
            {
                WriteSnapshot(json, snapshot);
            }

            json.WriteEndArray();
            json.WriteStartArray("events");
            foreach (var happening in run.Events)
            {
                TimelineJson.Write(json, happening, forProof: false);
            }

            json.WriteEndArray();
        });
        json.WriteEndObject();
    });

    private static void WriteSnapshot(Utf8JsonWriter json, Snapshot snapshot)
    {
        json.WriteStartObject();
        json.WriteString("stage", snapshot.Stage);
        json.WriteNumber("t", JsonText.Seconds(snapshot.At));
        json.WriteStartObject("apps");
        WriteApps(json, snapshot);
        json.WriteEndObject();
        json.WriteStartObject("services");
        foreach (var (service, requests) in snapshot.Services)
        {
            RequestsJson.Write(json, service, requests);
        }

        json.WriteEndObject();
        WriteUtilization(json, snapshot.Utilization);
        json.WriteEndObject();
    }

    /// <summary>Writes each app's state under its name, into the object that is open.</summary>
    internal static void WriteApps(Utf8JsonWriter json, Snapshot snapshot)
    {
        foreach (var (app, state) in snapshot.Apps)
        {
            json.WriteStartObject(app);
            json.WriteNumber("ready", state.Ready);
            json.WriteNumber("pending", state.Pending);
            json.WriteNumber("terminating", state.Terminating);
            WriteCounts(json, "byZone", state.ByZone);
            WriteCounts(json, "byNode", state.ByNode);
            json.WriteEndObject();
        }
    }

    private static void WriteUtilization(Utf8JsonWriter json, Utilization utilization)
    {
        json.WriteStartObject("utilization");
        WriteShare(json, "all", utilization.All);
        WriteShares(json, "byZone", utilization.ByZone);
        WriteShares(json, "byPool", utilization.ByPool);
        WriteShares(json, "byNode", utilization.ByNode);
        json.WriteEndObject();
    }

    private static void WriteShares(
        Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, UtilizationShare>> shares)
    {
        json.WriteStartObject(name);
        foreach (var (key, share) in shares)
        {
            WriteShare(json, key, share);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a share under a name, into the object that is open.</summary>
    internal static void WriteShare(Utf8JsonWriter json, string name, UtilizationShare share)
    {
        json.WriteStartObject(name);
        json.WriteNumber("cpu", share.Cpu);
        json.WriteNumber("memory", share.Memory);
        json.WriteEndObject();
    }

    private static void WriteCounts(
        Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, int>> counts)
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts)
        {
            if (count != 0)
            {
                json.WriteNumber(key, count);
            }
        }

        json.WriteEndObject();
    }
}
