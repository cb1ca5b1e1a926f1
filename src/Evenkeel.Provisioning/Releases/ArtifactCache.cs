using System.Security.Cryptography;

namespace Evenkeel.Provisioning.Releases;

/// <summary>
/// Files by their digest. One appears only when it is whole, and is checked whenever it is used.
/// </summary>
/// <param name="folder">Where they lie; it is made if need be.</param>
internal sealed class ArtifactCache(string folder)
{
    /// <summary>Where the file of a digest lies, or would.</summary>
    public string PathOf(string digest) => Path.Combine(folder, digest);

    /// <summary>Whether it is there, and is what its name says.</summary>
    public async Task<bool> HasAsync(string digest, CancellationToken cancellation)
    {
        var path = PathOf(digest);
        return File.Exists(path) && await DigestAsync(path, cancellation) == digest;
    }

    /// <summary>Takes a stream in.</summary>
    /// <returns>Its digest.</returns>
    public async Task<string> AddAsync(Stream content, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var partial = Path.Combine(folder, Path.GetRandomFileName() + ".partial");
        try
        {
            await using (var file = new FileStream(partial, FileMode.CreateNew))
            {
                await content.CopyToAsync(file, cancellation);
            }

            var digest = await DigestAsync(partial, cancellation);
            File.Move(partial, PathOf(digest), overwrite: true);
            return digest;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Removes a file.</summary>
    public void Remove(string digest) => File.Delete(PathOf(digest));

    private static async Task<string> DigestAsync(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
    }
}
