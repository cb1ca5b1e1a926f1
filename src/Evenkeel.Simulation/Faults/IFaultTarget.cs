using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Simulation.Faults;

/// <summary>
/// A part of the simulation that faults befall besides machines and pods: gateways, balancers, stores, the
/// registry, EC2. It is added to <see cref="SimulatedCluster.FaultTargets"/> where it is wired, and hears of
/// every fault, those of whole zones included, after machines have been struck.
/// </summary>
internal interface IFaultTarget
{
    /// <summary>
    /// Whether the fault is simulated by this part. A fault that no part simulates leaves claims about it
    /// undecided; those of machines, pods, volumes and the Kubernetes API need none.
    /// </summary>
    bool Models(ScenarioAction fault);

    /// <summary>
    /// A fault begins, now. Those that are not about this part are passed over. A zone that is lost comes as
    /// <see cref="ScenarioAction.Fail"/> or <see cref="ScenarioAction.Isolate"/> with a zone as its target.
    /// </summary>
    void Begins(ScenarioAction fault);

    /// <summary>
    /// It ends, now: what it took is there again. <see cref="ScenarioAction.Restore"/> comes here as the end
    /// of a Fail and of an Isolate of its target, whether or not there were any.
    /// </summary>
    void Ends(ScenarioAction fault);
}
