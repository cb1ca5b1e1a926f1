
using System.Globalization;
using System.Text.RegularExpressions;

namespace Evenkeel.Cli.Output;

/// <summary>Lengths of time for people.</summary>
internal static partial class Durations
{
    /// <summary><c>0 s</c>, <c>12.3 s</c>, <c>6 min 23 s</c>, <c>1 h 5 min</c>.</summary>
    public static string Text(TimeSpan time)
    {
        var tenths = (long)Math.Round(time.TotalSeconds * 10, MidpointRounding.AwayFromZero);
        if (tenths < 0)
        {
            return "-" + Text(-time);
        }

        if (tenths < 1200)
        {
            return $"{tenths / 10m:0.#} s";
        }

        var seconds = (tenths + 5) / 10;
        return seconds < 3600
            ? Join(seconds / 60, "min", seconds % 60, "s")
            : Join((seconds + 30) / 3600, "h", (seconds + 30) % 3600 / 60, "min");
    }

    /// <inheritdoc cref="Text(TimeSpan)"/>
    public static string Text(double seconds) => Text(TimeSpan.FromSeconds(seconds));

    /// <summary>
    /// A sentence with lengths such as <c>406 s</c> in it, as <see cref="Text(double)"/> has them.
    /// </summary>
    public static string InText(string sentence) => Seconds().Replace(
        sentence, match => Text(double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"(?<![\w.–])(\d{1,9}(?:\.\d{1,3})?) s(?!\w)", RegexOptions.None, 1000)]
    private static partial Regex Seconds();

    private static string Join(long large, string largeUnit, long small, string smallUnit) => small == 0
        ? $"{large} {largeUnit}"
        : $"{large} {largeUnit} {small} {smallUnit}";
}
