using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output.Timelines;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Cli.Output;

/// <summary>The result of <c>simulate</c> for people.</summary>
internal static class SimulationText
{
    private const int MostLines = 60;

    /// <summary>The whole result; in brief, without timeline and snapshots.</summary>
    public static string Write(SimulationInput input, SimulationResult result, Layout layout)
    {
        var cluster = new ClusterView(input.Cluster.Nodes, input.Cluster.Workloads);
        var run = result.Runs[0];
        var story = new TimelineStory(cluster, run.Events, MostLines);
        var text = new StringBuilder();
        Heading(text, input.Scenario, cluster, result, layout);
        if (!layout.Brief)
        {
            Timeline(text, story, StartLines.Of(cluster, run.Events), layout);
        }

        new OutcomeText(cluster, layout).Append(text, Outcomes.Of(cluster, run.Events), story.End);
        if (result.Runs.Length > 1)
        {
            text.Append('\n');
            RunsText.Append(text, [.. result.Runs.SelectMany(r => Outcomes.Of(cluster, r.Events))], layout);
        }

        if (!layout.Brief)
        {
            text.Append('\n');
            Snapshots(text, run.Snapshots, layout);
            RequestsText.Append(text, run.Snapshots, layout);
        }

        return text.ToString();
    }

    private static void Heading(
        StringBuilder text, Scenario scenario, ClusterView cluster, SimulationResult result, Layout layout)
    {
        var facts = $"Kubernetes {result.Version}, {Machines(scenario, cluster)}, "
            + $"{Durations.Text(scenario.End)} of virtual time";
        if (result.Runs.Length > 1)
        {
            facts += $", {result.Runs.Length} runs; the first one:";
        }

        if (scenario.Description.Length > 0)
        {
            foreach (var line in TextWrap.Lines(scenario.Description, layout.Width))
            {
                text.Append(layout.Palette.Paint(Tone.Strong, line)).Append('\n');
            }
        }

        text.Append(layout.Palette.Paint(Tone.Faint, facts)).Append("\n\n");
    }

    private static string Machines(Scenario scenario, ClusterView cluster)
    {
        if (scenario.Fleet is not { Aws.Groups: var groups })
        {
            var zones = cluster.Nodes.Select(n => n.Zone).Distinct(StringComparer.Ordinal).Count();
            return $"{Phrases.Count(cluster.Nodes.Count, "node")} in {Phrases.Count(zones, "zone")}";
        }

        var places = groups.SelectMany(g => g.Zones).Distinct(StringComparer.Ordinal).Count();
        return $"{Phrases.Count(groups.Sum(g => g.Desired), "instance")} of "
            + $"{Phrases.Count(groups.Length, "group")} in {Phrases.Count(places, "zone")}";
    }

    private static void Timeline(
        StringBuilder text, TimelineStory story, IReadOnlyList<TimelineLine> start, Layout layout)
    {
        var timeline = new TimelineText(layout);
        var heading = story.FaultAt is null ? "       time" : "       time  since fault";
        text.Append(layout.Palette.Paint(Tone.Faint, heading)).Append('\n');
        if (story.FaultAt is not null)
        {
            timeline.Append(text, start, 0, null, absolute: true);
        }

        timeline.Append(text, story.Lines.Take(MostLines), 0, story.FaultAt, absolute: true);
        if (story.Lines.Count > MostLines)
        {
            text.Append($"  … and {story.Lines.Count - MostLines} more lines; --output json has all\n");
        }

        text.Append('\n');
    }

    /// <summary>What is requested of each zone at each snapshot, of what its nodes have.</summary>
    private static void Utilization(StringBuilder text, ImmutableArray<Snapshot> snapshots, Layout layout)
    {
        var zones = snapshots.SelectMany(s => s.Utilization.ByZone.Keys).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToList();
        List<string[]> rows = [["requested of", "resource", .. snapshots.Select(s => s.Stage)]];
        foreach (var zone in zones)
        {
            var shares = snapshots.Select(s => s.Utilization.ByZone).ToList();
            rows.Add([zone, "cpu", .. shares.Select(s => Percent(s, zone, u => u.Cpu))]);
            rows.Add(["", "memory", .. shares.Select(s => Percent(s, zone, u => u.Memory))]);
        }

        rows.Add(["all nodes", "cpu", .. snapshots.Select(s => Percent(s.Utilization.All.Cpu))]);
        rows.Add(["", "memory", .. snapshots.Select(s => Percent(s.Utilization.All.Memory))]);
        text.Append(layout.Palette.Paint(Tone.Strong, "Utilization")).Append('\n');
        TextTable.Append(text, rows, Enumerable.Range(2, snapshots.Length).ToHashSet(), layout);
        text.Append('\n');
    }

    private static string Percent(
        ImmutableSortedDictionary<string, UtilizationShare> shares,
        string zone,
        Func<UtilizationShare, double> resource) =>
        shares.TryGetValue(zone, out var share) ? Percent(resource(share)) : "–";

    private static string Percent(double share) =>
        (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %";

    private static void Snapshots(StringBuilder text, ImmutableArray<Snapshot> snapshots, Layout layout)
    {
        List<string[]> rows = [["snapshot", "time", "app", "ready", "pending", "terminating", "by zone"]];
        foreach (var snapshot in snapshots)
        {
            var (stage, time) = (snapshot.Stage, Durations.Text(snapshot.At));
            foreach (var (app, state) in snapshot.Apps)
            {
                rows.Add([
                    stage, time, app, $"{state.Ready}", $"{state.Pending}", $"{state.Terminating}",
                    Phrases.Counts(state.ByZone),
                ]);
                (stage, time) = ("", "");
            }
        }

        Utilization(text, snapshots, layout);
        text.Append(layout.Palette.Paint(Tone.Strong, "Snapshots")).Append('\n');
        TextTable.Append(text, rows, new HashSet<int> { 1, 3, 4, 5 }, layout);
    }
}
