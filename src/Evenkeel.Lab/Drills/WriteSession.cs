using Evenkeel.Lab.Etcd;

namespace Evenkeel.Lab.Drills;

/// <summary>What came of all writes of a session.</summary>
/// <param name="Acknowledged">Acknowledged ones.</param>
/// <param name="Lost">Keys of acknowledged ones that are not there.</param>
/// <param name="Refused">Ones that were surely not done.</param>
/// <param name="Unknown">Ones whose answer did not come.</param>
/// <param name="UnknownThere">How many of those are there.</param>
internal sealed record WriteOutcomes(
    int Acknowledged, IReadOnlyList<string> Lost, int Refused, int Unknown, int UnknownThere);

/// <summary>Some writers at once, and what came of it.</summary>
internal sealed class WriteSession
{
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(60);
    private readonly List<DrillWriter> writers;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource end = new();
    private Task? work;

    /// <summary>A session.</summary>
    /// <param name="connect">Makes a client, one for each writer.</param>
    /// <param name="name">Its name, which no other session has.</param>
    /// <param name="writers">How many writers.</param>
    /// <param name="time">The clock.</param>
    public WriteSession(Func<EtcdClient> connect, string name, int writers, TimeProvider time)
    {
        this.time = time;
        Gaps = new GapMeter(time);
        this.writers = [.. Enumerable.Range(0, writers).Select(
            i => new DrillWriter(connect, $"/evenkeel/drill/{name}/{i}/", Gaps))];
    }

    /// <summary>The times without an acknowledged write.</summary>
    public GapMeter Gaps { get; }

    /// <summary>How many writes were acknowledged so far.</summary>
    public int Acknowledged => writers.Sum(w => w.Ledger.Acknowledged);

    /// <summary>Begins to write.</summary>
    /// <param name="pace">Between two writes of each writer at least; zero for full speed.</param>
    public void Start(TimeSpan pace) =>
        work = Task.WhenAll(writers.Select(w => Task.Run(
            () => w.RunAsync(pace, time, end.Token), CancellationToken.None)));

    /// <summary>Ends writing, and waits for the writes under way.</summary>
    /// <returns>The longest time without an acknowledged write.</returns>
    public async Task<TimeSpan> StopAsync()
    {
        var longest = Gaps.Longest();
        await end.CancelAsync();
        await (work ?? Task.CompletedTask);
        return longest;
    }

    /// <summary>Why writes failed, and how often, in all.</summary>
    public IReadOnlyDictionary<string, int> Failures() => writers.SelectMany(w => w.Failures)
        .GroupBy(f => f.Key, StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.Sum(f => f.Value));

    /// <summary>Reads everything back and compares.</summary>
    public async Task<WriteOutcomes> CompareAsync(CancellationToken cancellation)
    {
        var lost = new List<string>();
        var unknownThere = 0;
        foreach (var writer in writers)
        {
            var found = await writer.ReadBackAsync(ReadLimit, time, cancellation);
            var (numbers, unknown) = writer.Ledger.Compare(found);
            lost.AddRange(numbers.Select(writer.Key));
            unknownThere += unknown;
        }

        return new(
            Acknowledged, lost, writers.Sum(w => w.Ledger.Refused), writers.Sum(w => w.Ledger.Unknown),
            unknownThere);
    }

    /// <summary>Deletes everything that was written.</summary>
    /// <returns>Whether all of it is gone.</returns>
    public async Task<bool> DeleteAsync(CancellationToken cancellation)
    {
        var isGone = true;
        foreach (var writer in writers)
        {
            isGone &= await writer.DeleteAsync(cancellation);
        }

        return isGone;
    }
}
