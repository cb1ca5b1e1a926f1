using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Artifacts;

/// <summary>
/// What a cluster is lowered to: texts by their path below one folder. The same model gives the same bytes.
/// </summary>
public sealed record ArtifactSet
{
    /// <summary>No artifacts.</summary>
    public static readonly ArtifactSet Empty = new();

    /// <summary>
    /// Texts by path. A path has forward slashes, is relative, and leaves its folder nowhere.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Files { get; private init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>These, and one more.</summary>
    /// <exception cref="ArgumentException">
    /// The path is taken, absolute, or has an empty part or one of dots.
    /// </exception>
    public ArtifactSet With(string path, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Files.ContainsKey(path))
        {
            throw new ArgumentException($"two artifacts at {path}", nameof(path));
        }

        return IsGoodPath(path)
            ? this with { Files = Files.Add(path, text) }
            : throw new ArgumentException($"not a path below a folder: {path}", nameof(path));
    }

    /// <summary>Whether a path is relative and cannot leave its folder.</summary>
    public static bool IsGoodPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Split('/').All(part => part is not ("" or "." or "..") && !part.Contains('\\'));
    }
}
