using Evenkeel.Core.Model;

namespace Evenkeel.Provisioning.Releases;

/// <summary>An image as it is written: registry, repository, and a tag or a digest.</summary>
/// <param name="Registry">The registry's host.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Version">The tag, or the digest with its algorithm.</param>
/// <param name="Name">All of it, as containerd calls it.</param>
internal sealed record ImageReference(string Registry, string Repository, string Version, string Name)
{
    private const string HubHost = "registry-1.docker.io";

    /// <summary>
    /// Reads a reference, as containerd does (distribution/reference, normalize.go): without a host it is
    /// Docker Hub's.
    /// </summary>
    public static ImageReference Parse(string written)
    {
        var (host, rest) = ImageName.Split(written);
        var at = rest.IndexOf('@', StringComparison.Ordinal);
        var digest = at < 0 ? null : rest[(at + 1)..];
        if (at >= 0) rest = rest[..at];
        var colon = rest.LastIndexOf(':');
        var tag = colon < 0 ? null : rest[(colon + 1)..];
        if (colon >= 0) rest = rest[..colon];
        if (host == ImageName.Hub && !rest.Contains('/', StringComparison.Ordinal)) rest = "library/" + rest;
        var name = $"{host}/{rest}" + (tag is null && digest is not null ? "" : $":{tag ?? "latest"}")
            + (digest is null ? "" : $"@{digest}");
        return new(host == ImageName.Hub ? HubHost : host, rest, digest ?? tag ?? "latest", name);
    }
}
