using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Artifacts;

/// <summary>What an artifact of a release is, which says where a machine puts it.</summary>
public enum ArtifactKind
{
    /// <summary>One program: it is put under its name.</summary>
    Program,

    /// <summary>A <c>.tar.gz</c>: its members are put under their own names.</summary>
    Archive,

    /// <summary>Images of containers, which are loaded before anything runs.</summary>
    Images,

    /// <summary>The bundle of manifests (<see cref="ManifestBundle"/>), for servers.</summary>
    Manifests,
}

/// <summary>An artifact that lies in the cluster's bucket, under its digest.</summary>
public sealed record ReleaseArtifact
{
    /// <summary>What it is called, such as <c>etcd</c>; once for each architecture.</summary>
    public required string Name { get; init; }

    /// <summary>Its version, as its publisher writes it.</summary>
    public required string Version { get; init; }

    /// <summary><c>amd64</c>, <c>arm64</c>, or <c>any</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>What it is.</summary>
    public required ArtifactKind Kind { get; init; }

    /// <summary>The roles of the machines that take it: <c>server</c>, <c>etcd</c>, <c>worker</c>.</summary>
    public required ImmutableArray<string> Roles { get; init; }

    /// <summary>Of an archive the members that are put in place, by their paths in it; else none.</summary>
    public ImmutableArray<string> Members { get; init; } = [];

    /// <summary>The SHA-256 of its bytes, 64 small hexadecimal digits.</summary>
    public required string Digest { get; init; }

    /// <summary>How many bytes it has.</summary>
    public required long Size { get; init; }

    /// <summary>Its key in the bucket.</summary>
    public string Key => KeyOf(Digest);

    /// <summary>The key under which the bytes of a digest lie.</summary>
    public static string KeyOf(string digest) => $"objects/{digest}";
}

/// <summary>
/// Everything that a machine needs to boot: the content of <c>releases/DIGEST.json</c>, whose name is the
/// SHA-256 of its text (docs/designs/0004, "Release and pinning").
/// </summary>
/// <param name="Artifacts">In ordinal order of name and architecture.</param>
public sealed record Release(ImmutableArray<ReleaseArtifact> Artifacts)
{
    /// <summary>The object that holds the digest of the release which machines take.</summary>
    public const string Current = "releases/current";

    /// <summary>The architecture of what fits every machine.</summary>
    public const string AnyArchitecture = "any";

    /// <summary>The key of the release with a digest.</summary>
    public static string KeyOf(string digest) => $"releases/{digest}.json";
}
