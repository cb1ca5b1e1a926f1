using System.Numerics;

namespace Evenkeel.Core.Quantities;

/// <summary>How a quantity was written, and is written again.</summary>
public enum QuantityFormat
{
    /// <summary>Suffixes n u m k M G T P E: powers of 1000.</summary>
    DecimalSi,

    /// <summary>Suffixes Ki Mi Gi Ti Pi Ei: powers of 1024.</summary>
    BinarySi,

    /// <summary>An exponent, as in <c>12e6</c>.</summary>
    DecimalExponent,
}

/// <summary>
/// An amount of a resource, exact down to a billionth, as Kubernetes reads and writes it
/// (apimachinery, pkg/api/resource/quantity.go). Equality and order are by value, not by form.
/// </summary>
/// <remarks>
/// One difference: what does not fit 64 bits becomes the nearest number that does, where Kubernetes'
/// accessors wrap around or return 0.
/// </remarks>
public readonly struct Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    /// <summary>The smallest power of ten that is kept: nano.</summary>
    internal const int SmallestExponent = -9;

    private const int LongDigits = 19;

    internal Quantity(BigInteger mantissa, int exponent, QuantityFormat format)
    {
        Mantissa = mantissa;
        Exponent = mantissa.IsZero ? 0 : exponent;
        Format = format;
    }

    /// <summary>How it was written.</summary>
    public QuantityFormat Format { get; }

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => Mantissa.Sign;

    /// <summary>In whole units (cores, bytes), rounded away from zero.</summary>
    public long Value => Scaled(0);

    /// <summary>In thousandths, rounded away from zero.</summary>
    public long MilliValue => Scaled(-3);

    /// <summary>The value is this times ten to the power of <see cref="Exponent"/>.</summary>
    internal BigInteger Mantissa { get; }

    internal int Exponent { get; }

    /// <summary>Whole units, such as bytes.</summary>
    public static Quantity FromValue(long value, QuantityFormat format = QuantityFormat.DecimalSi) =>
        new(value, 0, format);

    /// <summary>Thousandths, such as millicores.</summary>
    public static Quantity FromMilli(long value) => new(value, -3, QuantityFormat.DecimalSi);

    /// <summary>Reads a quantity; on failure, <paramref name="error"/> says why in a few words.</summary>
    public static bool TryParse(string text, out Quantity quantity, out string error) =>
        QuantityParser.TryParse(text, out quantity, out error);

    /// <summary>Reads a quantity that is known to be well formed.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static Quantity Parse(string text) => TryParse(text, out var quantity, out var error)
        ? quantity
        : throw new FormatException($"'{text}' is not a quantity: {error}");

    /// <inheritdoc/>
    public int CompareTo(Quantity other)
    {
        if (Sign != other.Sign || Sign == 0)
        {
            return Sign.CompareTo(other.Sign);
        }

        // Digits before the point decide for exponents that are too far apart to write out.
        var magnitude = (DigitCount(Mantissa) + Exponent)
            .CompareTo(DigitCount(other.Mantissa) + other.Exponent);
        if (magnitude != 0)
        {
            return magnitude * Sign;
        }

        var low = Math.Min(Exponent, other.Exponent);
        var left = Mantissa * BigInteger.Pow(10, Exponent - low);
        return left.CompareTo(other.Mantissa * BigInteger.Pow(10, other.Exponent - low));
    }

    /// <inheritdoc/>
    public bool Equals(Quantity other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var (mantissa, exponent) = QuantityText.WithoutFactors(Mantissa, 10);
        return HashCode.Combine(mantissa, exponent + Exponent);
    }

    /// <summary>The canonical form: no fraction, the largest suffix that loses nothing.</summary>
    public override string ToString() => QuantityText.Canonical(this);

    /// <summary>Whether two quantities are the same amount.</summary>
    public static bool operator ==(Quantity left, Quantity right) => left.Equals(right);

    /// <summary>Whether two quantities differ in amount.</summary>
    public static bool operator !=(Quantity left, Quantity right) => !left.Equals(right);

    /// <summary>Whether the left amount is smaller.</summary>
    public static bool operator <(Quantity left, Quantity right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left amount is larger.</summary>
    public static bool operator >(Quantity left, Quantity right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left amount is not larger.</summary>
    public static bool operator <=(Quantity left, Quantity right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left amount is not smaller.</summary>
    public static bool operator >=(Quantity left, Quantity right) => left.CompareTo(right) >= 0;

    /// <summary>A number divided by a power of ten, rounded away from zero.</summary>
    internal static BigInteger DivideAway(BigInteger value, long power)
    {
        if (power > DigitCount(value))
        {
            return value.Sign;
        }

        var quotient = BigInteger.DivRem(value, BigInteger.Pow(10, (int)power), out var remainder);
        return quotient + remainder.Sign;
    }

    private static long DigitCount(BigInteger value) =>
        BigInteger.Abs(value).ToString(System.Globalization.CultureInfo.InvariantCulture).Length;

    private long Scaled(int power)
    {
        var shift = (long)Exponent - power;
        if (shift > LongDigits)
        {
            return Sign switch { 0 => 0, > 0 => long.MaxValue, _ => long.MinValue };
        }

        var scaled = shift >= 0 ? Mantissa * BigInteger.Pow(10, (int)shift) : DivideAway(Mantissa, -shift);
        return (long)BigInteger.Clamp(scaled, long.MinValue, long.MaxValue);
    }
}
