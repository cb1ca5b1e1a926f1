using System.Text;
using Evenkeel.Cli.Output.Timelines;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Simulation.Claims;

namespace Evenkeel.Cli.Output;

/// <summary>One scenario of a proof, shown whole; and the command that shows it.</summary>
internal static class ReplayOutput
{
    /// <summary>The command that shows the scenario again.</summary>
    /// <param name="file">The cluster file as the user named it.</param>
    /// <param name="shown">The scenario.</param>
    public static string Command(string file, Counterexample shown) =>
        $"evenkeel prove {Quoted(file)} --fault \"{shown.Fault}\" --case {shown.Case}";

    /// <summary>The whole timeline, times counting from the fault, and how each Service fared.</summary>
    public static string Text(ClusterModel model, ReplayedScenario scenario, Layout layout)
    {
        var text = new StringBuilder();
        var title = $"{model.Name}: {scenario.Fault} (case {scenario.Case})";
        text.Append(layout.Palette.Paint(Tone.Strong, title)).Append("\n\n");
        if (scenario.Plane is { } plane)
        {
            PlaneReplayOutput.Append(text, plane);
            return text.ToString();
        }

        var view = new ClusterView([.. model.ControlPlaneNodes, .. model.Nodes], model.Objects.Workloads);
        var lines = new TimelineStory(view, [.. scenario.Timeline], int.MaxValue).Lines;
        new TimelineText(layout).Append(text, lines, 0, scenario.FaultAt, absolute: false);
        text.Append('\n');
        foreach (var outcome in scenario.Outcomes)
        {
            text.Append(outcome.Service).Append(": blackout ").Append(Length(outcome.OutageSeconds))
                .Append(", errors ").Append(Length(outcome.ErrorSeconds))
                .Append(", full strength after ").Append(Length(outcome.RecoveredSeconds)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The same as JSON; <c>t</c> counts from the start, the fault is at <c>faultAt</c>.</summary>
    public static string Json(ReplayedScenario scenario) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("fault", scenario.Fault);
        json.WriteString("case", scenario.Case);
        json.WriteNumber("faultAt", JsonText.Seconds(scenario.FaultAt));
        json.WriteObjects("services", scenario.Outcomes, outcome =>
        {
            json.WriteString("service", outcome.Service);
            json.WriteSeconds("outageSeconds", outcome.OutageSeconds);
            json.WriteSeconds("errorSeconds", outcome.ErrorSeconds);
            json.WriteSeconds("recoveredSeconds", outcome.RecoveredSeconds);
        });
        json.WriteStartArray("timeline");
        foreach (var happening in scenario.Timeline)
        {
            TimelineJson.Write(json, happening, forProof: true);
        }

        json.WriteEndArray();
        if (scenario.Plane is { } plane)
        {
            PlaneReplayOutput.Write(json, plane);
        }

        json.WriteEndObject();
    });

    private static string Length(double? seconds) => seconds is { } s ? Durations.Text(s) : "never";

    /// <summary>A file as a shell takes it.</summary>
    public static string Quoted(string file) =>
        file.Contains(' ', StringComparison.Ordinal) ? $"\"{file}\"" : file;
}
