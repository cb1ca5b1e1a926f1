using System.Globalization;
using Evenkeel.Lab.Etcd;

namespace Evenkeel.Lab.Drills;

/// <summary>
/// Writes keys of its own, one after the other, as fast as they are acknowledged. What fails is not tried
/// again: the next key is another one, so that each key was written once at most.
/// </summary>
/// <param name="connect">Makes its client.</param>
/// <param name="prefix">What its keys begin with; other writers have other ones.</param>
/// <param name="gaps">Hears of acknowledgements.</param>
internal sealed class DrillWriter(Func<EtcdClient> connect, string prefix, GapMeter gaps)
{
    private const int PageSize = 2000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ReadRetry = TimeSpan.FromMilliseconds(500);

    /// <summary>What came of its writes.</summary>
    public WriteLedger Ledger { get; } = new();

    /// <summary>Why writes failed, and how often.</summary>
    public SortedDictionary<string, int> Failures { get; } = new(StringComparer.Ordinal);

    /// <summary>Writes until it is told to end.</summary>
    /// <param name="pace">Between two writes at least; zero for full speed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="end">Tells it.</param>
    public async Task RunAsync(TimeSpan pace, TimeProvider time, CancellationToken end)
    {
        using var client = connect();
        while (!end.IsCancellationRequested)
        {
            var begun = time.GetTimestamp();
            var key = Key(Ledger.Count);
            var (outcome, why) = await client.PutAsync(key, ValueOf(key), CancellationToken.None);
            Ledger.Add(outcome);
            if (outcome == WriteOutcome.Acknowledged)
            {
                gaps.Take();
            }
            else
            {
                var cause = why ?? "";
                Failures[cause] = Failures.GetValueOrDefault(cause) + 1;
            }

            var rest = (outcome == WriteOutcome.Acknowledged ? pace : Pause) - time.GetElapsedTime(begun);
            if (rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Reads everything back, linearizably.</summary>
    /// <param name="limit">How long it is tried without an answer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The numbers of the keys that are there as they were written.</returns>
    /// <exception cref="LabException">It cannot be read.</exception>
    public async Task<IReadOnlyList<int>> ReadBackAsync(
        TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        using var client = connect();
        var found = new List<int>();
        var answered = time.GetTimestamp();
        var from = prefix;
        while (true)
        {
            IReadOnlyList<EtcdPair> page;
            try
            {
                page = await client.RangeAsync(from, End, PageSize, cancellation);
            }
            catch (Exception e) when (EtcdClient.IsSilence(e, cancellation))
            {
                if (time.GetElapsedTime(answered) > limit)
                {
                    throw new LabException(
                        $"what was written cannot be read back: {e.Message}",
                        "see `evenkeel lab status`");
                }

                await Task.Delay(ReadRetry, time, cancellation);
                continue;
            }

            answered = time.GetTimestamp();
            found.AddRange(page.Where(p => p.Value == ValueOf(p.Key)).Select(p => Number(p.Key)));
            if (page.Count < PageSize)
            {
                return found;
            }

            from = page[^1].Key + "\0";
        }
    }

    /// <summary>Deletes everything that it wrote, in portions that a member answers in time.</summary>
    /// <returns>Whether all of it is gone; where the cluster does not answer, the rest stays.</returns>
    public async Task<bool> DeleteAsync(CancellationToken cancellation)
    {
        using var client = connect();
        try
        {
            for (var number = 0; number < Ledger.Count; number += PageSize)
            {
                await client.DeleteAsync(Key(number), Key(number + PageSize), cancellation);
            }

            return true;
        }
        catch (Exception e) when (EtcdClient.IsSilence(e, cancellation))
        {
            return false;
        }
    }

    /// <summary>The key of a number.</summary>
    public string Key(int number) => prefix + number.ToString("d10", CultureInfo.InvariantCulture);

    /// <summary>The first key behind all of its own: '0' follows '/' in ASCII.</summary>
    private string End => prefix[..^1] + "0";

    private static string ValueOf(string key) => "value of " + key;

    private int Number(string key) => int.TryParse(
        key.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number : -1;
}
