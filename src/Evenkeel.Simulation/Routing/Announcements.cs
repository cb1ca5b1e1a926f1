using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Routing;

/// <summary>What the API says of a pod, as far as its endpoints depend on it.</summary>
internal readonly record struct PodStatus(bool Bound, bool Ready, bool Deleting, bool Gone)
{
    /// <summary>What it says now.</summary>
    public static PodStatus Of(SimPod pod) => new(pod.Bound, pod.Ready, pod.Deleting, pod.Gone);
}

/// <summary>
/// Changes of pods on their way to proxies or resolvers: each arrives as it was when it was made, all equally
/// late.
/// </summary>
internal sealed class Announcements
{
    private readonly Queue<(SimPod Pod, PodStatus Status)> underway = [];
    private readonly Dictionary<SimPod, PodStatus> last = [];

    /// <summary>Sends off what the API says of a pod; false where that is what was last sent.</summary>
    public bool Add(SimPod pod)
    {
        var status = PodStatus.Of(pod);
        if (last.TryGetValue(pod, out var before) && before == status)
        {
            return false;
        }

        if (status.Gone)
        {
            last.Remove(pod);
        }
        else
        {
            last[pod] = status;
        }

        underway.Enqueue((pod, status));
        return true;
    }

    /// <summary>What arrives next.</summary>
    public (SimPod Pod, PodStatus Status) Next() => underway.Dequeue();
}
