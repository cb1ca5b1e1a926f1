using System.Numerics;
using Evenkeel.Core.Quantities;
using FsCheck;
using FsCheck.Fluent;
using static System.FormattableString;

namespace Evenkeel.Core.Tests.Quantities;

/// <summary>Values as Go's own tests have them (src/time/time_test.go).</summary>
public sealed class KubernetesDurationTests
{
    private const long Second = 1_000_000_000;
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("+0", 0)]
    [InlineData("-0", 0)]
    [InlineData("5s", 5 * Second)]
    [InlineData("30s", 30 * Second)]
    [InlineData("1478s", 1478 * Second)]
    [InlineData("-5s", -5 * Second)]
    [InlineData("+5s", 5 * Second)]
    [InlineData("5.0s", 5 * Second)]
    [InlineData("5.6s", 5_600_000_000)]
    [InlineData("5.s", 5 * Second)]
    [InlineData(".5s", Second / 2)]
    [InlineData("1.0s", Second)]
    [InlineData("1.004s", 1_004_000_000)]
    [InlineData("100.00100s", 100_001_000_000)]
    [InlineData("10ns", 10)]
    [InlineData("11us", 11_000)]
    [InlineData("12µs", 12_000)]
    [InlineData("12μs", 12_000)]
    [InlineData("13ms", 13_000_000)]
    [InlineData("14s", 14 * Second)]
    [InlineData("15m", 15 * 60 * Second)]
    [InlineData("16h", 16 * 3600 * Second)]
    [InlineData("3h30m", 12_600 * Second)]
    [InlineData("10.5s4m", 250_500_000_000)]
    [InlineData("-2m3.4s", -123_400_000_000)]
    [InlineData("1h2m3s4ms5us6ns", 3_723_004_005_006)]
    [InlineData("39h9m14.425s", 140_954_425_000_000)]
    [InlineData("52763797000ns", 52_763_797_000)]
    [InlineData("0.3333333333333333333h", 1_200_000_000_000)]
    [InlineData("9007199254740993ns", 9_007_199_254_740_993)]
    [InlineData("9223372036854775807ns", long.MaxValue)]
    [InlineData("9223372036854775.807us", long.MaxValue)]
    [InlineData("9223372036s854ms775us807ns", long.MaxValue)]
    [InlineData("-9223372036854775808ns", long.MinValue)]
    [InlineData("-9223372036854775.808us", long.MinValue)]
    [InlineData("-2562047h47m16.854775808s", long.MinValue)]
    [InlineData("0.100000000000000000000h", 360 * Second)]
    [InlineData("0.830103483285477580700h", 2_988_372_539_827)]
    [InlineData("1.5h", 5400 * Second)]
    [InlineData("300ms", 300_000_000)]
    public void Reads_what_Go_reads(string text, long nanoseconds) =>
        KubernetesDuration.Parse(text).Nanoseconds.ShouldBe(nanoseconds);

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("-")]
    [InlineData("s")]
    [InlineData(".")]
    [InlineData("-.")]
    [InlineData(".s")]
    [InlineData("+.s")]
    [InlineData("1d")]
    [InlineData("1.5")]
    [InlineData("5 s")]
    [InlineData("5s ")]
    [InlineData("1S")]
    [InlineData("--1s")]
    [InlineData("1h-5m")]
    [InlineData("\u0085\u0085")]
    [InlineData("hello ffff world")]
    [InlineData("3000000h")]
    [InlineData("9223372036854775808ns")]
    [InlineData("9223372036854775.808us")]
    [InlineData("9223372036854ms775us808ns")]
    [InlineData("-9223372036854775809ns")]
    [InlineData("99999999999999999999999999s")]
    public void Refuses_what_Go_refuses_and_says_why(string text)
    {
        KubernetesDuration.TryParse(text, out _, out var error).ShouldBeFalse();
        error.ShouldNotBeEmpty();
        Should.Throw<FormatException>(() => KubernetesDuration.Parse(text));
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "1ns")]
    [InlineData(1_100, "1.1µs")]
    [InlineData(2_200_000, "2.2ms")]
    [InlineData(3_300_000_000, "3.3s")]
    [InlineData(245 * Second, "4m5s")]
    [InlineData(245_001_000_000, "4m5.001s")]
    [InlineData(5 * 3600 * Second + 6 * 60 * Second + 7_001_000_000, "5h6m7.001s")]
    [InlineData(480_000_000_001, "8m0.000000001s")]
    [InlineData(long.MaxValue, "2562047h47m16.854775807s")]
    [InlineData(long.MinValue, "-2562047h47m16.854775808s")]
    public void Prints_as_Go_prints(long nanoseconds, string text) =>
        new KubernetesDuration(nanoseconds).ToString().ShouldBe(text);

    [Fact]
    public void Becomes_a_time_span() =>
        KubernetesDuration.Parse("1m30.5s").ToTimeSpan().ShouldBe(TimeSpan.FromSeconds(90.5));

    [Fact]
    public void What_is_printed_reads_back() => Check.One(Many, Prop.ForAll(
        ArbMap.Default.ArbFor<long>(),
        n => KubernetesDuration.Parse(new KubernetesDuration(n).ToString()).Nanoseconds == n));

    [Fact]
    public void Sums_of_whole_parts_are_exact()
    {
        (string Unit, BigInteger Size)[] units =
        [
            ("ns", 1), ("us", 1000), ("ms", 1_000_000),
            ("s", Second), ("m", 60 * Second), ("h", 3600 * Second),
        ];
        var part = Gen.Elements(units)
            .SelectMany(unit => Gen.Choose(0, 2_000_000_000).Select(number => (number, unit)));
        var parts = Gen.Choose(1, 5).SelectMany(count => Gen.ArrayOf(part, count));
        Check.One(Many, Prop.ForAll(parts.ToArbitrary(), list =>
        {
            var text = string.Concat(list.Select(p => Invariant($"{p.number}{p.unit.Unit}")));
            var total = list.Aggregate(BigInteger.Zero, (sum, p) => sum + (p.number * p.unit.Size));
            var isRead = KubernetesDuration.TryParse(text, out var duration, out _);
            return total > long.MaxValue ? !isRead : isRead && duration.Nanoseconds == total;
        }));
    }

    [Fact]
    public void No_text_makes_the_parser_throw()
    {
        var texts = Gen.Choose(0, 12)
            .SelectMany(length => Gen.ArrayOf(Gen.Elements("0123456789.+-nuµmsh ".ToCharArray()), length))
            .Select(letters => new string(letters)).ToArbitrary();
        Check.One(Many, Prop.ForAll(texts, text =>
            KubernetesDuration.TryParse(text, out _, out var error) == (error.Length == 0)));
    }
}
