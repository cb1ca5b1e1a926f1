using System.Collections.Immutable;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>What a run of the control plane does not draw, so that it can be worked out by hand.</summary>
/// <param name="ElectionRounds">
/// By slot, after how many rounds of 250 ms without a heartbeat its member stands.
/// </param>
/// <param name="BootSeconds">How long a machine takes to boot.</param>
internal sealed record PlaneDraws(ImmutableArray<int> ElectionRounds, int BootSeconds);
