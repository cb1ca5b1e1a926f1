using System.Globalization;
using System.Numerics;

namespace Evenkeel.Core.Quantities;

/// <summary>
/// Reads quantities by the rules of apimachinery, pkg/api/resource/quantity.go (ParseQuantity) and suffix.go:
/// more precision than nano rounds away from zero; only amounts with a binary suffix are capped, at 2^63-1.
/// Exponents beyond 32 bits are refused here; Kubernetes cuts them to their lowest 32 bits.
/// </summary>
internal static class QuantityParser
{
    private const int MaxLength = 1000;
    private const string SuffixLetters = "eEinumkKMGTP";

    public static bool TryParse(string text, out Quantity quantity, out string error)
    {
        quantity = default;
        if (!Split(text, out var negative, out var whole, out var fraction, out var suffix))
        {
            error = text.Length switch
            {
                0 => "it is empty",
                > MaxLength => "it is too long",
                _ when Unit(text) is { Length: > 0 } unit => Unknown(unit),
                _ => "it must be a number with an optional suffix, such as 500m, 2 or 16Gi",
            };
            return false;
        }

        if (!Interpret(suffix, out var power, out var format))
        {
            error = Unknown(suffix);
            return false;
        }

        // Without a digit Kubernetes reads zero where its fast path applies, and fails where it does not.
        var hasDigits = whole.Length + fraction.Length > 0;
        if (!hasDigits && (power < Quantity.SmallestExponent || IsLarge(format, power)))
        {
            error = "it has no digits";
            return false;
        }

        var mantissa = hasDigits
            ? BigInteger.Parse(whole + fraction, NumberStyles.None, CultureInfo.InvariantCulture)
            : BigInteger.Zero;
        quantity = Build(mantissa, fraction.Length, power, format, negative);
        error = "";
        return true;
    }

    private static bool IsLarge(QuantityFormat format, int power) =>
        format == QuantityFormat.BinarySi && power > 40;

    private static Quantity Build(
        BigInteger mantissa, int fractionDigits, int power, QuantityFormat format, bool negative)
    {
        var exponent = -(long)fractionDigits;
        if (format == QuantityFormat.BinarySi)
        {
            mantissa <<= power;
        }
        else
        {
            exponent += power;
        }

        if (exponent < Quantity.SmallestExponent && !mantissa.IsZero)
        {
            mantissa = Quantity.DivideAway(mantissa, Quantity.SmallestExponent - exponent);
            exponent = Quantity.SmallestExponent;
        }

        if (format == QuantityFormat.BinarySi)
        {
            var one = BigInteger.Pow(10, (int)-exponent);
            if (mantissa > long.MaxValue * one)
            {
                (mantissa, exponent) = (long.MaxValue, 0);
            }
            else if (mantissa < one && !mantissa.IsZero)
            {
                format = QuantityFormat.DecimalSi;
            }
        }

        return new Quantity(negative ? -mantissa : mantissa, (int)exponent, format);
    }

    /// <summary>
    /// Sign, digits, digits behind the point, suffix; false when something else stands in between.
    /// </summary>
    private static bool Split(
        string text, out bool negative, out string whole, out string fraction, out string suffix)
    {
        negative = text.StartsWith('-');
        (whole, fraction, suffix) = ("", "", "");
        if (text.Length is 0 or > MaxLength)
        {
            return false;
        }

        var position = text[0] is '+' or '-' ? 1 : 0;
        whole = Take(text, ref position, char.IsAsciiDigit);
        if (position < text.Length && text[position] == '.')
        {
            position++;
            fraction = Take(text, ref position, char.IsAsciiDigit);
        }

        var start = position;
        Take(text, ref position, c => SuffixLetters.Contains(c, StringComparison.Ordinal));
        position += position < text.Length && text[position] is '+' or '-' ? 1 : 0;
        Take(text, ref position, char.IsAsciiDigit);
        suffix = text[start..];
        return position == text.Length;
    }

    private static string Take(string text, ref int position, Func<char, bool> accepts)
    {
        var start = position;
        while (position < text.Length && accepts(text[position]))
        {
            position++;
        }

        return text[start..position];
    }

    private static bool Interpret(string suffix, out int power, out QuantityFormat format)
    {
        (power, format) = suffix switch
        {
            "n" => (-9, QuantityFormat.DecimalSi),
            "u" => (-6, QuantityFormat.DecimalSi),
            "m" => (-3, QuantityFormat.DecimalSi),
            "" => (0, QuantityFormat.DecimalSi),
            "k" => (3, QuantityFormat.DecimalSi),
            "M" => (6, QuantityFormat.DecimalSi),
            "G" => (9, QuantityFormat.DecimalSi),
            "T" => (12, QuantityFormat.DecimalSi),
            "P" => (15, QuantityFormat.DecimalSi),
            "E" => (18, QuantityFormat.DecimalSi),
            "Ki" => (10, QuantityFormat.BinarySi),
            "Mi" => (20, QuantityFormat.BinarySi),
            "Gi" => (30, QuantityFormat.BinarySi),
            "Ti" => (40, QuantityFormat.BinarySi),
            "Pi" => (50, QuantityFormat.BinarySi),
            "Ei" => (60, QuantityFormat.BinarySi),
            _ => (0, QuantityFormat.DecimalExponent),
        };
        if (format != QuantityFormat.DecimalExponent)
        {
            return true;
        }

        return suffix[0] is 'e' or 'E' && int.TryParse(
            suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power);
    }

    /// <summary>The letters behind a number, when a text is nothing but these two.</summary>
    private static string Unit(string text)
    {
        var unit = text.AsSpan().TrimStart("+-").TrimStart("0123456789.").ToString();
        return unit.Length < text.Length && unit.All(char.IsAsciiLetter) ? unit : "";
    }

    private static string Unknown(string suffix) => suffix switch
    {
        "GB" or "MB" or "KB" or "kB" or "TB" => $"unknown suffix `{suffix}`; write {suffix[0]}i, without B",
        "g" or "gi" or "mi" or "ki" or "t" or "ti" or "GI" or "MI" or "KI" or "p" or "pi" =>
            $"unknown suffix `{suffix}`; capital letters matter",
        "K" => "unknown suffix `K`; write k for 1000 or Ki for 1024",
        _ => $"unknown suffix `{suffix}`; known are n u m k M G T P E and Ki Mi Gi Ti Pi Ei",
    };
}
