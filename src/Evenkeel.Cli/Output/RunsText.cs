using System.Text;
using Evenkeel.Cli.Output.Timelines;

namespace Evenkeel.Cli.Output;

/// <summary>How runs of one scenario differ: a line an app.</summary>
internal static class RunsText
{
    /// <summary>Appends the section.</summary>
    public static void Append(StringBuilder text, IReadOnlyList<AppOutcome> outcomes, Layout layout)
    {
        List<string[]> rows = [["app", "pods at worst", "whole again in", "after"]];
        foreach (var app in outcomes.GroupBy(o => o.App, StringComparer.Ordinal)
            .Where(g => g.Any(o => o.Disturbed))
            .OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var after = app.Select(o => o.WholeAfter).OfType<TimeSpan>().Order().ToList();
            var lowest = app.Select(o => o.Lowest).Order().ToList();
            rows.Add([
                app.Key,
                Range($"{lowest[0]}", $"{lowest[^1]}"),
                $"{after.Count} of {app.Count()} runs",
                after.Count == 0 ? "never" : Range(Durations.Text(after[0]), Durations.Text(after[^1])),
            ]);
        }

        text.Append(layout.Palette.Paint(Tone.Strong, "How the runs differ")).Append('\n');
        if (rows.Count == 1)
        {
            text.Append("  in none does an app lose anything\n");
            return;
        }

        TextTable.Append(text, rows, new HashSet<int>(), layout);
    }

    private static string Range(string from, string to) => from == to ? from : $"{from} to {to}";
}
