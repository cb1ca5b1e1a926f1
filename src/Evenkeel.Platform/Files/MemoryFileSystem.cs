using System.Text;
using Evenkeel.Core.Text;

namespace Evenkeel.Platform.Files;

/// <summary>
/// Files that exist in memory alone, for tests. Folders exist where a file lies below them.
/// </summary>
public sealed class MemoryFileSystem : IFileSystem
{
    private readonly SortedDictionary<string, string> files = new(StringComparer.Ordinal);

    /// <summary>Writes a file.</summary>
    public MemoryFileSystem With(string path, string content)
    {
        files[Normal(path)] = content;
        return this;
    }

    /// <inheritdoc/>
    public void WriteText(string path, string content, bool overwrite)
    {
        if (!overwrite && FileExists(path))
        {
            throw new FileProblemException(path, "it exists already");
        }

        With(path, content);
    }

    /// <inheritdoc/>
    public bool FileExists(string path) => files.ContainsKey(Normal(path));

    /// <inheritdoc/>
    public bool FolderExists(string path) =>
        Normal(path).Length == 0
        || files.Keys.Any(f => f.StartsWith(Normal(path) + "/", StringComparison.Ordinal));

    /// <inheritdoc/>
    public SourceText ReadText(string path, long maxBytes)
    {
        if (!files.TryGetValue(Normal(path), out var content))
        {
            throw new FileProblemException(path, FolderExists(path) ? "it is a folder" : "it does not exist");
        }

        return Encoding.UTF8.GetByteCount(content) > maxBytes
            ? throw new FileProblemException(
                path, $"it is larger than the {maxBytes / 1024 / 1024} MiB that are read")
            : new SourceText(path, content);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ListManifests(string folder)
    {
        var prefix = Normal(folder) is { Length: > 0 } name ? name + "/" : "";
        return
        [
            .. files.Keys
                .Where(f => f.StartsWith(prefix, StringComparison.Ordinal))
                .Select(f => f[prefix.Length..])
                .Where(f => !f.Contains('/') && ManifestNames.IsManifest(f))
                .Select(f => ManifestNames.Join(folder, f)),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ListFiles(string folder)
    {
        var prefix = Normal(folder) is { Length: > 0 } name ? name + "/" : "";
        return
        [
            .. files.Keys
                .Where(f => f.StartsWith(prefix, StringComparison.Ordinal))
                .Select(f => f[prefix.Length..])
                .Where(f => !f.Contains('/')),
        ];
    }

    /// <inheritdoc/>
    public void DeleteFile(string path) => files.Remove(Normal(path));

    private static string Normal(string path)
    {
        var parts = path.Split('/').Where(p => p is not ("" or ".")).ToList();
        for (var up = parts.IndexOf(".."); up > 0; up = parts.IndexOf(".."))
        {
            parts.RemoveRange(up - 1, 2);
        }

        return string.Join('/', parts);
    }
}
