namespace Evenkeel.Lab.Balancing;

/// <summary>What a balancer thinks of a target.</summary>
public enum TargetState
{
    /// <summary>It has not passed its first probes yet.</summary>
    Initial,

    /// <summary>It gets connections.</summary>
    Healthy,

    /// <summary>It gets none, unless no target is healthy.</summary>
    Unhealthy,

    /// <summary>
    /// It is deregistered: it gets no new connection, and keeps those that it has for a while.
    /// </summary>
    Draining,
}

/// <summary>Counts a target's probes: so many in a row, alike, change what is thought of it.</summary>
/// <param name="probe">The thresholds.</param>
internal sealed class TargetHealth(BalancerProbe probe)
{
    private bool last;
    private int inARow;

    /// <summary>What the probes say.</summary>
    public TargetState State { get; private set; }

    /// <summary>Takes a probe's outcome.</summary>
    /// <returns>Whether the state has changed.</returns>
    public bool Take(bool isAnswered)
    {
        inARow = isAnswered == last ? inARow + 1 : 1;
        last = isAnswered;
        var wanted = isAnswered ? TargetState.Healthy : TargetState.Unhealthy;
        if (State == wanted || inARow < (isAnswered ? probe.HealthyThreshold : probe.UnhealthyThreshold))
        {
            return false;
        }

        State = wanted;
        return true;
    }
}
