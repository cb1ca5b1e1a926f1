using System.Collections.Immutable;
using System.Text;
using Evenkeel.Core.Model.Proof;

namespace Evenkeel.Cli.Output;

/// <summary>What the verdicts rest on, each sentence once, under the claims that rest on it.</summary>
internal static class AssumptionsText
{
    /// <summary>Appends a section for each set of claims; nothing where nothing was assumed.</summary>
    public static void Append(StringBuilder text, ImmutableArray<ClaimVerdict> claims, Layout layout)
    {
        var resting = claims.Where(static c => !c.Assumptions.IsEmpty).ToList();
        var sections = resting.SelectMany(static c => c.Assumptions).Distinct(StringComparer.Ordinal)
            .GroupBy(a => string.Concat(resting.Select(c => c.Assumptions.Contains(a) ? '1' : '0')))
            .OrderBy(static section => section.Key.Contains('0'));
        foreach (var section in sections)
        {
            foreach (var line in TextWrap.Lines(Heading(resting, section.Key), layout.Width))
            {
                text.Append(layout.Palette.Paint(Tone.Strong, line)).Append('\n');
            }

            foreach (var assumption in section)
            {
                var mark = "- ";
                foreach (var part in TextWrap.Lines(assumption, layout.Width - 4))
                {
                    text.Append("  ").Append(mark).Append(part).Append('\n');
                    mark = "  ";
                }
            }

            text.Append('\n');
        }
    }

    private static string Heading(List<ClaimVerdict> claims, string rests)
    {
        var others = Names('0');
        var these = Names('1');
        return others.Count == 0 ? "Assumptions"
            : others.Count < these.Count ? "Assumptions of all claims but: " + string.Join("; ", others)
            : "Assumptions of: " + string.Join("; ", these);

        List<string> Names(char mark) =>
            [.. claims.Where((_, index) => rests[index] == mark).Select(static c => c.Name)];
    }
}
