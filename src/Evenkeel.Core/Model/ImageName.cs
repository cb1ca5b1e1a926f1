namespace Evenkeel.Core.Model;

/// <summary>What an image's name says of where it lies (distribution/reference, normalize.go).</summary>
public static class ImageName
{
    /// <summary>The registry of images that name none.</summary>
    public const string Hub = "docker.io";

    /// <summary>The registry that an image names, and its path in it.</summary>
    public static (string Registry, string Path) Split(string image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : image[..slash];
        return first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal)
            || first == "localhost"
            ? (first, image[(slash + 1)..])
            : (Hub, image);
    }

    /// <summary>
    /// Whether a registry is a private one of ECR: ACCOUNT.dkr.ecr.REGION.amazonaws.com (ECR user guide,
    /// "Amazon ECR private registry").
    /// </summary>
    public static bool IsPrivateEcr(string registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return registry.Contains(".dkr.ecr", StringComparison.Ordinal)
            && (registry.EndsWith(".amazonaws.com", StringComparison.Ordinal)
                || registry.EndsWith(".amazonaws.com.cn", StringComparison.Ordinal));
    }
}
