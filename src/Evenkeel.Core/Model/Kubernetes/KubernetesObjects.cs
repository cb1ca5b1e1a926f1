using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Kubernetes;

/// <summary>Everything read from a set of manifests, in file order.</summary>
public sealed record KubernetesObjects
{
    /// <summary>Nothing.</summary>
    public static readonly KubernetesObjects Empty = new();

    /// <summary>Namespaces.</summary>
    public ImmutableArray<NamespaceObject> Namespaces { get; init; } = [];

    /// <summary>Nodes.</summary>
    public ImmutableArray<NodeObject> Nodes { get; init; } = [];

    /// <summary>Workloads of all kinds.</summary>
    public ImmutableArray<Workload> Workloads { get; init; } = [];

    /// <summary>Services.</summary>
    public ImmutableArray<Service> Services { get; init; } = [];

    /// <summary>Ingresses.</summary>
    public ImmutableArray<Ingress> Ingresses { get; init; } = [];

    /// <summary>Webhooks that are asked about new pods.</summary>
    public ImmutableArray<AdmissionWebhook> Webhooks { get; init; } = [];

    /// <summary>PodDisruptionBudgets.</summary>
    public ImmutableArray<DisruptionBudget> Budgets { get; init; } = [];

    /// <summary>HorizontalPodAutoscalers of workloads that stand in the input.</summary>
    public ImmutableArray<HorizontalPodAutoscaler> HorizontalAutoscalers { get; init; } = [];

    /// <summary>PriorityClasses.</summary>
    public ImmutableArray<PriorityClass> PriorityClasses { get; init; } = [];

    /// <summary>StorageClasses.</summary>
    public ImmutableArray<StorageClass> StorageClasses { get; init; } = [];

    /// <summary>PersistentVolumes.</summary>
    public ImmutableArray<PersistentVolume> Volumes { get; init; } = [];

    /// <summary>
    /// PersistentVolumeClaims. One that has the name a StatefulSet would give is that StatefulSet's.
    /// </summary>
    public ImmutableArray<PersistentVolumeClaim> Claims { get; init; } = [];

    /// <summary>Kinds that were read past, as <c>group/Kind</c>, with how many there were.</summary>
    public ImmutableSortedDictionary<string, int> OtherKinds { get; init; } =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Both sets, the other's after this one's.</summary>
    public KubernetesObjects Plus(KubernetesObjects other)
    {
        var kinds = OtherKinds;
        foreach (var (kind, count) in other.OtherKinds)
        {
            kinds = kinds.SetItem(kind, kinds.GetValueOrDefault(kind) + count);
        }

        return new()
        {
            Namespaces = Namespaces.AddRange(other.Namespaces),
            Nodes = Nodes.AddRange(other.Nodes),
            Workloads = Workloads.AddRange(other.Workloads),
            Services = Services.AddRange(other.Services),
            Ingresses = Ingresses.AddRange(other.Ingresses),
            Webhooks = Webhooks.AddRange(other.Webhooks),
            Budgets = Budgets.AddRange(other.Budgets),
            HorizontalAutoscalers = HorizontalAutoscalers.AddRange(other.HorizontalAutoscalers),
            PriorityClasses = PriorityClasses.AddRange(other.PriorityClasses),
            StorageClasses = StorageClasses.AddRange(other.StorageClasses),
            Volumes = Volumes.AddRange(other.Volumes),
            Claims = Claims.AddRange(other.Claims),
            OtherKinds = kinds,
        };
    }
}
