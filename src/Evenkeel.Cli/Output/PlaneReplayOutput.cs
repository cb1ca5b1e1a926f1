using System.Globalization;
using System.Text;
using System.Text.Json;
using Evenkeel.Simulation.Claims;

namespace Evenkeel.Cli.Output;

/// <summary>A run of the control plane, shown whole.</summary>
internal static class PlaneReplayOutput
{
    /// <summary>What happened from the fault on, and when the API answered nobody, for people.</summary>
    public static void Append(StringBuilder text, ReplayedPlane plane)
    {
        text.Append("The member of etcd on ").Append(plane.Leader).Append(" leads.\n\n");
        foreach (var (at, who, what) in plane.Lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"{at.TotalSeconds,9:0.000} {who,-5} {what}\n");
        }

        text.Append('\n');
        foreach (var (from, to) in plane.Silences)
        {
            text.Append("The Kubernetes API answers nobody from ").Append(Seconds(from)).Append(" s ");
            text.Append(to is { } end ? $"to {Seconds(end)} s.\n" : "on.\n");
        }

        text.Append(plane.OutageSeconds is { } seconds
            ? string.Create(CultureInfo.InvariantCulture, $"It answers nobody for {seconds:0.##} s in all.\n")
            : "It never answers again.\n");
        if (plane.Problem is { } problem)
        {
            text.Append("Besides: ").Append(problem).Append(".\n");
        }
    }

    /// <summary>The same as JSON; <c>t</c> counts from the fault.</summary>
    public static void Write(Utf8JsonWriter json, ReplayedPlane plane)
    {
        json.WriteStartObject("controlPlane");
        json.WriteString("leader", plane.Leader);
        json.WriteSeconds("outageSeconds", plane.OutageSeconds);
        json.WriteString("problem", plane.Problem);
        json.WriteObjects("silences", plane.Silences, silence =>
        {
            json.WriteNumber("from", JsonText.Seconds(silence.From));
            json.WriteSeconds("to", silence.To?.TotalSeconds);
        });
        json.WriteObjects("trace", plane.Lines, line =>
        {
            json.WriteNumber("t", JsonText.Seconds(line.At));
            json.WriteString("who", line.Who);
            json.WriteString("what", line.What);
        });
        json.WriteEndObject();
    }

    private static string Seconds(TimeSpan time) =>
        time.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture);
}
