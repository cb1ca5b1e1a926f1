using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Routing;

/// <summary>Clients outside the cluster, who come through a balancer.</summary>
internal interface IOutsideClients
{
    /// <summary>The share of their requests that is answered now.</summary>
    /// <param name="then">
    /// Where zones are parted, the share of what an endpoint gets that it answers, given that it can.
    /// </param>
    double Answered(Func<SimPod, double> then);

    /// <summary>Which way their requests take now.</summary>
    RequestShares Shares();

    /// <summary>Why some of them are not answered, or null where nothing can be said.</summary>
    string? WhyUnanswered();
}
