using System.Globalization;
using System.Text;

namespace Evenkeel.Core.Quantities;

/// <summary>A length of time written as Kubernetes writes it, such as <c>1h30m</c> or <c>300ms</c>.</summary>
/// <remarks>Read exactly as Go's time.ParseDuration does (src/time/format.go), to the nanosecond.</remarks>
/// <param name="Nanoseconds">The length; negative values are possible.</param>
public readonly record struct KubernetesDuration(long Nanoseconds)
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The length in seconds.</summary>
    public double TotalSeconds => Nanoseconds / (double)NanosecondsPerSecond;

    /// <summary>Reads a duration; on failure, <paramref name="error"/> says why in a few words.</summary>
    public static bool TryParse(string text, out KubernetesDuration duration, out string error) =>
        DurationParser.TryParse(text, out duration, out error);

    /// <summary>Reads a duration that is known to be well formed.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static KubernetesDuration Parse(string text) => TryParse(text, out var duration, out var error)
        ? duration
        : throw new FormatException($"'{text}' is not a duration: {error}");

    /// <summary>The length in .NET's units of 100 ns; what is finer is cut off.</summary>
    public TimeSpan ToTimeSpan() => TimeSpan.FromTicks(Nanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>As Go prints it: <c>1h30m0s</c>, <c>1.5s</c>, <c>300ms</c>, <c>0s</c>.</summary>
    public override string ToString()
    {
        var magnitude = Nanoseconds < 0 ? (ulong)-(Nanoseconds + 1) + 1 : (ulong)Nanoseconds;
        var sign = Nanoseconds < 0 ? "-" : "";
        return magnitude switch
        {
            0 => "0s",
            < 1_000 => sign + Fraction(magnitude, 1) + "ns",
            < 1_000_000 => sign + Fraction(magnitude, 1_000) + "µs",
            < NanosecondsPerSecond => sign + Fraction(magnitude, 1_000_000) + "ms",
            _ => sign + Clock(magnitude),
        };
    }

    private static string Clock(ulong nanoseconds)
    {
        var text = new StringBuilder();
        var minutes = nanoseconds / (60 * NanosecondsPerSecond);
        var rest = nanoseconds % (60 * NanosecondsPerSecond);
        if (minutes >= 60)
        {
            text.Append(CultureInfo.InvariantCulture, $"{minutes / 60}h");
        }

        if (minutes > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{minutes % 60}m");
        }

        return text.Append(Fraction(rest, NanosecondsPerSecond)).Append('s').ToString();
    }

    private static string Fraction(ulong value, ulong unit) =>
        ((decimal)value / unit).ToString("0.#########", CultureInfo.InvariantCulture);
}
