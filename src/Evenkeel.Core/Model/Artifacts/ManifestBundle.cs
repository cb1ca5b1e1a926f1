using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Artifacts;

/// <summary>What the control plane's agent does with the objects of a bundle.</summary>
public enum BundleMode
{
    /// <summary>It keeps them as they are in the bundle, and removes what a later one has no more.</summary>
    Apply,

    /// <summary>
    /// It makes those that are missing and touches no other: somebody else keeps them (<c>handoff</c>).
    /// </summary>
    Create,
}

/// <summary>Which object of Kubernetes is meant.</summary>
/// <param name="ApiVersion">Such as <c>apps/v1</c>.</param>
/// <param name="Kind">Such as <c>Deployment</c>.</param>
/// <param name="Namespace">Null where the kind has none.</param>
/// <param name="Name">Its name.</param>
public sealed record BundleKey(string ApiVersion, string Kind, string? Namespace, string Name)
{
    /// <summary>The API group; empty for the first one.</summary>
    public string Group => ApiVersion.IndexOf('/') is var slash and >= 0 ? ApiVersion[..slash] : "";

    /// <summary>
    /// Whether two keys mean one object, which may be written in two versions of its API group.
    /// </summary>
    public bool IsSameObject(BundleKey? other) => other is not null
        && (Group, Kind, Namespace, Name) == (other.Group, other.Kind, other.Namespace, other.Name);

    /// <inheritdoc/>
    public override string ToString() =>
        Namespace is null ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}

/// <summary>An object of a bundle.</summary>
/// <param name="Key">Which one.</param>
/// <param name="Json">All of it.</param>
public sealed record BundleObject(BundleKey Key, string Json);

/// <summary>
/// The objects that the control plane's agent applies: the content of the artifact <c>manifests</c>.
/// </summary>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Mode">What is done with them.</param>
/// <param name="Objects">In the order in which they are applied (<see cref="BundleOrder"/>).</param>
public sealed record ManifestBundle(string Cluster, BundleMode Mode, ImmutableArray<BundleObject> Objects)
{
    /// <summary>The label of everything that is applied from a bundle; its value is the cluster's name.
    /// </summary>
    public const string Label = "evenkeel.dev/bundle";

    /// <summary>Who applies, in the API server's managed fields.</summary>
    public const string FieldManager = "evenkeel";
}
