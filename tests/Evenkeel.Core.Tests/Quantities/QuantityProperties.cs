using System.Numerics;
using Evenkeel.Core.Quantities;
using FsCheck;
using FsCheck.Fluent;

namespace Evenkeel.Core.Tests.Quantities;

/// <summary>The parser against exact fractions of big integers that know nothing of its tricks.</summary>
public sealed class QuantityProperties
{
    private static readonly (string Suffix, BigInteger Up, BigInteger Down)[] Suffixes =
    [
        ("n", 1, Pow(10, 9)), ("u", 1, Pow(10, 6)), ("m", 1, 1000), ("", 1, 1), ("k", 1000, 1),
        ("M", Pow(10, 6), 1), ("G", Pow(10, 9), 1), ("T", Pow(10, 12), 1), ("P", Pow(10, 15), 1),
        ("E", Pow(10, 18), 1),
        ("Ki", Pow(2, 10), 1), ("Mi", Pow(2, 20), 1), ("Gi", Pow(2, 30), 1),
        ("Ti", Pow(2, 40), 1), ("Pi", Pow(2, 50), 1), ("Ei", Pow(2, 60), 1),
        ("e3", 1000, 1), ("E-2", 1, 100), ("e+1", 10, 1), ("e-12", 1, Pow(10, 12)), ("E20", Pow(10, 20), 1),
    ];

    private static readonly Arbitrary<(string Text, BigInteger Nano)> Quantities = Generate().ToArbitrary();

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000);

    [Fact]
    public void The_value_is_the_exact_one_rounded_away_from_zero_at_nano() => Check.One(Many, Prop.ForAll(
        Quantities, q => InNano(Quantity.Parse(q.Text)) == q.Nano));

    [Fact]
    public void Whole_units_and_thousandths_round_away_from_zero_and_saturate() =>
        Check.One(Many, Prop.ForAll(
            Quantities,
            q => Quantity.Parse(q.Text).Value == Clamp(Away(q.Nano, Pow(10, 9)))
                && Quantity.Parse(q.Text).MilliValue == Clamp(Away(q.Nano, Pow(10, 6)))));

    [Fact]
    public void The_canonical_form_reads_back_as_itself() => Check.One(Many, Prop.ForAll(Quantities, q =>
    {
        var quantity = Quantity.Parse(q.Text);
        var again = Quantity.Parse(quantity.ToString());
        var text = quantity.ToString();
        return again == quantity && again.ToString() == text && !text.Contains('.');
    }));

    [Fact]
    public void Order_is_that_of_the_exact_values() => Check.One(Many, Prop.ForAll(
        Quantities,
        Quantities,
        (a, b) =>
        {
            var (left, right) = (Quantity.Parse(a.Text), Quantity.Parse(b.Text));
            return Math.Sign(left.CompareTo(right)) == Math.Sign(a.Nano.CompareTo(b.Nano))
                && (a.Nano != b.Nano || left.GetHashCode() == right.GetHashCode());
        }));

    [Fact]
    public void No_text_makes_the_parser_throw()
    {
        var texts = Gen.Choose(0, 12)
            .SelectMany(length =>
                Gen.ArrayOf(Gen.Elements("0123456789.+-eEinumkKMGTPx ".ToCharArray()), length))
            .Select(letters => new string(letters)).ToArbitrary();
        Check.One(Many, Prop.ForAll(texts, text =>
            Quantity.TryParse(text, out var quantity, out var error) == (error.Length == 0)
            && quantity.ToString().Length > 0));
    }

    private static Gen<(string Text, BigInteger Nano)> Generate() =>
        from sign in Gen.Elements("", "-", "+")
        from whole in Digits(0, 22)
        from fraction in Digits(0, 14)
        from point in Gen.Elements(true, false)
        from suffix in Gen.Elements(Suffixes)
        let digits = whole + (point ? fraction : "")
        where digits.Length > 0
        select (
            sign + whole + (point ? "." + fraction : "") + suffix.Suffix,
            Exact(sign, digits, point ? fraction.Length : 0, suffix));

    private static BigInteger Exact(
        string sign,
        string digits,
        int fractionDigits,
        (string Suffix, BigInteger Up, BigInteger Down) suffix)
    {
        var nano = Away(
            BigInteger.Parse(digits) * suffix.Up * Pow(10, 9), suffix.Down * Pow(10, fractionDigits));
        var cap = long.MaxValue * Pow(10, 9);
        var capped = suffix.Suffix.EndsWith('i') && nano > cap ? cap : nano;
        return sign == "-" ? -capped : capped;
    }

    private static Gen<string> Digits(int least, int most) => Gen.Choose(least, most)
        .SelectMany(length => Gen.ArrayOf(Gen.Elements("0001234569".ToCharArray()), length))
        .Select(letters => new string(letters));

    private static BigInteger InNano(Quantity quantity) => quantity.Mantissa * Pow(10, quantity.Exponent + 9);

    private static BigInteger Away(BigInteger value, BigInteger by)
    {
        var up = (BigInteger.Abs(value) + by - 1) / by;
        return value.Sign < 0 ? -up : up;
    }

    private static long Clamp(BigInteger value) =>
        value > long.MaxValue ? long.MaxValue : value < long.MinValue ? long.MinValue : (long)value;

    private static BigInteger Pow(int @base, int exponent) => BigInteger.Pow(@base, exponent);
}
