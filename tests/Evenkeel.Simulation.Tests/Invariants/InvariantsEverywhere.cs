using System.Runtime.CompilerServices;

namespace Evenkeel.Simulation.Tests.Invariants;

/// <summary>
/// Has the invariants checked in every simulation of a test project, whoever starts it; the projects that do not
/// simulate by themselves link this file.
/// </summary>
internal static class InvariantsEverywhere
{
    [ModuleInitializer]
    internal static void Attach() =>
        SimulatedCluster.Watch = static c =>
        {
            c.State.Observe(new InvariantChecker(c.State));
            c.State.Observe(new FleetChecker(c.State, () => c.Fleet));
            AnswerChecker.Watch(c);
        };
}
