namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// The containers of one pod on their machine, whatever the API says of them. What is scheduled for an
/// instant
/// other than the one noted here is void.
/// </summary>
internal sealed class Container
{
    /// <summary>Never.</summary>
    public static readonly TimeSpan Never = TimeSpan.MaxValue;

    /// <summary>Whether they run.</summary>
    public bool Running { get; set; }

    /// <summary>Whether they answer nothing though they run.</summary>
    public bool Hung { get; set; }

    /// <summary>Whether they answer nothing until they have read from the API what they serve.</summary>
    public bool Unsynced { get; set; }

    /// <summary>What the kubelet has last seen of their readiness.</summary>
    public bool Passes { get; set; }

    /// <summary>Whether they have ended for good and the API does not know yet.</summary>
    public bool Ended { get; set; }

    /// <summary>Whether they are to be killed as soon as their volumes let them.</summary>
    public bool KillDue { get; set; }

    public TimeSpan StartAt { get; set; } = Never;

    public TimeSpan StopAt { get; set; } = Never;

    /// <summary>When the readiness probe has failed often enough.</summary>
    public TimeSpan UnreadyAt { get; set; } = Never;

    /// <summary>When the readiness probe passes again.</summary>
    public TimeSpan PassAt { get; set; } = Never;

    /// <summary>When the liveness probe has failed often enough.</summary>
    public TimeSpan KillAt { get; set; } = Never;

    /// <summary>When they are dead, having been killed.</summary>
    public TimeSpan DeadAt { get; set; } = Never;

    /// <summary>They run no more.</summary>
    public void Stop()
    {
        (Running, Hung, Passes, KillDue, Unsynced) = (false, false, false, false, false);
        (StartAt, StopAt, UnreadyAt, PassAt, KillAt, DeadAt) = (Never, Never, Never, Never, Never, Never);
    }
}
