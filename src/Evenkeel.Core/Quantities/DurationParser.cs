using System.Globalization;

namespace Evenkeel.Core.Quantities;

/// <summary>The rules of Go's time.ParseDuration: signed runs of a decimal number and a unit.</summary>
internal static class DurationParser
{
    private const ulong Limit = 1UL << 63;
    private const string Expected = "write numbers with units, such as 90s, 1h30m or 300ms";

    public static bool TryParse(string text, out KubernetesDuration duration, out string error)
    {
        duration = default;
        var negative = text.StartsWith('-');
        var rest = text.AsSpan(text.Length > 0 && text[0] is '+' or '-' ? 1 : 0);
        if (rest is "0")
        {
            error = "";
            return true;
        }

        if (rest.IsEmpty)
        {
            error = $"it is empty; {Expected}";
            return false;
        }

        var total = 0UL;
        while (!rest.IsEmpty)
        {
            if (!TryPart(ref rest, out var part, out error))
            {
                return false;
            }

            // Each addend is at most 2^63, so the sum cannot pass 2^64 before it is checked.
            total += part;
            if (total > Limit)
            {
                error = "it is longer than 292 years";
                return false;
            }
        }

        if (total == Limit && !negative)
        {
            error = "it is longer than 292 years";
            return false;
        }

        duration = new KubernetesDuration(negative ? unchecked(-(long)total) : (long)total);
        error = "";
        return true;
    }

    private static bool TryPart(ref ReadOnlySpan<char> rest, out ulong nanoseconds, out string error)
    {
        nanoseconds = 0;
        var digits = Digits(rest);
        var whole = rest[..digits];
        rest = rest[digits..];
        var fraction = ReadOnlySpan<char>.Empty;
        if (rest is ['.', ..])
        {
            fraction = rest.Slice(1, Digits(rest[1..]));
            rest = rest[(1 + fraction.Length)..];
        }

        if (whole.IsEmpty && fraction.IsEmpty)
        {
            error = Expected;
            return false;
        }

        var length = rest.IndexOfAnyInRange('0', '9') is >= 0 and var digit ? digit : rest.Length;
        length = rest.IndexOf('.') is >= 0 and var point ? Math.Min(point, length) : length;
        if (!TryUnit(rest[..length], out var unit, out error))
        {
            return false;
        }

        rest = rest[length..];
        error = "it is longer than 292 years";
        var number = 0UL;
        var fits = whole.IsEmpty
            || ulong.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        if (!fits || number > Limit / unit)
        {
            return false;
        }

        nanoseconds = (number * unit) + Fraction(fraction, unit);
        return nanoseconds <= Limit;
    }

    private static bool TryUnit(ReadOnlySpan<char> name, out ulong unit, out string error)
    {
        unit = name switch
        {
            "ns" => 1,
            "us" or "µs" or "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => 0UL,
        };
        error = name.IsEmpty
            ? "it has no unit; add one, such as s, m or h"
            : $"unknown unit `{name}`; known are ns, us, ms, s, m and h";
        return unit > 0;
    }

    /// <summary>Go's own arithmetic: digits until they overflow, then one rounding to a double.</summary>
    private static ulong Fraction(ReadOnlySpan<char> digits, ulong unit)
    {
        var value = 0UL;
        var scale = 1.0;
        foreach (var c in digits)
        {
            if (value > long.MaxValue / 10)
            {
                break;
            }

            var next = (value * 10) + (ulong)(c - '0');
            if (next > Limit)
            {
                break;
            }

            value = next;
            scale *= 10;
        }

        return value > 0 ? (ulong)(value * (unit / scale)) : 0;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
