using System.Text.Json;
using Evenkeel.Compiler.Binding;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Cli.Output;

/// <summary>What nodes offer, in all and without each zone: for people, and as JSON.</summary>
internal static class CapacityText
{
    /// <summary>For people.</summary>
    public static string Of(ZoneCapacity capacity) =>
        string.Concat(capacity.Lines().Select((line, i) => i == 0 ? $"{line}\n" : $"  {line}\n"));

    /// <summary>
    /// As JSON: <c>nodes</c>, <c>offered</c>, <c>requested</c>, and <c>without</c> each zone.
    /// </summary>
    public static void Write(Utf8JsonWriter json, ZoneCapacity capacity)
    {
        json.WriteStartObject();
        Write(json, capacity.Nodes, capacity.Offered, capacity.Requested);
        json.WriteObjects("without", capacity.Without, zone =>
        {
            json.WriteString("zone", zone.Zone);
            Write(json, zone.Nodes, zone.Offered, zone.Requested);
            json.WriteBoolean("fits", zone.Fits);
        });
        json.WriteEndObject();
    }

    private static void Write(
        Utf8JsonWriter json, int nodes, ResourceAmounts offered, ResourceAmounts requested)
    {
        json.WriteNumber("nodes", nodes);
        foreach (var (name, amounts) in new[] { ("offered", offered), ("requested", requested) })
        {
            json.WriteStartObject(name);
            json.WriteNumber("milliCpu", amounts.MilliCpu);
            json.WriteNumber("memoryBytes", amounts.MemoryBytes);
            json.WriteNumber("pods", amounts.Pods);
            json.WriteEndObject();
        }
    }
}
