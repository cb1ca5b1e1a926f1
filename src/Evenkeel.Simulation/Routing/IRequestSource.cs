using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Routing;

/// <summary>
/// Where requests come to a node's proxy: which share of all at which node. Nodes of one zone get alike, or
/// nothing.
/// </summary>
internal interface IRequestSource
{
    /// <summary>The share that comes to the nodes of a zone, all together.</summary>
    double InZone(int zone);

    /// <summary>The share that comes to one node; 0 where none does.</summary>
    double At(SimNode node);
}
