using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Simulation.State;

/// <summary>A workload and its pods.</summary>
internal sealed class SimWorkload(int index, Workload definition)
{
    /// <summary>Its place in <see cref="ClusterState.Workloads"/>.</summary>
    public int Index { get; } = index;

    public Workload Definition { get; } = definition;

    public ObjectName Name => Definition.Name;

    public WorkloadKind Kind => Definition.Kind;

    /// <summary>Desired pods, as last set.</summary>
    public int Replicas { get; internal set; } = definition.Replicas;

    /// <summary>Its pods that have not left the API, oldest first.</summary>
    public List<SimPod> Pods { get; } = [];

    /// <summary>How many pods it has made; pods are named by it.</summary>
    public int Made { get; internal set; }

    /// <summary>The application its pods are counted under.</summary>
    public string App { get; } = definition.Template.Labels.GetValueOrDefault("app", definition.Name.Name);
}
