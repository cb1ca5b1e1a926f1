using System.Text;
using Evenkeel.Cli.Output.Timelines;

namespace Evenkeel.Cli.Output;

/// <summary>How each app fared, and why one is not whole.</summary>
/// <param name="cluster">The nodes and workloads.</param>
/// <param name="layout">How it looks.</param>
internal sealed class OutcomeText(ClusterView cluster, Layout layout)
{
    /// <summary>Appends the section.</summary>
    public void Append(StringBuilder text, IReadOnlyList<AppOutcome> outcomes, PodTracker end)
    {
        text.Append(layout.Palette.Paint(Tone.Strong, "How it ended")).Append('\n');
        if (outcomes.Count == 0)
        {
            Undisturbed(text, end);
            return;
        }

        var disturbed = outcomes.Where(o => o.Disturbed).ToList();
        foreach (var outcome in disturbed)
        {
            Bullet(text, outcome.WholeAfter is not null, Sentence(outcome));
            if (outcome.WholeAfter is null)
            {
                foreach (var why in Outcomes.WhyNotWhole(cluster, end, outcome.App))
                {
                    Detail(text, why);
                }
            }
        }

        var others = outcomes.Count - disturbed.Count;
        if (disturbed.Count == 0)
        {
            Bullet(text, true, "no app lost anything");
        }
        else if (others > 0)
        {
            var named = others == 1 ? "the other app" : $"the {others} other apps";
            Bullet(text, true, $"{named} lost nothing");
        }
    }

    private void Undisturbed(StringBuilder text, PodTracker end)
    {
        var broken = end.Apps.Where(app => end.Serving(app) < end.Declared(app)).ToList();
        foreach (var app in broken)
        {
            Bullet(text, false, $"{app}: not whole: {end.Serving(app)} of {end.Declared(app)}");
            foreach (var why in Outcomes.WhyNotWhole(cluster, end, app))
            {
                Detail(text, why);
            }
        }

        Bullet(text, true, broken.Count == 0
            ? "nothing was done to the cluster, and every app is whole"
            : "nothing was done to the cluster");
    }

    private static string Sentence(AppOutcome outcome)
    {
        var fell = outcome.Lowest < outcome.Before
            ? $"{outcome.Before} → {outcome.Lowest} pods at worst, "
            : "";
        var share = $"{outcome.Serving} of {outcome.Declared}";
        var before = outcome.BrokenBefore ? ", as before the fault" : "";
        return outcome.WholeAfter is { } after
            ? $"{outcome.App}: {fell}whole again after {Durations.Text(after)} ({share})"
            : $"{outcome.App}: {fell}not whole: {share}{before}";
    }

    private void Bullet(StringBuilder text, bool good, string line)
    {
        var tone = good ? Tone.Good : Tone.Bad;
        var mark = good ? "✓ " : "✗ ";
        foreach (var part in TextWrap.Lines(line, layout.Width - 4))
        {
            text.Append("  ").Append(layout.Palette.Paint(tone, mark + part)).Append('\n');
            mark = "  ";
        }
    }

    private void Detail(StringBuilder text, string line)
    {
        foreach (var part in TextWrap.Lines(line, layout.Width - 6))
        {
            text.Append("      ").Append(part).Append('\n');
        }
    }
}
