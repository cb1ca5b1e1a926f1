using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>Creates the workloads, once: their controllers know of them from then on.</summary>
internal sealed class WorkloadsBegin(ClusterState cluster, WorkloadController[] controllers) : IEventHandler
{
    void IEventHandler.Handle(int kind, int argument)
    {
        cluster.WorkloadsExist = true;
        Array.ForEach(controllers, static c => c.Start());
    }
}
