using System.Globalization;
using System.Text;
using Evenkeel.Cli.Output.Timelines;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Cli.Output;

/// <summary>The result of <c>prove</c> for people.</summary>
internal sealed class ProofText
{
    private const int MostLines = 40;
    private const int Margin = 12;
    private readonly ClusterView cluster;
    private readonly string file;
    private readonly Layout layout;
    private readonly StringBuilder text = new();

    private ProofText(ClusterModel model, string file, Layout layout)
    {
        this.file = file;
        cluster = new([.. model.ControlPlaneNodes, .. model.Nodes], model.Objects.Workloads);
        this.layout = layout;
    }

    /// <summary>
    /// A block a claim, the assumptions once, and the sum; in brief, the verdicts and the sum.
    /// </summary>
    public static string Write(
        ClusterModel model, ProofReport report, double seconds, string file, Layout layout)
    {
        var page = new ProofText(model, file, layout);
        page.Heading(model);
        page.Utilization(report);
        foreach (var (claim, verdict) in model.Claims.Zip(report.Claims))
        {
            page.Claim(claim, verdict);
        }

        if (!layout.Brief)
        {
            PartsText.Append(page.text, report.Parts, layout);
            AssumptionsText.Append(page.text, report.Claims, layout);
        }
        else
        {
            page.text.Append('\n');
        }

        page.text.Append(layout.Palette.Paint(Tone.Strong, Summary(report, seconds))).Append('\n');
        return page.text.ToString();
    }

    /// <summary>How many claims have which verdict, and what it took.</summary>
    public static string Summary(ProofReport report, double seconds)
    {
        var counts = Enum.GetValues<Verdict>()
            .Select(v => (Verdict: v, Count: report.Claims.Count(c => c.Verdict == v)))
            .Where(v => v.Count > 0)
            .Select(v => $"{v.Count} {ProofJson.Word(v.Verdict)}");
        var claims = report.Claims.IsEmpty ? "no claims" : string.Join(", ", counts);
        return $"{claims}; {Phrases.Count(report.Scenarios, "scenario")} in {Durations.Text(seconds)}";
    }

    private void Heading(ClusterModel model)
    {
        var pods = model.Objects.Workloads.Length;
        var nodes = Phrases.Count(model.Nodes.Length, "node");
        var facts = $"{model.Name}: Kubernetes {model.Version}, {nodes} in "
            + $"{Phrases.Count(model.Zones.Length, "zone")}, {Phrases.Count(pods, "workload")}, "
            + Phrases.Count(model.Claims.Length, "claim");
        text.Append(layout.Palette.Paint(Tone.Strong, facts)).Append("\n\n");
    }

    /// <summary>How much of each pool is requested, and would be with its largest zone lost.</summary>
    private void Utilization(ProofReport report)
    {
        if (layout.Brief || report.Utilization.IsEmpty)
        {
            return;
        }

        foreach (var pool in report.Utilization)
        {
            var without = pool.WithoutLargestZone is { } share
                ? $"; with {pool.LargestZone} lost {Requested(share)} of the rest"
                : "";
            text.Append($"{DisplayText.Escape(pool.Pool)}: {Requested(pool.Before)} requested{without}\n");
        }

        text.Append('\n');
    }

    private static string Requested(UtilizationShare share) => string.Create(
        CultureInfo.InvariantCulture, $"{100 * share.Cpu:0} % of CPU, {100 * share.Memory:0} % of memory");

    private void Claim(Claim claim, ClaimVerdict verdict)
    {
        var (symbol, tone) = verdict.Verdict switch
        {
            Verdict.Proven or Verdict.Held => ('✓', Tone.Good),
            Verdict.Refuted => ('✗', Tone.Bad),
            _ => ('?', Tone.Caution),
        };
        var word = ProofJson.Word(verdict.Verdict).ToUpperInvariant().PadRight(Margin - 3);
        var about = claim.Service is { } service ? $"  ({service})" : "  (control plane)";
        text.Append(layout.Palette.Paint(tone, $"{symbol} {word}")).Append(' ');
        text.Append(layout.Palette.Paint(Tone.Strong, DisplayText.Escape(claim.Name)));
        text.Append(layout.Palette.Paint(Tone.Faint, about)).Append('\n');
        if (layout.Brief)
        {
            return;
        }

        if (verdict.Worst is { } worst)
        {
            FigureLines([.. Figures.Of(claim, worst)]);
        }

        foreach (var reason in verdict.Reasons)
        {
            Paragraph(tone, Durations.InText(reason));
        }

        foreach (var requests in verdict.Requests)
        {
            Paragraph(Tone.Faint, RequestsText.Line(requests));
        }

        if (verdict.Scenarios > 0)
        {
            Paragraph(Tone.Faint, Basis(verdict));
        }

        Timeline(verdict);
        if ((verdict.Counterexample ?? HeldBy(verdict)) is { } shown)
        {
            Paragraph(Tone.Faint, $"again: {ReplayOutput.Command(file, shown)}");
        }

        text.Append('\n');
    }

    /// <summary>The worst of what was sampled: another run could be worse.</summary>
    private static Counterexample? HeldBy(ClaimVerdict verdict) =>
        verdict.Verdict == Verdict.Held ? verdict.WorstScenario : null;

    private static string Basis(ClaimVerdict verdict)
    {
        var worst = verdict.Counterexample is null && verdict is { Worst: not null, WorstScenario: { } shown }
            ? $"worst when {shown.Fault}; "
            : "";
        var how = verdict.Exhaustive
            ? "every choice among equal nodes"
            : $"choices among equal nodes sampled with {Phrases.Count(verdict.Seeds, "seed")}";
        var mirrored = verdict.StandsFor > verdict.Scenarios
            ? $" that stand for {verdict.StandsFor}, mirror images being simulated once"
            : "";
        return $"{worst}{Phrases.Count(verdict.Scenarios, "scenario")}{mirrored}, {how}";
    }

    /// <summary>The figures, as many on a line as fit.</summary>
    private void FigureLines(IReadOnlyList<Figure> figures)
    {
        var length = 0;
        foreach (var figure in figures)
        {
            var isNew = length == 0 || length + 2 + figure.Text.Length > layout.Width;
            text.Append(length == 0 ? "" : isNew ? ",\n" : ", ");
            text.Append(' ', isNew ? Margin : 0);
            text.Append(layout.Palette.Paint(figure.Broken ? Tone.Bad : Tone.Plain, figure.Text));
            length = (isNew ? Margin : length + 2) + figure.Text.Length;
        }

        text.Append('\n');
    }

    private void Paragraph(Tone tone, string line)
    {
        foreach (var part in TextWrap.Lines(line, layout.Width - Margin))
        {
            text.Append(' ', Margin).Append(layout.Palette.Paint(tone, part)).Append('\n');
        }
    }

    private void Timeline(ClaimVerdict verdict)
    {
        if (verdict.Counterexample is not { Timeline.IsEmpty: false } shown)
        {
            return;
        }

        var lines = new TimelineStory(cluster, [.. shown.Before, .. shown.Timeline], MostLines).Lines;
        text.Append('\n');
        new TimelineText(layout).Append(text, lines.Take(MostLines), 0, shown.FaultAt, absolute: false);
        if (lines.Count > MostLines)
        {
            Paragraph(Tone.Faint, $"… and {lines.Count - MostLines} more lines; --output json has all");
        }
    }
}
