using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Controllers;

namespace Evenkeel.Simulation.State;

/// <summary>A workload and its pods.</summary>
internal sealed class SimWorkload(int index, Workload definition)
{
    private static readonly Comparer<SimPod> ByIndex =
        Comparer<SimPod>.Create(static (a, b) => a.Index.CompareTo(b.Index));

    /// <summary>Its place in <see cref="ClusterState.Workloads"/>.</summary>
    public int Index { get; } = index;

    public Workload Definition { get; } = definition;

    public ObjectName Name => Definition.Name;

    public WorkloadKind Kind => Definition.Kind;

    /// <summary>Desired pods, as last set.</summary>
    public int Replicas { get; internal set; } = definition.Replicas;

    /// <summary>
    /// The CPU that its requests need in all, in thousandths of a core, as last declared; null for none.
    /// </summary>
    public long? LoadMilliCpu { get; internal set; } = definition.LoadMilliCpu;

    /// <summary>Its pods that have not left the API, oldest first.</summary>
    public List<SimPod> Pods { get; } = [];

    /// <summary>How many of these are not being deleted.</summary>
    public int ActivePods { get; internal set; }

    /// <summary>How many pods it has made; pods are named by it.</summary>
    public int Made { get; internal set; }

    /// <summary>What the names of its pods are drawn from.</summary>
    public ulong NameHash { get; } = PodNames.HashOf(definition.Name);

    /// <summary>Deployment: what the names of its pods begin with, its ReplicaSet's name.</summary>
    public string ReplicaSetName { get; } = definition.Kind == WorkloadKind.Deployment
        ? $"{definition.Name.Name}-{PodNames.TemplateHash(definition)}"
        : definition.Name.Name;

    /// <summary>The application its pods are counted under.</summary>
    public string App { get; } = definition.Template.Labels.GetValueOrDefault("app", definition.Name.Name);

    /// <summary>Takes a pod off the list. The oldest come first there, so that halving finds it.</summary>
    public void Remove(SimPod pod)
    {
        var place = Pods.BinarySearch(pod, ByIndex);
        if (place >= 0)
        {
            Pods.RemoveAt(place);
        }
    }
}
