using Evenkeel.Core.Quantities;

namespace Evenkeel.Core.Tests.Quantities;

/// <summary>
/// Values as Kubernetes' own documentation and tests have them (apimachinery, pkg/api/resource).
/// </summary>
public sealed class QuantityTests
{
    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("0Ki", 0, 0)]
    [InlineData("-0", 0, 0)]
    [InlineData("1", 1, 1000)]
    [InlineData("+1", 1, 1000)]
    [InlineData("1.", 1, 1000)]
    [InlineData("500m", 1, 500)]
    [InlineData("0.5", 1, 500)]
    [InlineData(".5", 1, 500)]
    [InlineData("1500m", 2, 1500)]
    [InlineData("1.001", 2, 1001)]
    [InlineData("0.0001", 1, 1)]
    [InlineData("3n", 1, 1)]
    [InlineData("-9.01", -10, -9010)]
    [InlineData("-1500m", -2, -1500)]
    [InlineData("8k", 8_000, 8_000_000)]
    [InlineData("100.035k", 100_035, 100_035_000)]
    [InlineData("7.123456M", 7_123_456, 7_123_456_000)]
    [InlineData("1e3", 1000, 1_000_000)]
    [InlineData("1E3", 1000, 1_000_000)]
    [InlineData("1.3E+6", 1_300_000, 1_300_000_000)]
    [InlineData("5e-1", 1, 500)]
    [InlineData("1Ki", 1024, 1_024_000)]
    [InlineData("0.5Mi", 524_288, 524_288_000)]
    [InlineData("1.5Gi", 1_610_612_736, 1_610_612_736_000)]
    [InlineData("100.035Ki", 102_436, 102_435_840)]
    [InlineData("16Gi", 17_179_869_184, 17_179_869_184_000)]
    [InlineData("3Ei", 3_458_764_513_820_540_928, long.MaxValue)]
    [InlineData("9Ei", long.MaxValue, long.MaxValue)]
    [InlineData("9223372036854775807Ki", long.MaxValue, long.MaxValue)]
    [InlineData("-9Ei", -long.MaxValue, long.MinValue)]
    [InlineData("12E", long.MaxValue, long.MaxValue)]
    [InlineData("1e2147483647", long.MaxValue, long.MaxValue)]
    [InlineData("-1e2147483647", long.MinValue, long.MinValue)]
    [InlineData("1e-2147483648", 1, 1)]
    [InlineData("0e2147483647", 0, 0)]
    public void Whole_units_and_thousandths_round_away_from_zero(string text, long value, long milli)
    {
        var quantity = Quantity.Parse(text);
        quantity.Value.ShouldBe(value);
        quantity.MilliValue.ShouldBe(milli);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("0Gi", "0")]
    [InlineData("-0m", "0")]
    [InlineData("1.5", "1500m")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("307200Ki", "300Mi")]
    [InlineData("1000M", "1G")]
    [InlineData("0.001T", "1G")]
    [InlineData("1000u", "1m")]
    [InlineData("1080000000n", "1080m")]
    [InlineData("5000m", "5")]
    [InlineData("1234567M", "1234567M")]
    [InlineData("100.035k", "100035")]
    [InlineData("0.00050k", "500m")]
    [InlineData(".001e12", "1e9")]
    [InlineData("0.001e0", "1e-3")]
    [InlineData("1000e-12", "1e-9")]
    [InlineData("1e14", "100e12")]
    [InlineData("1000E", "1e21")]
    [InlineData("9999999999999999999.1", "9999999999999999999100m")]
    [InlineData("9999999999999999999000m", "9999999999999999999")]
    [InlineData("1000000000000000000.0", "1E")]
    [InlineData("9Ei", "9223372036854775807")]
    [InlineData("1023Ki", "1023Ki")]
    [InlineData("1024Ki", "1Mi")]
    [InlineData("0.9Ki", "921600m")]
    [InlineData("100.035Ki", "102435840m")]
    [InlineData(".001Ki", "1024m")]
    [InlineData(".000000001Ki", "1024n")]
    [InlineData(".000000000001Ki", "2n")]
    [InlineData("3.001n", "4n")]
    [InlineData("0.0000000005", "1n")]
    [InlineData("0.00000012345", "124n")]
    [InlineData("0.5e-9", "1e-9")]
    [InlineData("-1.5Gi", "-1536Mi")]
    public void The_canonical_form_loses_nothing(string text, string canonical)
    {
        var quantity = Quantity.Parse(text);
        quantity.ToString().ShouldBe(canonical);
        Quantity.Parse(canonical).ShouldBe(quantity);
    }

    [Theory]
    [InlineData("5Ki", QuantityFormat.BinarySi)]
    [InlineData("5k", QuantityFormat.DecimalSi)]
    [InlineData("5", QuantityFormat.DecimalSi)]
    [InlineData("5E", QuantityFormat.DecimalSi)]
    [InlineData("5E0", QuantityFormat.DecimalExponent)]
    [InlineData("5e0", QuantityFormat.DecimalExponent)]
    [InlineData("0.000000000001Ki", QuantityFormat.DecimalSi)]
    public void The_format_is_remembered(string text, QuantityFormat format) =>
        Quantity.Parse(text).Format.ShouldBe(format);

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1.1.M")]
    [InlineData("1+1.0M")]
    [InlineData("0.1mi")]
    [InlineData("0.1am")]
    [InlineData("aoeu")]
    [InlineData(".5i")]
    [InlineData("1i")]
    [InlineData("-3.01i")]
    [InlineData("-3.01e-")]
    [InlineData("1e")]
    [InlineData("1K")]
    [InlineData("1KB")]
    [InlineData("1GB")]
    [InlineData("1g")]
    [InlineData("1Zi")]
    [InlineData("--1")]
    [InlineData("1_000")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("1Ki5")]
    [InlineData("1e5i")]
    [InlineData("٣")]
    [InlineData("1e99999999999999999999")]
    public void Other_texts_are_refused_with_a_reason(string text)
    {
        Quantity.TryParse(text, out _, out var error).ShouldBeFalse();
        error.ShouldNotBeEmpty();
        Should.Throw<FormatException>(() => Quantity.Parse(text));
    }

    [Theory]
    [InlineData("1K", "k for 1000 or Ki for 1024")]
    [InlineData("20gi", "capital letters matter")]
    [InlineData("16GB", "write Gi, without B")]
    public void The_reason_helps(string text, string part)
    {
        Quantity.TryParse(text, out _, out var error);
        error.ShouldContain(part);
    }

    /// <summary>
    /// Kubernetes' fast path takes a missing number for zero; where its slow path is needed, it fails.
    /// </summary>
    [Theory]
    [InlineData("m", true)]
    [InlineData(".", true)]
    [InlineData("-", true)]
    [InlineData("Ti", true)]
    [InlineData("Pi", false)]
    [InlineData("e-10", false)]
    public void A_suffix_alone_is_zero_where_Kubernetes_says_so(string text, bool isZero)
    {
        Quantity.TryParse(text, out var quantity, out _).ShouldBe(isZero);
        quantity.Sign.ShouldBe(0);
    }

    [Fact]
    public void A_hostile_length_is_refused() =>
        Quantity.TryParse(new string('9', 5_000_000), out _, out _).ShouldBeFalse();

    [Fact]
    public void Equality_and_order_are_by_amount()
    {
        Quantity.Parse("500m").ShouldBe(Quantity.Parse("0.5"));
        Quantity.Parse("500m").GetHashCode().ShouldBe(Quantity.Parse("0.5").GetHashCode());
        (Quantity.Parse("1Gi") > Quantity.Parse("1G")).ShouldBeTrue();
        (Quantity.Parse("-1") < Quantity.Parse("1n")).ShouldBeTrue();
        (Quantity.Parse("1e2147483647") > Quantity.Parse("1e2147483646")).ShouldBeTrue();
        (Quantity.Parse("-1e2147483647") <= Quantity.Parse("-1")).ShouldBeTrue();
        (Quantity.Parse("1") >= Quantity.Parse("1000m")).ShouldBeTrue();
        (Quantity.Parse("1") != Quantity.Parse("1001m")).ShouldBeTrue();
    }

    [Fact]
    public void Numbers_become_quantities()
    {
        Quantity.FromValue(20L << 30, QuantityFormat.BinarySi).ToString().ShouldBe("20Gi");
        Quantity.FromMilli(250).ToString().ShouldBe("250m");
        default(Quantity).ToString().ShouldBe("0");
    }
}
