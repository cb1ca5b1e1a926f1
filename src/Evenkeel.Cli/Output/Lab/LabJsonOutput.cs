using System.Text.Json;
using Evenkeel.Lab;
using Evenkeel.Lab.Balancing;
using Evenkeel.Lab.Drills;

namespace Evenkeel.Cli.Output.Lab;

/// <summary>What commands about a lab print for programs; docs/cli-output.md has the keys.</summary>
internal static class LabJsonOutput
{
    /// <summary>A drill.</summary>
    public static string Drill(DrillReport report) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("writes");
        json.WriteNumber("acknowledged", report.Acknowledged);
        json.WriteNumber("lost", report.Lost);
        json.WriteNumber("refused", report.Refused + report.Unknown);
        json.WriteNumber("longestGapMs", (long)Math.Round(report.LongestGap.TotalMilliseconds));
        json.WriteEndObject();
        json.WriteObjects("events", report.Events, one =>
        {
            json.WriteNumber("t", JsonText.Seconds(one.At));
            json.WriteString("event", one.Event);
            json.WriteString("text", one.Text);
            foreach (var (name, value) in one.Details)
            {
                Write(json, name, value);
            }

        });
        json.WriteEndObject();
    });

    /// <summary>A lab's state.</summary>
    public static string Status(LabStatus status) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("whole", status.IsWhole);
        json.WriteString("why", status.Why);
        json.WriteString("url", status.Url);
        json.WriteStartArray("slots");
        foreach (var slot in status.Slots)
        {
            WriteSlot(json, slot);
        }

        json.WriteEndArray();
        if (status.Balancer is { } balancer)
        {
            WriteBalancer(json, balancer);
        }
        else
        {
            json.WriteNull("balancer");
        }

        json.WriteStrings("faults", status.Faults);
        json.WriteEndObject();
    });

    private static void WriteSlot(Utf8JsonWriter json, SlotStatus slot)
    {
        json.WriteStartObject();
        json.WriteString("name", slot.Name);
        json.WriteString("zone", slot.Zone);
        json.WriteString("address", slot.Address);
        json.WriteString("verdict", slot.Verdict);
        json.WriteObjects("reasons", slot.Reasons, reason =>
        {
            json.WriteString("code", reason.Code);
            json.WriteString("text", reason.Text);
        });
        json.WriteString("etcd", slot.Etcd);
        json.WriteString("clusterId", slot.ClusterId);
        json.WriteNumber("term", slot.Term);
        json.WriteNumber("revision", slot.Revision);
        json.WriteStrings("processes", slot.Processes);
        json.WriteEndObject();
    }

    private static void WriteBalancer(Utf8JsonWriter json, BalancerReport balancer)
    {
        json.WriteStartObject("balancer");
        json.WriteBoolean("failsOpen", balancer.IsFailingOpen);
        json.WriteStrings("addresses", balancer.InName);
        json.WriteObjects("targets", balancer.Targets, target =>
        {
            json.WriteString("name", target.Name);
            json.WriteString("state", target.State.ToString().ToLowerInvariant());
            json.WriteString("cause", target.Cause);
            json.WriteNumber("connections", target.Connections);
        });
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case string text:
                json.WriteString(name, text);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            case double number:
                json.WriteNumber(name, number);
                break;
            default:
                throw new InvalidOperationException($"detail {name} is a {value.GetType().Name}");
        }
    }
}
