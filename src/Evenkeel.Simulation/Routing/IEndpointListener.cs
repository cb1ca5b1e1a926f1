using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Routing;

/// <summary>Hears of changes to endpoints, before their Service is measured anew.</summary>
internal interface IEndpointListener
{
    /// <summary>What proxies know of a pod, or what it does, changed.</summary>
    void EndpointChanged(ServiceState service, SimPod pod);
}
