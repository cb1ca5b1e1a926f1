using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>
/// kube-scheduler's filters for one pod, in the order of the default profile
/// (pkg/scheduler/apis/config/v1/default_plugins.go). The first that turns a node down decides.
/// </summary>
internal sealed class NodeFilter(SimPod pod, FilterState state, VolumeBinder volumes)
{
    private readonly ClassFilter ofClass = new(pod.Class);

    /// <summary>The first filter that turns the node down, or <see cref="Rejection.None"/>.</summary>
    public Rejection Check(SimNode node)
    {
        var byItself = ofClass.Check(node);
        if (byItself != Rejection.None)
        {
            return byItself;
        }

        var byVolumes = volumes.Check(pod, node);
        if (byVolumes != Rejection.None)
        {
            return byVolumes;
        }

        var bySpread = state.CheckSpread(node);
        return bySpread != Rejection.None ? bySpread : state.CheckAffinity(node);
    }

    /// <summary>The resources a node lacks, as the scheduler words it.</summary>
    public IEnumerable<string> Lacking(SimNode node) => ofClass.Lacking(node);
}

/// <summary>
/// The filters that look at nothing but the node and the pods on it, and answer alike for all pods of a
/// class.
/// </summary>
internal sealed class ClassFilter(PodClass podClass)
{
    private static readonly Taint UnschedulableTaint = new(Taint.Unschedulable, "", TaintEffect.NoSchedule);
    private readonly PodTemplate template = podClass.Template;
    private readonly PodRequirements requirements = podClass.Requirements;

    /// <summary>The first filter that turns the node down, or <see cref="Rejection.None"/>.</summary>
    public Rejection Check(SimNode node)
    {
        var byObject = CheckObject(node);
        return byObject != Rejection.None ? byObject : CheckRoom(node);
    }

    /// <summary>The answer of those that look at the Node object alone.</summary>
    public Rejection CheckObject(SimNode node)
    {
        if (node.Cordoned && !requirements.Tolerates(UnschedulableTaint))
        {
            return Rejection.Unschedulable;
        }

        if (requirements.UntoleratedTaint(node) is not null)
        {
            return Rejection.Taint;
        }

        return requirements.AdmitsNode(node) ? Rejection.None : Rejection.NodeAffinity;
    }

    /// <summary>The answer of those that look at what pods on the node take: ports and resources.</summary>
    public Rejection CheckRoom(SimNode node)
    {
        if (!template.HostPorts.IsEmpty && PortsConflict(node))
        {
            return Rejection.Ports;
        }

        return Fits(node) ? Rejection.None : Rejection.Resources;
    }

    /// <summary>The resources a node lacks, as the scheduler words it.</summary>
    public IEnumerable<string> Lacking(SimNode node)
    {
        var (free, want) = (node.Definition.Allocatable, template.Requests);
        if (node.Usage.Pods + 1 > free.Pods)
        {
            yield return "Too many pods";
        }

        if (want.MilliCpu > 0 && want.MilliCpu > free.MilliCpu - node.Usage.MilliCpu)
        {
            yield return "Insufficient cpu";
        }

        if (want.MemoryBytes > 0 && want.MemoryBytes > free.MemoryBytes - node.Usage.MemoryBytes)
        {
            yield return "Insufficient memory";
        }

        if (want.EphemeralStorageBytes > 0
            && want.EphemeralStorageBytes > free.EphemeralStorageBytes - node.Usage.EphemeralStorageBytes)
        {
            yield return "Insufficient ephemeral-storage";
        }

        foreach (var (name, amount) in want.Extended)
        {
            var used = node.Usage.Extended?.GetValueOrDefault(name) ?? 0;
            if (amount > 0 && amount > free.Extended.GetValueOrDefault(name) - used)
            {
                yield return $"Insufficient {name}";
            }
        }
    }

    private bool Fits(SimNode node)
    {
        var (free, want, used) = (node.Definition.Allocatable, template.Requests, node.Usage);
        return used.Pods + 1 <= free.Pods
            && (want.MilliCpu == 0 || want.MilliCpu <= free.MilliCpu - used.MilliCpu)
            && (want.MemoryBytes == 0 || want.MemoryBytes <= free.MemoryBytes - used.MemoryBytes)
            && (want.EphemeralStorageBytes == 0
                || want.EphemeralStorageBytes <= free.EphemeralStorageBytes - used.EphemeralStorageBytes)
            && (want.Extended.IsEmpty || !Lacking(node).Any());
    }

    private bool PortsConflict(SimNode node)
    {
        foreach (var wanted in template.HostPorts)
        {
            foreach (var taken in node.Usage.HostPorts ?? [])
            {
                if (wanted.Port == taken.Port
                    && string.Equals(wanted.Protocol, taken.Protocol, StringComparison.Ordinal)
                    && (IsAny(wanted.HostIp) || IsAny(taken.HostIp)
                        || string.Equals(wanted.HostIp, taken.HostIp, StringComparison.Ordinal)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsAny(string hostIp) => hostIp is "" or "0.0.0.0";
}
