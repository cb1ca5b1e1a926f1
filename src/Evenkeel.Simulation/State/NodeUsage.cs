using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Simulation.State;

/// <summary>What the pods of a node request in total (scheduler/framework NodeInfo).</summary>
internal sealed class NodeUsage
{
    public long MilliCpu { get; private set; }

    public long MemoryBytes { get; private set; }

    public long EphemeralStorageBytes { get; private set; }

    public int Pods { get; private set; }

    /// <summary>CPU with 100m for each container that requests none.</summary>
    public long NonZeroMilliCpu { get; private set; }

    /// <summary>Memory with 200 MiB for each container that requests none.</summary>
    public long NonZeroMemoryBytes { get; private set; }

    /// <summary>Extended resources by name; null until one is used.</summary>
    public Dictionary<string, long>? Extended { get; private set; }

    /// <summary>Host ports in use; null until one is used.</summary>
    public List<HostPort>? HostPorts { get; private set; }

    /// <summary>The claims that pods here mount, each with how many do; null until one is used.</summary>
    public Dictionary<SimClaim, int>? Claims { get; private set; }

    public void Add(SimPod pod)
    {
        Change(pod.Class.Template, 1);
        foreach (var port in pod.Class.Template.HostPorts)
        {
            (HostPorts ??= []).Add(port);
        }

        foreach (var claim in pod.Claims)
        {
            Claims ??= [];
            Claims[claim] = Claims.GetValueOrDefault(claim) + 1;
        }
    }

    public void Remove(SimPod pod)
    {
        Change(pod.Class.Template, -1);
        foreach (var port in pod.Class.Template.HostPorts)
        {
            HostPorts!.Remove(port);
        }

        foreach (var claim in pod.Claims)
        {
            if (--Claims![claim] == 0)
            {
                Claims.Remove(claim);
            }
        }
    }

    private void Change(PodTemplate pod, int sign)
    {
        MilliCpu += sign * pod.Requests.MilliCpu;
        MemoryBytes += sign * pod.Requests.MemoryBytes;
        EphemeralStorageBytes += sign * pod.Requests.EphemeralStorageBytes;
        NonZeroMilliCpu += sign * pod.NonZeroRequests.MilliCpu;
        NonZeroMemoryBytes += sign * pod.NonZeroRequests.MemoryBytes;
        Pods += sign;
        if (pod.Requests.Extended.IsEmpty)
        {
            return;
        }

        Extended ??= new(StringComparer.Ordinal);
        foreach (var (name, amount) in pod.Requests.Extended)
        {
            Extended[name] = Extended.GetValueOrDefault(name) + (sign * amount);
        }
    }
}
