namespace Evenkeel.Lab.Drills;

/// <summary>
/// The longest time without an acknowledged write, as all writers together see it: from one
/// acknowledgement to the next, whoever had them, and to the end of writing.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class GapMeter(TimeProvider time)
{
    private readonly Lock gate = new();
    private long? last;
    private TimeSpan longest;
    private TimeSpan sinceReset;

    /// <summary>A write was acknowledged just now.</summary>
    public void Take()
    {
        var now = time.GetTimestamp();
        lock (gate)
        {
            Extend(now);
            last = now;
        }
    }

    /// <summary>The longest so far, the one that goes on included.</summary>
    public TimeSpan Longest()
    {
        lock (gate)
        {
            Extend(time.GetTimestamp());
            return longest;
        }
    }

    /// <summary>The longest since this was last asked, and begins anew.</summary>
    public TimeSpan TakeLongest()
    {
        lock (gate)
        {
            Extend(time.GetTimestamp());
            var found = sinceReset;
            sinceReset = TimeSpan.Zero;
            return found;
        }
    }

    private void Extend(long now)
    {
        if (last is { } from && time.GetElapsedTime(from, now) is var gap)
        {
            longest = gap > longest ? gap : longest;
            sinceReset = gap > sinceReset ? gap : sinceReset;
        }
    }
}
