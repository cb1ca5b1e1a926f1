namespace Evenkeel.Simulation.Engine;

/// <summary>Something that acts at an instant of virtual time.</summary>
internal interface IEventHandler
{
    /// <summary>
    /// Acts. <paramref name="kind"/> and <paramref name="argument"/> are what it was scheduled with.
    /// </summary>
    void Handle(int kind, int argument);
}
