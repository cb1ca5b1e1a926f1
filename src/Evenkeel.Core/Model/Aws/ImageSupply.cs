using System.Collections.Immutable;

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

    /// <summary>Whether a pull of the image needs a way to the internet.</summary>
    public bool NeedsInternet(string image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return !(EcrThroughEndpoints && IsPrivateEcr(image));
    }

    /// <summary>
    /// ACCOUNT.dkr.ecr.REGION.amazonaws.com (ECR user guide, "Amazon ECR private registry").
    /// </summary>
    private static bool IsPrivateEcr(string image)
    {
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? "" : image[..slash];
        return host.Contains(".dkr.ecr.", StringComparison.Ordinal)
            && (host.EndsWith(".amazonaws.com", StringComparison.Ordinal)
                || host.EndsWith(".amazonaws.com.cn", StringComparison.Ordinal));
    }
}
