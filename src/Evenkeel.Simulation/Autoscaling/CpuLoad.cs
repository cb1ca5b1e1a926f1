using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>
/// The declared CPU load of workloads: what all requests together need, shared evenly by the pods that serve.
/// </summary>
internal static class CpuLoad
{
    /// <summary>Whether requests reach the pod and are answered by it.</summary>
    public static bool Serves(SimPod pod) =>
        pod is { Ready: true, Serving: true, Active: true, Node.Reached: true };

    /// <summary>
    /// What a pod uses now, in thousandths of a core, rounded up as a quantity's MilliValue is; 0 where its
    /// workload declares no load.
    /// </summary>
    public static long Of(SimPod pod)
    {
        if (pod.Owner.LoadMilliCpu is not { } load || !Serves(pod))
        {
            return 0;
        }

        var sharing = pod.Owner.Pods.Count(Serves);
        return (load + sharing - 1) / sharing;
    }
}
