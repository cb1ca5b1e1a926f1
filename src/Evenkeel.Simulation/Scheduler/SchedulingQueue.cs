using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>
/// Pods that wait for the scheduler: those to be tried, by priority and then age, and those that fitted
/// nowhere. Back-off does not delay a pod while nothing else is to be tried, since the scheduler then takes
/// pods out of back-off early (SchedulerPopFromBackoffQ, on by default since 1.33).
/// </summary>
internal sealed class SchedulingQueue
{

    /// <summary>By priority, the highest first; of one priority in the order of arrival.</summary>
    private readonly SortedList<int, Queue<SimPod>> active = [];

    private readonly Dictionary<SimPod, Waiting> unschedulable = [];

    /// <summary>The changes that can wake some pod, and perhaps others.</summary>
    private ClusterChange wakesSome;

    /// <summary>The pods that fitted nowhere, in the order in which they were created.</summary>
    public IEnumerable<SimPod> Unschedulable => unschedulable.Keys.OrderBy(static p => p.Index);

    /// <summary>Queues a pod to be tried.</summary>
    public void Add(SimPod pod)
    {
        unschedulable.Remove(pod);
        if (!active.TryGetValue(~pod.Priority, out var queue))
        {
            active.Add(~pod.Priority, queue = []);
        }

        queue.Enqueue(pod);
    }

    /// <summary>The next pod to try; null where none is left. Pods that are gone are passed over.</summary>
    public SimPod? Next()
    {
        for (var i = 0; i < active.Count; i++)
        {
            while (active.GetValueAtIndex(i).TryDequeue(out var pod))
            {
                if (pod.Active && pod.Node is null)
                {
                    return pod;
                }
            }
        }

        return null;
    }

    /// <summary>Puts aside a pod that fitted nowhere, with the changes that could help it.</summary>
    public void SetAside(SimPod pod, ClusterChange wakesOn, TimeSpan now)
    {
        unschedulable[pod] = new(wakesOn, now);
        wakesSome |= wakesOn;
    }

    /// <summary>Queues again all pods that a change could help. True where there was one.</summary>
    public bool Wake(ClusterChange change)
    {
        if (unschedulable.Count == 0)
        {
            wakesSome = ClusterChange.None;
        }

        return (wakesSome & change) != 0 && Take(w => (w.WakesOn & change) != 0);
    }

    /// <summary>Queues a pod again if it was put aside.</summary>
    public void Wake(SimPod pod)
    {
        if (unschedulable.ContainsKey(pod))
        {
            Add(pod);
        }
    }

    /// <summary>Queues again the pods that were put aside at or before an instant.</summary>
    public bool WakeOlderThan(TimeSpan instant) => Take(w => w.Since <= instant);

    public void Forget(SimPod pod) => unschedulable.Remove(pod);

    private bool Take(Func<Waiting, bool> which)
    {
        SimPod[] woken = [.. unschedulable.Where(e => which(e.Value)).Select(static e => e.Key)
            .OrderBy(static p => p.Index)];
        foreach (var pod in woken)
        {
            Add(pod);
        }

        return woken.Length > 0;
    }

    private readonly record struct Waiting(ClusterChange WakesOn, TimeSpan Since);
}

/// <summary>Changes that can make a node fit (scheduler/framework events and their queueing hints).</summary>
[Flags]
internal enum ClusterChange
{
    None = 0,
    NodeAdded = 1,
    NodeChanged = 2,
    NodeDeleted = 4,
    PodAdded = 8,
    PodRemoved = 16,
    Storage = 32,
}
