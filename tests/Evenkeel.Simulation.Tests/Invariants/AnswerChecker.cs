using Evenkeel.Simulation.Routing;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Tests.Invariants;

/// <summary>
/// No request is answered by a pod that is dead, that hangs, or that is on a machine which nobody reaches. It
/// looks at each Service whenever that is measured.
/// </summary>
internal static class AnswerChecker
{
    public static void Watch(SimulatedCluster cluster) =>
        cluster.Meter.Watching += service => Check(cluster.State, service);

    private static void Check(ClusterState state, ServiceState service)
    {
        foreach (var (pod, known) in service.Endpoints.Members)
        {
            var alive = pod is { Gone: false, Serving: true, Node: { Powered: true, Connected: true, Hung: false } };
            if (known.Answers > 0 && !alive)
            {
                throw new InvalidOperationException(
                    $"at {state.Now}: {pod.Name} answers requests to {service.Name} though it is dead");
            }
        }
    }
}
