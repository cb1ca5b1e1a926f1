using Evenkeel.Supervision.Contract;

namespace Evenkeel.Supervision.Engine;

/// <summary>What a flow waits for.</summary>
internal abstract class Wait
{
    /// <summary>Whether the flow goes on at this instant.</summary>
    public abstract bool IsOver(long now);
}

/// <summary>A wait for an instant.</summary>
internal sealed class Pause(long until) : Wait
{
    /// <inheritdoc/>
    public override bool IsOver(long now) => now >= until;
}

/// <summary>A wait for a condition, looked at in every step.</summary>
internal sealed class Until(Func<bool> condition) : Wait
{
    /// <inheritdoc/>
    public override bool IsOver(long now) => condition();
}

/// <summary>A wait for the answer to a request; after its deadline the answer is that none came.</summary>
internal sealed class Call(Request request, long deadline) : Wait
{
    private static readonly Failed Late = new("no answer in time");

    /// <summary>What was asked.</summary>
    public Request Request { get; } = request;

    /// <summary>The answer; a failure until there is one.</summary>
    public Answer Answer { get; private set; } = Late;

    private bool IsAnswered { get; set; }

    /// <summary>Whether it was done.</summary>
    public bool IsDone => Answer is Done;

    /// <summary>Keeps the answer.</summary>
    public void Take(Answer answer) => (Answer, IsAnswered) = (answer, true);

    /// <summary>Whether it was surely refused, and for this reason.</summary>
    public bool WasRefused(Refusal why) => Answer is Refused refused && refused.Why == why;

    /// <summary>Why there is no result, for people.</summary>
    public string Problem => Answer switch
    {
        Failed failed => failed.Reason,
        Refused refused => refused.Detail,
        _ => "",
    };

    /// <inheritdoc/>
    public override bool IsOver(long now) => IsAnswered || now >= deadline;
}
