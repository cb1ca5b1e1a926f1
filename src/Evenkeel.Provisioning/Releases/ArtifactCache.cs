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

    /// <summary>Takes a stream in whose digest was told before.</summary>
    /// <param name="content">The stream.</param>
    /// <param name="expected">Its digest.</param>
    /// <param name="name">What it is, in words.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ProvisioningException">It has another; nothing is kept of it.</exception>
    public async Task AddAsync(
        Stream content, string expected, string name, CancellationToken cancellation)
    {
        var digest = await AddAsync(content, cancellation);
        if (digest == expected) return;
        File.Delete(PathOf(digest));
        throw new ProvisioningException(ProvisioningDiagnostics.OtherDigest(name, expected, digest));
    }

    private static async Task<string> DigestAsync(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
    }
}
