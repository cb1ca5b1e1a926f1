using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Artifacts;

/// <summary>How a file of checksums is laid out.</summary>
public enum ChecksumForm
{
    /// <summary>The digest alone (dl.k8s.io's <c>.sha256</c>).</summary>
    Digest,

    /// <summary>Lines of <c>DIGEST  NAME</c>, as sha256sum writes them; a name may have a path.</summary>
    Lines,
}

/// <summary>Where an artifact comes from.</summary>
public abstract record ArtifactSource
{
    private ArtifactSource()
    {
    }

    /// <summary>Its publisher's server, which has its digest beside it.</summary>
    /// <param name="Url">The artifact.</param>
    /// <param name="ChecksumUrl">The publisher's digest of it.</param>
    /// <param name="Form">How that is laid out.</param>
    public sealed record Download(string Url, string ChecksumUrl, ChecksumForm Form) : ArtifactSource
    {
        /// <summary>The artifact's own name, by which lines of checksums name it.</summary>
        public string FileName => Uri.UnescapeDataString(Url[(Url.LastIndexOf('/') + 1)..]);
    }

    /// <summary>The node agent, which comes with Evenkeel, built for Linux of the architecture.</summary>
    public sealed record Agent : ArtifactSource;

    /// <summary>The bundle that the cluster is lowered to.</summary>
    public sealed record Bundle : ArtifactSource;

    /// <summary>
    /// Images from their registries, of one architecture, as one OCI image layout in a tar file, which
    /// containerd imports (containerd, docs/cri/config.md, "image import"; K3s, "Air-Gap Install").
    /// </summary>
    /// <param name="References">Each with its registry and tag.</param>
    public sealed record Registry(ImmutableArray<string> References) : ArtifactSource;
}

/// <summary>An artifact that a release of a cluster must have, before it was fetched.</summary>
public sealed record WantedArtifact
{
    /// <inheritdoc cref="ReleaseArtifact.Name"/>
    public required string Name { get; init; }

    /// <inheritdoc cref="ReleaseArtifact.Version"/>
    public required string Version { get; init; }

    /// <inheritdoc cref="ReleaseArtifact.Architecture"/>
    public required string Architecture { get; init; }

    /// <inheritdoc cref="ReleaseArtifact.Kind"/>
    public ArtifactKind Kind { get; init; } = ArtifactKind.Program;

    /// <inheritdoc cref="ReleaseArtifact.Roles"/>
    public required ImmutableArray<string> Roles { get; init; }

    /// <inheritdoc cref="ReleaseArtifact.Members"/>
    public ImmutableArray<string> Members { get; init; } = [];

    /// <summary>Where it comes from.</summary>
    public required ArtifactSource Source { get; init; }

    /// <summary>The same, once its bytes are known.</summary>
    public ReleaseArtifact Gathered(string digest, long size) => new()
    {
        Name = Name,
        Version = Version,
        Architecture = Architecture,
        Kind = Kind,
        Roles = Roles,
        Members = Members,
        Digest = digest,
        Size = size,
    };
}
