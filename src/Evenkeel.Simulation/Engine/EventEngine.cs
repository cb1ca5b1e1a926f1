using System.Numerics;

namespace Evenkeel.Simulation.Engine;

/// <summary>
/// A discrete-event engine in virtual time. Events at one instant run in the order in which they were
/// scheduled, so that a run depends on its input alone.
/// </summary>
/// <remarks>
/// A radix heap (Ahuja, Mehlhorn, Orlin, Tarjan: "Faster algorithms for the shortest path problem", 1990):
/// time never goes back, so that events can wait in a list for each highest bit in which their instant
/// differs from the latest one. When the nearest list is due it is dealt out over the lists before it. Events
/// of one instant are always in one list, in their order, and so stay in it.
/// </remarks>
internal sealed class EventEngine
{
    private readonly Bucket[] buckets = new Bucket[64];
    private ulong filled;
    private long latest;
    private int ran;
    private bool stopped;
    private ApiUse held;
    private List<Entry> aside = [];

    /// <summary>The current instant, from the start of the run.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>How many events have run.</summary>
    public long Executed { get; private set; }

    /// <summary>Schedules an event. One that lies in the past runs next, at the current instant.</summary>
    public void At(TimeSpan instant, IEventHandler handler, int kind, int argument = 0) =>
        Add(new(Math.Max(instant.Ticks, Now.Ticks), handler, kind, argument));

    /// <summary>Schedules an event after a delay.</summary>
    public void After(TimeSpan delay, IEventHandler handler, int kind, int argument = 0) =>
        At(Now + delay, handler, kind, argument);

    /// <summary>Ends the run: no event after the current one runs.</summary>
    public void Stop() => stopped = true;

    /// <summary>
    /// From now on, events that need as much of the Kubernetes API, or more, wait; those that waited and need
    /// less run now, in their order. <see cref="ApiUse.None"/> holds nothing.
    /// </summary>
    public void Hold(ApiUse least)
    {
        held = least;
        var released = aside;
        aside = [];
        foreach (var entry in released)
        {
            if (Waits(entry))
            {
                aside.Add(entry);
            }
            else
            {
                At(Now, entry.Handler, entry.Kind, entry.Argument);
            }
        }
    }

    private bool Waits(in Entry entry) => held != ApiUse.None && entry.Handler.Needs(entry.Kind) >= held;

    /// <summary>Runs all events up to and including an instant, and stands there afterwards.</summary>
    public void RunUntil(TimeSpan instant)
    {
        while (!stopped && FindDue(instant.Ticks))
        {
            Now = new TimeSpan(latest);
            while (!stopped && ran < buckets[0].Count)
            {
                ref readonly var next = ref buckets[0].Entries[ran++];
                if (Waits(next))
                {
                    aside.Add(next);
                    continue;
                }

                Executed++;
                next.Handler.Handle(next.Kind, next.Argument);
            }
        }

        Now = instant;
    }

    /// <summary>
    /// Puts the events of the next instant into the first list; false where it is too late.
    /// </summary>
    private bool FindDue(long limit)
    {
        if (ran < buckets[0].Count)
        {
            return latest <= limit;
        }

        (buckets[0].Count, ran) = (0, 0);
        filled &= ~1UL;
        if (filled == 0)
        {
            return false;
        }

        var nearest = BitOperations.TrailingZeroCount(filled);
        ref var bucket = ref buckets[nearest];
        var waiting = bucket.Entries.AsSpan(0, bucket.Count);
        var first = waiting[0].Ticks;
        foreach (ref readonly var entry in waiting)
        {
            first = Math.Min(first, entry.Ticks);
        }

        if (first > limit)
        {
            return false;
        }

        latest = first;
        bucket.Count = 0;
        filled &= ~(1UL << nearest);
        foreach (ref readonly var entry in waiting)
        {
            Add(in entry);
        }

        return true;
    }

    private void Add(in Entry entry)
    {
        // Instants are not negative: the highest bit in which two differ is 62 at most.
        var place = 64 - BitOperations.LeadingZeroCount((ulong)(entry.Ticks ^ latest));
        ref var bucket = ref buckets[place];
        if (bucket.Entries is null || bucket.Count == bucket.Entries.Length)
        {
            Array.Resize(ref bucket.Entries, Math.Max(16, bucket.Count * 2));
        }

        bucket.Entries[bucket.Count++] = entry;
        filled |= 1UL << place;
    }

    private readonly record struct Entry(long Ticks, IEventHandler Handler, int Kind, int Argument);

    private struct Bucket
    {
        public Entry[] Entries;
        public int Count;
    }
}
