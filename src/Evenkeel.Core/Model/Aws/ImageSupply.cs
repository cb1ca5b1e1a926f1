using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Core.Model.Aws;

/// <summary>Where nodes have container images from.</summary>
public sealed record ImageSupply
{
    /// <summary>Everything comes from registries on the internet.</summary>
    public static readonly ImageSupply Internet = new();

    /// <summary>
    /// Images that every node has from its boot on: they come with it from the cluster's bucket, through the
    /// gateway endpoint of S3.
    /// </summary>
    public ImmutableSortedSet<string> AtBoot { get; init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Whether ECR of the account is reached through VPC endpoints, without a way out.</summary>
    public bool EcrThroughEndpoints { get; init; }

    /// <summary>The mirrors that are asked first.</summary>
    public ImmutableArray<RegistryMirror> Mirrors { get; init; } = [];

    /// <summary>Whether a pull of the image needs a way to the internet.</summary>
    public bool NeedsInternet(string image)
    {
        var (registry, _) = ImageName.Split(image);
        return !(EcrThroughEndpoints && ImageName.IsPrivateEcr(registry))
            && MirrorOf(registry) is not { IsInside: true };
    }

    /// <summary>One for every registry is asked for those alone that have none of their own.</summary>
    private RegistryMirror? MirrorOf(string registry) =>
        Mirrors.FirstOrDefault(m => m.Registry == registry)
        ?? Mirrors.FirstOrDefault(static m => m.Registry == RegistryMirror.Every);
}
