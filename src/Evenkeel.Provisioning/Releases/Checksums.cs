using Evenkeel.Core.Model.Artifacts;

namespace Evenkeel.Provisioning.Releases;

/// <summary>Reads what publishers say of their files' digests.</summary>
internal static class Checksums
{
    /// <summary>The digest of a file, or null where the text has none.</summary>
    /// <param name="text">The publisher's text.</param>
    /// <param name="form">How it is laid out.</param>
    /// <param name="file">The file's name.</param>
    public static string? Find(string text, ChecksumForm form, string file)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var digest = form == ChecksumForm.Digest
            ? lines.FirstOrDefault()?.Split(' ')[0]
            : lines.Select(static line => line.Split(' ', 2))
                .Where(parts => parts.Length == 2 && NameOf(parts[1]) == file)
                .Select(static parts => parts[0]).FirstOrDefault();
        return ReleaseText.IsDigest(digest) ? digest : null;
    }

    /// <summary>sha256sum marks binary files with a star, and names may have a path.</summary>
    private static string NameOf(string written)
    {
        var name = written.Trim().TrimStart('*');
        return name[(name.LastIndexOf('/') + 1)..];
    }
}
