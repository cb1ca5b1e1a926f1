using System.Collections.Immutable;
using System.Text;
using Evenkeel.Core.Model.Proof;

namespace Evenkeel.Cli.Output;

/// <summary>What the verdicts rest on, each sentence once.</summary>
internal static class AssumptionsText
{
    /// <summary>Appends the section; nothing where nothing was assumed.</summary>
    public static void Append(StringBuilder text, ImmutableArray<ClaimVerdict> claims, Layout layout)
    {
        var resting = claims.Where(c => !c.Assumptions.IsEmpty).ToList();
        if (resting.Count == 0)
        {
            return;
        }

        text.Append(layout.Palette.Paint(Tone.Strong, "Assumptions")).Append('\n');
        foreach (var assumption in resting.SelectMany(c => c.Assumptions).Distinct(StringComparer.Ordinal))
        {
            var of = resting.Where(c => c.Assumptions.Contains(assumption, StringComparer.Ordinal)).ToList();
            var only = of.Count == resting.Count
                ? ""
                : $" (For: {Phrases.List(of.Select(c => c.Name), 4)}.)";
            var mark = "- ";
            foreach (var part in TextWrap.Lines(assumption + only, layout.Width - 4))
            {
                text.Append("  ").Append(mark).Append(part).Append('\n');
                mark = "  ";
            }
        }

        text.Append('\n');
    }
}
