using System.Globalization;
using System.Numerics;

namespace Evenkeel.Core.Yaml;

/// <summary>What a scalar becomes when Kubernetes turns YAML into JSON.</summary>
public enum YamlScalarKind
{
    /// <summary>JSON null.</summary>
    Null,

    /// <summary>JSON true or false.</summary>
    Bool,

    /// <summary>A JSON number without fraction.</summary>
    Integer,

    /// <summary>A JSON number with fraction or exponent.</summary>
    Float,

    /// <summary>A JSON string.</summary>
    Text,
}

/// <summary>
/// Reads scalars as kubectl does: sigs.k8s.io/yaml, goyaml.v2/resolve.go (YAML 1.1 words, no base 60).
/// </summary>
public static class YamlScalars
{
    private const NumberStyles FloatStyle =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>The JSON type of a scalar; quoted ones are always text.</summary>
    public static YamlScalarKind Kind(YamlScalar scalar)
    {
        if (!scalar.IsPlain)
        {
            return YamlScalarKind.Text;
        }

        return IsNullText(scalar.Value) ? YamlScalarKind.Null
            : TryBool(scalar, out _) ? YamlScalarKind.Bool
            : TryInteger(scalar.Value, out _) ? YamlScalarKind.Integer
            : IsFloat(scalar.Value) ? YamlScalarKind.Float
            : YamlScalarKind.Text;
    }

    /// <summary>
    /// A plain <c>true</c>, <c>yes</c>, <c>on</c>, <c>y</c> or its opposite, in the three usual spellings.
    /// </summary>
    public static bool TryBool(YamlScalar scalar, out bool value)
    {
        value = scalar.Value is "true" or "True" or "TRUE" or "yes" or "Yes" or "YES"
            or "on" or "On" or "ON" or "y" or "Y";
        var isFalse = scalar.Value is "false" or "False" or "FALSE" or "no" or "No" or "NO"
            or "off" or "Off" or "OFF" or "n" or "N";
        return scalar.IsPlain && (value || isFalse);
    }

    /// <summary>
    /// A plain integer that fits 64 bits: decimal, <c>0x</c>, <c>0o</c>, <c>0b</c>, or octal by a leading 0.
    /// </summary>
    public static bool TryInt(YamlScalar scalar, out long value)
    {
        value = 0;
        if (!scalar.IsPlain || !TryInteger(scalar.Value, out var big)
            || big < long.MinValue || big > long.MaxValue)
        {
            return false;
        }

        value = (long)big;
        return true;
    }

    internal static bool IsNullText(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    private static bool TryInteger(string text, out BigInteger value)
    {
        value = BigInteger.Zero;
        if (text.Length is 0 or > 128 || text[0] is not ('+' or '-' or (>= '0' and <= '9')))
        {
            return false;
        }

        var digits = text.Replace("_", "", StringComparison.Ordinal);
        var negative = digits[0] == '-';
        if (digits[0] is '+' or '-')
        {
            digits = digits[1..];
        }

        var (radix, start) = digits switch
        {
            ['0', 'x' or 'X', ..] => (16, 2),
            ['0', 'b' or 'B', ..] => (2, 2),
            ['0', 'o' or 'O', ..] => (8, 2),
            ['0', _, ..] => (8, 1),
            _ => (10, 0),
        };
        if (start >= digits.Length)
        {
            return false;
        }

        foreach (var c in digits.AsSpan(start))
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix)
            {
                return false;
            }

            value = (value * radix) + digit;
        }

        value = negative ? -value : value;
        return true;
    }

    private static bool IsFloat(string text)
    {
        if (text is ".nan" or ".NaN" or ".NAN" || text.TrimStart('+', '-') is ".inf" or ".Inf" or ".INF")
        {
            return true;
        }

        var plain = text[0] == '.' ? text : text.Replace("_", "", StringComparison.Ordinal);
        return plain.Any(char.IsAsciiDigit)
            && plain.All(c => char.IsAsciiDigit(c) || c is '.' or '+' or '-' or 'e' or 'E')
            && double.TryParse(plain, FloatStyle, CultureInfo.InvariantCulture, out _);
    }
}
