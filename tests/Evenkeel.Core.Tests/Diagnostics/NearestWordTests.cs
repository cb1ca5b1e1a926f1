using Evenkeel.Core.Diagnostics;
using FsCheck;
using FsCheck.Fluent;

namespace Evenkeel.Core.Tests.Diagnostics;

public sealed class NearestWordTests
{
    private static readonly string[] Keys = ["zones", "region", "nodePools", "network", "claims", "version"];

    [Theory]
    [InlineData("zone", "zones")]
    [InlineData("zoens", "zones")]
    [InlineData("Region", "region")]
    [InlineData("nodepools", "nodePools")]
    [InlineData("nodePool", "nodePools")]
    [InlineData("claim", "claims")]
    [InlineData("xyz", null)]
    [InlineData("", null)]
    public void Finds_what_was_meant(string word, string? expected) =>
        NearestWord.Of(word, Keys).ShouldBe(expected);

    [Fact]
    public void Long_words_are_far() => NearestWord.Of(new string('z', 100_000), Keys).ShouldBeNull();

    [Fact]
    public void The_distance_is_that_of_the_naive_recursion()
    {
        var words = Gen.Choose(0, 6).SelectMany(length => Gen.ArrayOf(Gen.Elements('a', 'b', 'c'), length))
            .Select(letters => new string(letters));
        var pairs = words.SelectMany(a => words.Select(b => (a, b))).ToArbitrary();
        Prop.ForAll(pairs, pair => NearestWord.Distance(pair.a, pair.b) == Naive(pair.a, pair.b))
            .QuickCheckThrowOnFailure();
    }

    private static int Naive(string a, string b)
    {
        if (a.Length == 0 || b.Length == 0)
        {
            return a.Length + b.Length;
        }

        var best = Math.Min(
            Naive(a[1..], b[1..]) + (a[0] == b[0] ? 0 : 1),
            Math.Min(Naive(a[1..], b), Naive(a, b[1..])) + 1);
        return a.Length > 1 && b.Length > 1 && a[0] == b[1] && a[1] == b[0]
            ? Math.Min(best, Naive(a[2..], b[2..]) + 1)
            : best;
    }
}
