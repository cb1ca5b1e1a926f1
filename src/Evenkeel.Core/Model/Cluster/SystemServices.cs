using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Core.Model.Cluster;

/// <summary>Services of the cluster's own parts on whose loss what depends on them is unavailable.</summary>
/// <param name="Dns">The cluster's DNS, which every client inside asks; null where it is not known.</param>
/// <param name="Ingress">
/// By ingress class the Service of its controller, which clients outside come through.
/// </param>
public sealed record SystemServices(
    ObjectName? Dns, ImmutableSortedDictionary<string, ObjectName> Ingress)
{
    /// <summary>None is known.</summary>
    public static readonly SystemServices None =
        new(null, ImmutableSortedDictionary.Create<string, ObjectName>(StringComparer.Ordinal));

    /// <summary>The class of Ingresses that name none; null where there is none.</summary>
    public string? DefaultClass { get; init; }
}
