using System.Numerics;
using Evenkeel.Core.Quantities;
using FsCheck;
using FsCheck.Fluent;

namespace Evenkeel.Core.Tests.Quantities;

/// <summary>
/// The examples of Kubernetes' documentation and tests, each with the page or file that has it.
/// </summary>
public sealed class DocumentedRoundingTests
{
    private const string Budgets = "kubernetes.io/docs/tasks/run-application/configure-pdb";
    private const string Deployments = "kubernetes.io/docs/concepts/workloads/controllers/deployment";
    private const string IntStr = "apimachinery/pkg/util/intstr/intstr_test.go";
    private const string Fenceposts = "pkg/controller/deployment/util/deployment_util_test.go";
    private const string Resources = "kubernetes.io/docs/concepts/configuration/manage-resources-containers";

    /// <summary>
    /// Budgets round up in both of their fields, and so does maxSurge; a Deployment's maxUnavailable rounds
    /// down.
    /// </summary>
    [Theory]
    [InlineData(Budgets, "minAvailable", "50%", 7, 4)]
    [InlineData(Budgets, "minAvailable", "10", 7, 10)]
    [InlineData(Budgets, "maxUnavailable of a budget", "30%", 10, 3)]
    [InlineData(Budgets, "maxUnavailable of a budget", "50%", 7, 4)]
    [InlineData(Budgets, "maxUnavailable of a budget", "0%", 7, 0)]
    [InlineData(Deployments, "maxUnavailable", "25%", 4, 1)]
    [InlineData(Deployments, "maxUnavailable", "25%", 3, 0)]
    [InlineData(Deployments, "maxSurge", "25%", 3, 1)]
    [InlineData(Deployments, "maxSurge", "30%", 10, 3)]
    [InlineData(IntStr, "maxSurge", "90%", 100, 90)]
    [InlineData(IntStr, "maxSurge", "90%", 95, 86)]
    [InlineData(IntStr, "maxUnavailable", "90%", 95, 85)]
    [InlineData(IntStr, "maxUnavailable", "123", 0, 123)]
    [InlineData(Fenceposts, "maxSurge", "0%", 0, 0)]
    [InlineData(Fenceposts, "maxSurge", "39%", 10, 4)]
    [InlineData(Fenceposts, "maxUnavailable", "39%", 10, 3)]
    public void Shares_of_a_total(string source, string field, string text, int total, int count)
    {
        IntOrPercent.TryParse(text, out var share).ShouldBeTrue();
        share.Of(total, roundUp: field != "maxUnavailable").ShouldBe(count, source);
    }

    [Theory]
    [InlineData(IntStr, "%")]
    [InlineData(IntStr, "90#")]
    [InlineData(IntStr, "#%")]
    [InlineData(Fenceposts, "oops")]
    [InlineData(Fenceposts, "urg")]
    public void What_is_no_share(string source, string text) =>
        IntOrPercent.TryParse(text, out _).ShouldBeFalse(source);

    /// <summary>"128974848, 129e6, 129M, 128974848000m, 123Mi" are "roughly the same value".</summary>
    [Theory]
    [InlineData("128974848", 128_974_848)]
    [InlineData("129e6", 129_000_000)]
    [InlineData("129M", 129_000_000)]
    [InlineData("128974848000m", 128_974_848)]
    [InlineData("123Mi", 128_974_848)]
    [InlineData("400m", 1)]
    [InlineData("64Mi", 67_108_864)]
    public void Memory(string text, long bytes) => Quantity.Parse(text).Value.ShouldBe(bytes, Resources);

    [Theory]
    [InlineData("0.1", 100)]
    [InlineData("100m", 100)]
    [InlineData("0.5", 500)]
    [InlineData("1.0", 1000)]
    [InlineData("250m", 250)]
    [InlineData("0.005", 5)]
    [InlineData("5m", 5)]
    public void Cpu(string text, long milli) => Quantity.Parse(text).MilliValue.ShouldBe(milli, Resources);

    /// <summary>Counting pods one by one, against the division; Go does the same in floating point.</summary>
    [Fact]
    public void Shares_are_those_that_counting_finds() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(
            Gen.Choose(0, 300).ToArbitrary(),
            Gen.Choose(0, 2000).ToArbitrary(),
            (percent, total) =>
            {
                var share = IntOrPercent.Percent(percent);
                var (down, up) = (share.Of(total, roundUp: false), share.Of(total, roundUp: true));
                return down == (int)Math.Floor((double)percent * total / 100)
                    && up == (int)Math.Ceiling((double)percent * total / 100)
                    && down == Enumerable.Range(1, 3 * total).Count(n => n * 100 <= percent * total);
            }));

    [Fact]
    public void Shares_of_large_totals_are_exact_and_saturate() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            (percent, total) =>
            {
                var exact = (BigInteger)percent * total;
                var up = BigInteger.Min((exact + 99) / 100, int.MaxValue);
                return IntOrPercent.Percent(percent).Of(total, roundUp: true) == up
                    && IntOrPercent.Percent(percent).Of(total, roundUp: false)
                        == BigInteger.Min(exact / 100, int.MaxValue);
            }));
}
