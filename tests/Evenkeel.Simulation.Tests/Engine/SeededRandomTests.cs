using Evenkeel.Simulation.Engine;

namespace Evenkeel.Simulation.Tests.Engine;

/// <summary>
/// xoshiro256** and SplitMix64, held against the published sequences of their authors' code.
/// </summary>
public sealed class SeededRandomTests
{
    [Fact]
    public void The_reference_gives_the_published_numbers()
    {
        // prng.di.unimi.it: splitmix64.c from the state 1234567, xoshiro256starstar.c from 1, 2, 3, 4.
        var split = 1234567UL;
        Enumerable.Range(0, 5).Select(_ => SplitMix(ref split)).ShouldBe(
        [
            6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431,
            16408922859458223821,
        ]);
        ulong[] state = [1, 2, 3, 4];
        Enumerable.Range(0, 5).Select(_ => Next(state)).ShouldBe(
            [11520, 0, 1509978240, 1215971899390074240, 1216172134540287360]);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(1234567UL)]
    [InlineData(ulong.MaxValue)]
    public void Draws_are_the_references(ulong seed)
    {
        var random = new SeededRandom(seed);
        var split = seed;
        ulong[] state = [SplitMix(ref split), SplitMix(ref split), SplitMix(ref split), SplitMix(ref split)];
        for (var i = 0; i < 100; i++)
        {
            random.Below(1000).ShouldBe((int)(((UInt128)Next(state) * 1000) >> 64));
            random.Fraction().ShouldBe((Next(state) >> 11) * Math.Pow(2, -53));
        }
    }

    [Fact]
    public void Numbers_below_a_bound_are_all_drawn_alike()
    {
        var random = new SeededRandom(42);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            counts[random.Below(7)]++;
        }

        // Standard deviation 93: five of them.
        counts.ShouldAllBe(c => Math.Abs(c - 10_000) < 465);
    }

    [Fact]
    public void A_shuffle_keeps_all_and_can_give_every_order()
    {
        var random = new SeededRandom(3);
        var orders = new HashSet<string>();
        for (var i = 0; i < 500; i++)
        {
            int[] items = [1, 2, 3, 4];
            random.Shuffle<int>(items);
            items.Order().ShouldBe([1, 2, 3, 4]);
            orders.Add(string.Join(',', items));
        }

        orders.Count.ShouldBe(24);
    }

    [Fact]
    public void A_bound_must_be_positive() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new SeededRandom(1).Below(0));

    private static ulong SplitMix(ref ulong x)
    {
        x += 0x9e3779b97f4a7c15;
        var z = x;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    private static ulong Next(ulong[] s)
    {
        var result = Rotl(s[1] * 5, 7) * 9;
        var t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = Rotl(s[3], 45);
        return result;
    }

    private static ulong Rotl(ulong x, int k) => (x << k) | (x >> (64 - k));
}
