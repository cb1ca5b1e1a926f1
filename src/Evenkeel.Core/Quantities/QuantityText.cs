using System.Globalization;
using System.Numerics;

namespace Evenkeel.Core.Quantities;

/// <summary>
/// Writes quantities as CanonicalizeBytes of apimachinery, pkg/api/resource/quantity.go, does.
/// </summary>
internal static class QuantityText
{
    private const int LargestDecimalSuffix = 18;

    private static readonly string[] Decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    public static string Canonical(Quantity quantity)
    {
        if (quantity.Sign == 0)
        {
            return "0";
        }

        if (quantity.Format == QuantityFormat.BinarySi && TryWhole(quantity, out var whole)
            && BigInteger.Abs(whole) >= 1024)
        {
            var (amount, thousands) = WithoutFactors(whole, 1024);
            return Digits(amount) + Binary[thousands];
        }

        var (mantissa, tens) = WithoutFactors(quantity.Mantissa, 10);
        var exponent = quantity.Exponent + tens;
        while (exponent % 3 != 0)
        {
            mantissa *= 10;
            exponent--;
        }

        return Digits(mantissa) + Suffix(exponent, quantity.Format);
    }

    /// <summary>A number without a factor as often as it divides, and how often that was.</summary>
    public static (BigInteger Remaining, int Times) WithoutFactors(BigInteger value, int factor)
    {
        var times = 0;
        while (!value.IsZero)
        {
            var quotient = BigInteger.DivRem(value, factor, out var remainder);
            if (!remainder.IsZero)
            {
                break;
            }

            value = quotient;
            times++;
        }

        return (value, times);
    }

    private static bool TryWhole(Quantity quantity, out BigInteger whole)
    {
        if (quantity.Exponent >= 0)
        {
            whole = quantity.Mantissa * BigInteger.Pow(10, quantity.Exponent);
            return true;
        }

        whole = BigInteger.DivRem(quantity.Mantissa, BigInteger.Pow(10, -quantity.Exponent), out var rest);
        return rest.IsZero;
    }

    private static string Suffix(int exponent, QuantityFormat format)
    {
        if (format == QuantityFormat.DecimalExponent || exponent > LargestDecimalSuffix)
        {
            return exponent == 0 ? "" : "e" + exponent.ToString(CultureInfo.InvariantCulture);
        }

        return Decimal[(exponent - Quantity.SmallestExponent) / 3];
    }

    private static string Digits(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);
}
