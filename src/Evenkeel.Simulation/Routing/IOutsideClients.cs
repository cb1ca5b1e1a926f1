using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Simulation.Routing;

/// <summary>Clients outside the cluster, who come through a balancer.</summary>
internal interface IOutsideClients
{
    /// <summary>The share of their requests that is answered now.</summary>
    double Answered();

    /// <summary>Which way their requests take now.</summary>
    RequestShares Shares();

    /// <summary>Why some of them are not answered, or null where nothing can be said.</summary>
    string? WhyUnanswered();
}
