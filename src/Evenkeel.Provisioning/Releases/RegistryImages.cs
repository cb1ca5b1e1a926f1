using System.Collections.Immutable;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Evenkeel.Provisioning.Runs;

namespace Evenkeel.Provisioning.Releases;

/// <summary>
/// Images from their registries as one OCI image layout in a tar file, the same bytes for the same images.
/// </summary>
internal sealed class RegistryImages
{
    private const string Sha256 = "sha256:";

    private readonly RegistryClient client;
    private readonly string folder;
    private readonly ArtifactCache cache;
    private readonly IRunProgress progress;

    /// <summary>A gatherer of images.</summary>
    /// <param name="http">Fetches.</param>
    /// <param name="folder">Where the tar file is put together.</param>
    /// <param name="cache">Takes layers, and the tar file.</param>
    /// <param name="progress">Is told what is fetched.</param>
    public RegistryImages(HttpClient http, string folder, ArtifactCache cache, IRunProgress progress)
    {
        client = new(http);
        this.folder = folder;
        this.cache = cache;
        this.progress = progress;
    }

    /// <summary>Gathers.</summary>
    /// <returns>The digest of the tar file.</returns>
    public async Task<string> GatherAsync(
        ImmutableArray<string> references, string architecture, CancellationToken cancellation)
    {
        var blobs = new SortedSet<string>(StringComparer.Ordinal);
        var manifests = new JsonArray();
        foreach (var written in references)
        {
            var image = ImageReference.Parse(written);
            progress.Step($"fetches {image.Name} for {architecture}");
            manifests.Add(await ImageAsync(image, architecture, blobs, cancellation));
        }

        var index = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = "application/vnd.oci.image.index.v1+json",
            ["manifests"] = manifests,
        };
        var path = Path.Combine(folder, Path.GetRandomFileName() + ".tar");
        try
        {
            await WriteAsync(path, index.ToJsonString(), blobs, cancellation);
            await using var tar = File.OpenRead(path);
            return await cache.AddAsync(tar, cancellation);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task<JsonObject> ImageAsync(
        ImageReference image, string architecture, SortedSet<string> blobs, CancellationToken cancellation)
    {
        var (content, type) = await client.ManifestAsync(image, image.Version, cancellation);
        Check(image, image.Version, content);
        if (type.Contains("index", StringComparison.Ordinal)
            || type.Contains("list", StringComparison.Ordinal))
        {
            var digest = Choose(image, content, architecture);
            (content, type) = await client.ManifestAsync(image, digest, cancellation);
            Check(image, digest, content);
        }

        using var manifest = JsonDocument.Parse(content);
        var parts = manifest.RootElement.GetProperty("layers").EnumerateArray()
            .Prepend(manifest.RootElement.GetProperty("config"))
            .Select(static part => part.GetProperty("digest").GetString()!);
        foreach (var digest in parts) blobs.Add(await BlobAsync(image, digest, cancellation));
        var own = await cache.AddAsync(new MemoryStream(content), cancellation);
        blobs.Add(own);
        return new()
        {
            ["mediaType"] = type,
            ["digest"] = Sha256 + own,
            ["size"] = content.Length,
            ["annotations"] = new JsonObject
            {
                ["io.containerd.image.name"] = image.Name,
                ["org.opencontainers.image.ref.name"] = image.Version,
            },
        };
    }

    private static string Choose(ImageReference image, byte[] index, string architecture)
    {
        using var document = JsonDocument.Parse(index);
        return document.RootElement.GetProperty("manifests").EnumerateArray()
            .Where(m => m.TryGetProperty("platform", out var platform)
                && platform.GetProperty("os").GetString() == "linux"
                && platform.GetProperty("architecture").GetString() == architecture)
            .Select(static m => m.GetProperty("digest").GetString()).FirstOrDefault()
            ?? throw new IOException($"{image.Name} is not there for linux/{architecture}");
    }

    private async Task<string> BlobAsync(
        ImageReference image, string named, CancellationToken cancellation)
    {
        var expected = named.StartsWith(Sha256, StringComparison.Ordinal)
            ? named[Sha256.Length..]
            : throw new IOException($"{image.Name} has a part whose digest is no SHA-256");
        if (await cache.HasAsync(expected, cancellation)) return expected;

        using var response = await client.BlobAsync(image, named, cancellation);
        await using var content = await response.Content.ReadAsStreamAsync(cancellation);
        await cache.AddAsync(content, expected, image.Name, cancellation);
        return expected;
    }

    /// <summary>What is named by its digest is that.</summary>
    private static void Check(ImageReference image, string version, byte[] content)
    {
        if (!version.StartsWith(Sha256, StringComparison.Ordinal)) return;
        var digest = Convert.ToHexStringLower(SHA256.HashData(content));
        if (digest != version[Sha256.Length..])
        {
            throw new ProvisioningException(
                ProvisioningDiagnostics.OtherDigest(image.Name, version[Sha256.Length..], digest));
        }
    }

    private async Task WriteAsync(
        string path, string index, IEnumerable<string> blobs, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        await using var file = new FileStream(path, FileMode.Create);
        await using var tar = new TarWriter(file, TarEntryFormat.Ustar);
        await tar.WriteEntryAsync(Text("oci-layout", """{"imageLayoutVersion":"1.0.0"}"""), cancellation);
        await tar.WriteEntryAsync(Text("index.json", index), cancellation);
        foreach (var digest in blobs)
        {
            await using var blob = File.OpenRead(cache.PathOf(digest));
            await tar.WriteEntryAsync(Entry($"blobs/sha256/{digest}", blob), cancellation);
        }
    }

    private static UstarTarEntry Text(string name, string text) =>
        Entry(name, new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static UstarTarEntry Entry(string name, Stream content) => new(TarEntryType.RegularFile, name)
    {
        DataStream = content,
        Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead
            | UnixFileMode.OtherRead,
        ModificationTime = DateTimeOffset.UnixEpoch,
    };
}
