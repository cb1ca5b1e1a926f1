using System.Text;

namespace Evenkeel.Cli.Output.Timelines;

/// <summary>Lays a timeline's lines out: times to the left, text wrapped beside them.</summary>
/// <param name="layout">How they look.</param>
internal sealed class TimelineText(Layout layout)
{
    private const int TimeWidth = 11;

    /// <summary>Appends lines.</summary>
    /// <param name="text">Takes them.</param>
    /// <param name="lines">The lines, in order.</param>
    /// <param name="indent">Spaces before each.</param>
    /// <param name="faultAt">When the fault was, or null where there is none.</param>
    /// <param name="absolute">Whether the time since the start is shown besides that since the fault.</param>
    public void Append(
        StringBuilder text, IEnumerable<TimelineLine> lines, int indent, TimeSpan? faultAt, bool absolute)
    {
        string? told = null;
        foreach (var line in lines)
        {
            // Lines of one instant, as it is shown, show it once.
            var time = Durations.Text(line.At);
            var same = told == time;
            told = time;
            var sign = line.At < faultAt ? "" : "+";
            var times = absolute ? (same ? "" : time).PadLeft(TimeWidth) : "";
            var since = same || faultAt is null ? "" : sign + Durations.Text(line.At - faultAt.Value);
            times += since.PadLeft(TimeWidth + 2);
            Append(text, new string(' ', indent) + times + "  ", line);
        }
    }

    private void Append(StringBuilder text, string margin, TimelineLine line)
    {
        var lasted = line.Until - line.At;
        var told = lasted < Pace.FromFinest[0].Gap ? line.Text
            : lasted <= Pace.FromFinest[0].Longest ? $"{line.Text} (within {Durations.Text(lasted)})"
            : $"{line.Text} (over {Durations.Text(lasted)})";
        var isFirst = true;
        foreach (var part in TextWrap.Lines(told, Math.Max(40, layout.Width - margin.Length - 2)))
        {
            if (isFirst)
            {
                text.Append(layout.Palette.Paint(Tone.Faint, margin));
                text.Append(layout.Palette.Paint(line.Tone, $"{line.Symbol} {part}"));
            }
            else
            {
                text.Append(' ', margin.Length + 2).Append(layout.Palette.Paint(line.Tone, part));
            }

            text.Append('\n');
            isFirst = false;
        }
    }
}
