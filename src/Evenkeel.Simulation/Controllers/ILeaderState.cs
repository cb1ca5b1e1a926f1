namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// A controller that remembers what is not in the API: one that takes over from it, on another machine, knows
/// nothing of that.
/// </summary>
internal interface ILeaderState
{
    /// <summary>Another one took over, now.</summary>
    void LeaderChanged();
}
