using Evenkeel.Simulation.Engine;

namespace Evenkeel.Simulation.Claims;

/// <summary>A cluster that has settled, and from which faults go on, one after another.</summary>
internal sealed class SettledRun
{
    private readonly FaultRun run;
    private readonly Checkpoint settled;
    private bool hasGoneOn;

    /// <summary>Lets a run settle.</summary>
    /// <param name="run">One that has just begun.</param>
    /// <param name="tape">Its choices, which are the caller's to turn; null where chance makes them.</param>
    public SettledRun(FaultRun run, ChoiceTape? tape)
    {
        run.Settle();
        (this.run, Tape) = (run, tape);
        settled = Checkpoint.Of(run, tape);
    }

    /// <summary>The choices that it makes.</summary>
    public ChoiceTape? Tape { get; }

    /// <summary>
    /// The run as it settled. What went on from it before is gone; outcomes of that stay.
    /// </summary>
    public FaultRun GoBack()
    {
        if (hasGoneOn)
        {
            settled.Restore();
        }

        hasGoneOn = true;
        return run;
    }
}
