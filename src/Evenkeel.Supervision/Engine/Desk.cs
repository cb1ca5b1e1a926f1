using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Supervision.Engine;

/// <summary>
/// What comes in and goes out: the clock as told, the local facts, requests that are open, effects.
/// </summary>
internal sealed class Desk(NodeTimings timings)
{
    /// <summary>A tick that comes so late tells that the agent, or its machine, stood still.</summary>
    private const long GapMs = 4000;

    private const int SteadyTicks = 3;
    private readonly List<Effect> effects = [];
    private readonly List<Call> open = [];
    private readonly long usualPatience = (long)timings.Request.TotalMilliseconds;
    private long lastId;
    private long tickedAt = long.MinValue / 2;
    private int ticks;

    /// <summary>The clock that never goes back, in milliseconds.</summary>
    public long Now { get; set; }

    /// <summary>The machine's clock, in milliseconds since 1970.</summary>
    public long Wall { get; set; }

    /// <summary>The last tick's number from 0 to 1.</summary>
    public double Jitter { get; set; }

    /// <summary>What was known locally at the last tick.</summary>
    public LocalFacts Facts { get; set; } = LocalFacts.Nothing;

    /// <summary>
    /// Whether the facts are of now: for some ticks after everything stood still, silence is the agent's own.
    /// </summary>
    public bool IsSteady => ticks >= SteadyTicks && Now - tickedAt < GapMs;

    /// <summary>The number of the next request.</summary>
    public long NextId => lastId + 1;

    /// <summary>Asks; the request must bear <see cref="NextId"/>.</summary>
    public Call Ask(Request request)
    {
        if (request.Id != ++lastId)
        {
            throw new InvalidOperationException($"request {request.Id} instead of {lastId}");
        }

        var call = new Call(request, Now + Math.Max(usualPatience, request.PatienceMs));
        open.Add(call);
        effects.Add(request);
        return call;
    }

    /// <summary>Orders.</summary>
    public void Do(Order order) => effects.Add(order);

    /// <summary>Reports.</summary>
    public void Say(NodeEvent what, string text) => effects.Add(new Report(what, text));

    /// <summary>A wait of some time, and up to half as much again, so that nodes do not act as one.</summary>
    public Pause Later(long milliseconds) => new(Now + milliseconds + (long)(Jitter * milliseconds / 2));

    /// <summary>Takes a tick.</summary>
    public void Take(Tick tick)
    {
        (Wall, Jitter, Facts) = (tick.Wall, tick.Jitter, tick.Facts);
        ticks = Now - tickedAt < GapMs ? ticks + 1 : 1;
        tickedAt = Now;
        GiveUp();
    }

    /// <summary>Hands an answer to whoever waits for it; nobody does where it came too late.</summary>
    public void Take(Answered answered)
    {
        for (var i = 0; i < open.Count; i++)
        {
            if (open[i].Request.Id == answered.Request)
            {
                open[i].Take(answered.Answer);
                open.RemoveAt(i);
                return;
            }
        }
    }

    /// <summary>Gives up requests whose time is over.</summary>
    private void GiveUp() => open.RemoveAll(call => call.IsOver(Now));

    /// <summary>The effects since the last time, in order.</summary>
    public IReadOnlyList<Effect> Empty()
    {
        if (effects.Count == 0)
        {
            return [];
        }

        var taken = effects.ToArray();
        effects.Clear();
        return taken;
    }
}
