using System.Text;
using Evenkeel.Core.Diagnostics;

namespace Evenkeel.Cli.Output;

/// <summary>A table in plain text: columns as wide as their longest cell, the last one wrapped.</summary>
internal static class TextTable
{
    /// <summary>Appends a table.</summary>
    /// <param name="text">Takes it.</param>
    /// <param name="cells">Its rows, the heading first; all of one length.</param>
    /// <param name="rightAligned">Which columns hold numbers.</param>
    /// <param name="layout">How it looks.</param>
    public static void Append(
        StringBuilder text, IReadOnlyList<string[]> cells, IReadOnlySet<int> rightAligned, Layout layout)
    {
        var rows = cells.Select(row => row.Select(DisplayText.Escape).ToArray()).ToList();
        var last = rows[0].Length - 1;
        var widths = Enumerable.Range(0, last).Select(c => rows.Max(r => r[c].Length)).ToArray();
        var margin = 2 + widths.Sum(w => w + 2);
        for (var r = 0; r < rows.Count; r++)
        {
            var line = new StringBuilder("  ");
            for (var c = 0; c < last; c++)
            {
                var cell = rows[r][c];
                line.Append(rightAligned.Contains(c) ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]));
                line.Append("  ");
            }

            foreach (var part in TextWrap.Lines(rows[r][last], Math.Max(20, layout.Width - margin)))
            {
                var whole = (line + part).TrimEnd();
                text.Append(r == 0 ? layout.Palette.Paint(Tone.Faint, whole) : whole).Append('\n');
                line.Clear().Append(' ', margin);
            }
        }
    }
}
