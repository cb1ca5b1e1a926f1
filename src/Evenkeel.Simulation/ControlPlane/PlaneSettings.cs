using System.Collections.Immutable;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>How a simulated control plane is set up.</summary>
internal sealed record PlaneSettings
{
    /// <summary>What the node of a slot is configured with; its zone is set for each.</summary>
    public required NodeConfiguration Node { get; init; }

    /// <summary>The rules of the nodes' decisions.</summary>
    public Rules Rules { get; init; } = Rules.Real;

    /// <summary>Whether what happens is written down.</summary>
    public bool IsTraced { get; init; }

    /// <summary>From when to when a replacement of a terminated instance boots, in seconds.</summary>
    public (int From, int To) ReplacementSeconds { get; init; } = (30, 150);

    /// <summary>From when to when a machine that went down is up again, in seconds.</summary>
    public (int From, int To) BootSeconds { get; init; } = (10, 40);

    /// <summary>
    /// By slot, after how many rounds without a heartbeat its member stands; empty where that is drawn.
    /// </summary>
    public ImmutableArray<int> ElectionRounds { get; init; } = [];
}
