using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Evenkeel.Core.Model.Artifacts;

namespace Evenkeel.Platform.Files;

/// <summary>
/// A folder that artifacts are written to. A list of what was written, with digests, lies in it, so that the
/// next time what is no longer made is removed, and nothing else is.
/// </summary>
/// <param name="files">The files.</param>
/// <param name="folder">The folder; it need not exist.</param>
public sealed class ArtifactFolder(IFileSystem files, string folder)
{
    /// <summary>The list's own name: a line a file, digest first.</summary>
    public const string ListName = ".evenkeel-files";

    private const int MaxListBytes = 1 << 20;
    private const int MaxFileBytes = 64 << 20;

    /// <summary>
    /// Files of the folders that the artifacts lie in, with a name that a program would read together with
    /// them, and that no earlier run wrote.
    /// </summary>
    /// <param name="artifacts">What is to be written.</param>
    /// <param name="extension">The ending of such names, such as <c>.tf.json</c>.</param>
    /// <exception cref="FileProblemException">The folder may not be read, or its list is not one.</exception>
    public IReadOnlyList<string> Strangers(ArtifactSet artifacts, string extension)
    {
        ArgumentNullException.ThrowIfNull(artifacts);
        var known = ReadList();
        return
        [
            .. artifacts.Files.Keys
                .Where(path => path.EndsWith(extension, StringComparison.Ordinal) && path.Contains('/'))
                .Select(path => path[..path.LastIndexOf('/')])
                .Distinct(StringComparer.Ordinal)
                .SelectMany(below => files.ListFiles(At(below)).Select(name => $"{below}/{name}"))
                .Where(path => path.EndsWith(extension, StringComparison.Ordinal))
                .Where(path => !known.ContainsKey(path)),
        ];
    }

    /// <summary>Writes the artifacts, and removes what an earlier run wrote and this one does not.</summary>
    /// <exception cref="FileProblemException">
    /// Something may not be written. Run again, it goes on where it stopped.
    /// </exception>
    public ArtifactChanges Write(ArtifactSet artifacts)
    {
        ArgumentNullException.ThrowIfNull(artifacts);
        var before = ReadList();
        var after = artifacts.Files.ToImmutableSortedDictionary(
            f => f.Key, f => Digest(f.Value), StringComparer.Ordinal);

        // The list has old and new before either changes: whatever interrupts this, nothing is forgotten.
        WriteList(before.SetItems(after));
        var written = artifacts.Files
            .Where(f => Current(f.Key) != after[f.Key]).Select(f => f.Key).ToImmutableArray();
        foreach (var path in written)
        {
            files.WriteText(At(path), artifacts.Files[path], overwrite: true);
        }

        var stale = before.Where(f => !after.ContainsKey(f.Key) && files.FileExists(At(f.Key))).ToList();
        var kept = stale.Where(f => Current(f.Key) != f.Value).Select(f => f.Key).ToImmutableArray();
        var removed = stale.Select(f => f.Key).Except(kept, StringComparer.Ordinal).ToImmutableArray();
        foreach (var path in removed)
        {
            files.DeleteFile(At(path));
        }

        WriteList(after);
        return new([.. after.Keys], written, removed, kept);
    }

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private string? Current(string path) =>
        files.FileExists(At(path)) ? Digest(files.ReadText(At(path), MaxFileBytes).Content) : null;

    private string At(string path) => ManifestNames.Join(folder, path);

    private ImmutableSortedDictionary<string, string> ReadList()
    {
        var list = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var at = At(ListName);
        if (!files.FileExists(at))
        {
            return list.ToImmutable();
        }

        foreach (var line in files.ReadText(at, MaxListBytes).Content.Split('\n'))
        {
            // Two spaces, as sha256sum has it, so that it can check the folder.
            var parts = line.Split("  ", 2);
            if (line.Length > 0 && (parts.Length != 2 || !ArtifactSet.IsGoodPath(parts[1])))
            {
                throw new FileProblemException(at, "it is not a list of files that evenkeel wrote");
            }

            if (line.Length > 0)
            {
                list[parts[1]] = parts[0];
            }
        }

        return list.ToImmutable();
    }

    private void WriteList(ImmutableSortedDictionary<string, string> list) => files.WriteText(
        At(ListName), string.Concat(list.Select(f => $"{f.Value}  {f.Key}\n")), overwrite: true);
}

/// <summary>What writing artifacts changed.</summary>
/// <param name="Files">Every artifact, in ordinal order.</param>
/// <param name="Written">Those that were not there, or were different.</param>
/// <param name="Removed">What an earlier run wrote and this one does not.</param>
/// <param name="Kept">The same, but changed by somebody since: left where it is.</param>
public sealed record ArtifactChanges(
    ImmutableArray<string> Files,
    ImmutableArray<string> Written,
    ImmutableArray<string> Removed,
    ImmutableArray<string> Kept);
