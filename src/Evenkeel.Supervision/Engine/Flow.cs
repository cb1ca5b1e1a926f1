namespace Evenkeel.Supervision.Engine;

/// <summary>
/// Something that is done step by step, with waits in between. It is written as an iterator, so that it reads
/// from top to bottom; nothing of it runs but within a step of the machine.
/// </summary>
internal sealed class Flow
{
    private IEnumerator<Wait>? steps;
    private Wait? current;

    /// <summary>Begins anew; what it did before is abandoned, as if the agent had died there.</summary>
    public void Begin(IEnumerable<Wait> flow)
    {
        steps?.Dispose();
        steps = flow.GetEnumerator();
        current = null;
    }

    /// <summary>Goes on as far as it can; true where it went on at all.</summary>
    public bool Advance(long now)
    {
        var advanced = false;
        while (steps is { } running && (current is null || current.IsOver(now)))
        {
            advanced = true;
            var more = running.MoveNext();
            if (!ReferenceEquals(running, steps))
            {
                // It was begun anew from within.
                continue;
            }

            current = more ? running.Current : null;
            if (!more)
            {
                steps = null;
            }
        }

        return advanced;
    }
}
