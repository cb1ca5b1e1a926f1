namespace Evenkeel.Simulation.Engine;

/// <summary>
/// A discrete-event engine in virtual time. Events at one instant run in the order in which they were
/// scheduled, so that a run depends on its input alone.
/// </summary>
internal sealed class EventEngine
{
    private Entry[] heap = new Entry[256];
    private int count;
    private long sequence;
    private bool stopped;

    /// <summary>The current instant, from the start of the run.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>How many events have run.</summary>
    public long Executed { get; private set; }

    /// <summary>Schedules an event. One that lies in the past runs next, at the current instant.</summary>
    public void At(TimeSpan instant, IEventHandler handler, int kind, int argument = 0)
    {
        if (count == heap.Length)
        {
            Array.Resize(ref heap, count * 2);
        }

        var ticks = Math.Max(instant.Ticks, Now.Ticks);
        SiftUp(count++, new Entry(ticks, sequence++, handler, kind, argument));
    }

    /// <summary>Schedules an event after a delay.</summary>
    public void After(TimeSpan delay, IEventHandler handler, int kind, int argument = 0) =>
        At(Now + delay, handler, kind, argument);

    /// <summary>Ends the run: no event after the current one runs.</summary>
    public void Stop() => stopped = true;

    /// <summary>Runs all events up to and including an instant, and stands there afterwards.</summary>
    public void RunUntil(TimeSpan instant)
    {
        while (!stopped && count > 0 && heap[0].Ticks <= instant.Ticks)
        {
            var next = heap[0];
            RemoveFirst();
            Now = new TimeSpan(next.Ticks);
            Executed++;
            next.Handler.Handle(next.Kind, next.Argument);
        }

        Now = instant;
    }

    private void RemoveFirst()
    {
        var last = heap[--count];
        heap[count] = default;
        if (count > 0)
        {
            SiftDown(last);
        }
    }

    private void SiftUp(int index, Entry entry)
    {
        while (index > 0)
        {
            var parent = (index - 1) >> 2;
            if (!entry.Before(heap[parent]))
            {
                break;
            }

            heap[index] = heap[parent];
            index = parent;
        }

        heap[index] = entry;
    }

    private void SiftDown(Entry entry)
    {
        var index = 0;
        while (true)
        {
            var first = (index << 2) + 1;
            if (first >= count)
            {
                break;
            }

            var best = first;
            var end = Math.Min(first + 4, count);
            for (var child = first + 1; child < end; child++)
            {
                if (heap[child].Before(heap[best]))
                {
                    best = child;
                }
            }

            if (!heap[best].Before(entry))
            {
                break;
            }

            heap[index] = heap[best];
            index = best;
        }

        heap[index] = entry;
    }

    private readonly record struct Entry(
        long Ticks,
        long Sequence,
        IEventHandler Handler,
        int Kind,
        int Argument)
    {
        public bool Before(in Entry other) =>
            Ticks < other.Ticks || (Ticks == other.Ticks && Sequence < other.Sequence);
    }
}
