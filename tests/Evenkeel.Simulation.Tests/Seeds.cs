using System.Collections.Concurrent;
using System.Globalization;

namespace Evenkeel.Simulation.Tests;

/// <summary>
/// Seeds of property tests: those in tests/seeds/NAME.txt, which once found something, and then a range.
/// <c>EVENKEEL_SEED=N</c> runs one alone, <c>EVENKEEL_SEEDS=N</c> a longer range, and <c>EVENKEEL_SEEDS=M-N</c> a
/// part of one.
/// </summary>
internal static class Seeds
{
    /// <summary>Whether one seed is replayed.</summary>
    public static bool OneAlone => Number("EVENKEEL_SEED") is not null;

    /// <summary>
    /// Runs a check for each seed; a failure names the seed and the command that replays it.
    /// </summary>
    public static void Each(string file, int count, Action<ulong> check)
    {
        foreach (var seed in Chosen(file, count))
        {
            Replay.SeedIs(seed);
            try
            {
                check(seed);
            }
            catch (Exception failure)
            {
                Assert.Fail(
                    $"seed {seed}; replay: {Replay.Command()}\n{failure.Message}\n{failure.StackTrace}");
            }
        }
    }

    /// <summary>
    /// As <see cref="Each"/>, on all processors; of several seeds that fail, the lowest is told.
    /// </summary>
    public static void EachAtOnce(string file, int count, Action<ulong> check)
    {
        var failed = new ConcurrentDictionary<ulong, Exception>();
        var options = new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken };
        Parallel.ForEach(Chosen(file, count), options, (seed, loop) =>
        {
            try
            {
                check(seed);
            }
            catch (Exception failure)
            {
                failed[seed] = failure;
                loop.Break();
            }
        });
        if (!failed.IsEmpty)
        {
            var (seed, failure) = failed.MinBy(f => f.Key);
            Replay.SeedIs(seed);
            Assert.Fail($"seed {seed}; replay: {Replay.Command()}\n{failure.Message}");
        }
    }

    private static IEnumerable<ulong> Kept(string file)
    {
        var path = RepositoryRoot.PathOf("tests", "seeds", file + ".txt");
        return !File.Exists(path) ? [] : File.ReadLines(path)
            .Select(line => line.Split('#')[0].Trim())
            .Where(line => line.Length > 0)
            .Select(line => ulong.Parse(line, CultureInfo.InvariantCulture));
    }

    private static IEnumerable<ulong> Chosen(string file, int count)
    {
        if (Number("EVENKEEL_SEED") is { } one)
        {
            return [one];
        }

        var (first, last) = Range(count);
        var range = Enumerable.Range(first, last - first + 1).Select(static n => (ulong)n);
        return Kept(file).Concat(range).Distinct();
    }

    private static (int First, int Last) Range(int count)
    {
        var text = Environment.GetEnvironmentVariable("EVENKEEL_SEEDS") ?? $"{count}";
        var ends = text.Split('-').Select(static e => int.Parse(e, CultureInfo.InvariantCulture)).ToList();
        return ends is [var first, var last] ? (first, last) : (1, ends.Single());
    }

    private static ulong? Number(string variable)
    {
        var text = Environment.GetEnvironmentVariable(variable);
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
    }
}
