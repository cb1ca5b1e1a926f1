namespace Evenkeel.Lab.Drills;

/// <summary>Collects what happens during a drill.</summary>
/// <param name="time">The clock.</param>
/// <param name="said">Hears of each event as it comes.</param>
internal sealed class DrillLog(TimeProvider time, Action<DrillEvent>? said)
{
    private readonly Lock gate = new();
    private readonly List<DrillEvent> events = [];
    private readonly long begun = time.GetTimestamp();
    private readonly DateTimeOffset begunAt = time.GetUtcNow();

    /// <summary>The events so far, in order.</summary>
    public IReadOnlyList<DrillEvent> Events
    {
        get
        {
            lock (gate)
            {
                return [.. events.OrderBy(e => e.At)];
            }
        }
    }

    /// <summary>Time since the beginning.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(begun);

    /// <summary>Something happens now.</summary>
    public void Say(string what, string text, params (string Name, object? Value)[] details) =>
        Add(Elapsed, what, text, details);

    /// <summary>Something happened at a time of the machine's clock.</summary>
    public void SayAt(
        DateTimeOffset at, string what, string text, params (string Name, object? Value)[] details) =>
        Add(at - begunAt, what, text, details);

    private void Add(TimeSpan at, string what, string text, (string Name, object? Value)[] details)
    {
        var one = new DrillEvent(
            at, what, text, [.. details.Select(d => KeyValuePair.Create(d.Name, d.Value))]);
        lock (gate)
        {
            events.Add(one);
        }

        said?.Invoke(one);
    }
}
