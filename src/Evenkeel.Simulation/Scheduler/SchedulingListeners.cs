using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>Tells several what the scheduler does.</summary>
internal sealed class SchedulingListeners(ISchedulingListener first) : ISchedulingListener
{
    private readonly List<ISchedulingListener> listeners = [first];

    public void Add(ISchedulingListener listener) => listeners.Add(listener);

    void ISchedulingListener.NodesFiltered(
        SimPod pod, IReadOnlyList<SimNode> feasible, IReadOnlyList<Rejection> rejections)
    {
        foreach (var listener in listeners)
        {
            listener.NodesFiltered(pod, feasible, rejections);
        }
    }

    void ISchedulingListener.PodUnschedulable(SimPod pod, string reason)
    {
        foreach (var listener in listeners)
        {
            listener.PodUnschedulable(pod, reason);
        }
    }
}
