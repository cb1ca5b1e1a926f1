
namespace Evenkeel.Cli.Output;

/// <summary>Lengths of time for people.</summary>
internal static class Durations
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

    private static string Join(long large, string largeUnit, long small, string smallUnit) => small == 0
        ? $"{large} {largeUnit}"
        : $"{large} {largeUnit} {small} {smallUnit}";
}
