using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Evenkeel.Core.Model.Proof;

namespace Evenkeel.Cli.Output;

/// <summary>
/// Which parts must not be lost together, and how available that leaves a Service; for people.
/// </summary>
internal sealed class PartsText
{
    private const int Margin = 4;
    private const int MostPairs = 3;
    private const int MostTriples = 1;
    private const double LeastShare = 0.05;

    /// <summary>Less than this, a third of a second a year, is nothing that anybody could hold.</summary>
    private const double Unmeasurable = 1e-8;

    private readonly StringBuilder text;
    private readonly Layout layout;

    private PartsText(StringBuilder text, Layout layout) => (this.text, this.layout) = (text, layout);

    /// <summary>Appends the section; nothing where nothing was looked at.</summary>
    public static void Append(StringBuilder text, ImmutableArray<PartsReport> reports, Layout layout)
    {
        if (reports.IsEmpty)
        {
            return;
        }

        var page = new PartsText(text, layout);
        text.Append(layout.Palette.Paint(Tone.Strong, "What must not be lost together"));
        text.Append('\n');
        foreach (var report in reports)
        {
            page.Append(report);
        }

        text.Append('\n');
    }

    private void Append(PartsReport report)
    {
        text.Append("  ").Append(report.Service ?? "the Kubernetes API");
        if (report.Placements > 1)
        {
            var of = report.Exhaustive ? "the " : "";
            var ways = $"{of}{report.Placements} {(report.Exhaustive ? "ways" : "of the ways")}";
            text.Append(layout.Palette.Paint(
                Tone.Faint, $" (the worst of {ways} in which its pods can lie)"));
        }

        text.Append('\n');
        var single = report.OfOrder(0).Concat(report.OfOrder(1)).ToList();
        Line(
            single.Count == 0 ? Tone.Plain : Tone.Bad,
            $"single points of failure: {(single.Count == 0 ? "none" : Phrases.List(single.Select(Name)))}");
        Line(Tone.Faint, $"pairs: {Sets(report.OfOrder(2), MostPairs)}");
        Line(Tone.Faint, $"threes: {Sets(report.OfOrder(3), MostTriples)}");
        Available(report.Availability);
    }

    private static string Sets(IEnumerable<CutSet> sets, int most)
    {
        var all = sets.ToList();
        var shown = string.Join("; ", all.Take(most).Select(Name));
        return all.Count == 0 ? "none"
            : all.Count <= most ? shown
            : string.Create(CultureInfo.InvariantCulture, $"{all.Count}, such as {shown}");
    }

    private void Available(AvailabilityEstimate estimate)
    {
        if (estimate.High < Unmeasurable)
        {
            Line(Tone.Plain, "available more than 99.999999 % of the time, as far as its parts go");
            return;
        }

        var (low, high) = (Percent(estimate.High), Percent(estimate.Low));
        var interval = low == high ? "" : $" ({low} to {high})";
        var most = string.Join(", ", estimate.Contributors.Where(static c => c.Share >= LeastShare)
            .Select(static c => string.Create(
                CultureInfo.InvariantCulture, $"{100 * c.Share:0} % by {Name(c.CutSet)}")));
        Line(
            Tone.Plain,
            $"available {Percent(estimate.Unavailability)} of the time{interval}; "
                + $"{Durations.Text(estimate.SecondsPerYear)} a year without an answer"
                + (most.Length == 0 ? "" : $", {most}"));
    }

    private static string Name(CutSet set) => set.Parts.IsEmpty
        ? "it answers nobody as it is"
        : string.Join(" + ", set.Parts.Select(static p => p.Name));

    /// <summary>As many digits as it takes to tell it from always.</summary>
    private static string Percent(double unavailability)
    {
        var digits = Math.Clamp((int)Math.Floor(-Math.Log10(Math.Max(unavailability, 1e-15))), 0, 8);
        return (100 * (1 - unavailability)).ToString("F" + digits, CultureInfo.InvariantCulture) + " %";
    }

    private void Line(Tone tone, string line)
    {
        foreach (var part in TextWrap.Lines(line, layout.Width - Margin))
        {
            text.Append(' ', Margin).Append(layout.Palette.Paint(tone, part)).Append('\n');
        }
    }
}
