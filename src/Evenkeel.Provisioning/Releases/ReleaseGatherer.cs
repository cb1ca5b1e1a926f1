using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Provisioning.Runs;

namespace Evenkeel.Provisioning.Releases;

/// <summary>
/// Gathers the artifacts of a release: each from its publisher, checked against the digest that the publisher
/// gives, or from a folder that somebody carried them in.
/// </summary>
public sealed class ReleaseGatherer
{
    private const int LargestChecksums = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient http;
    private readonly string folder;
    private readonly ArtifactCache cache;
    private readonly ImmutableArray<string> carried;
    private readonly IRunProgress progress;

    /// <summary>A gatherer.</summary>
    /// <param name="http">Fetches.</param>
    /// <param name="folder">Where what was fetched is kept, by digest.</param>
    /// <param name="carried">
    /// Folders with files under their publishers' names and the files of checksums beside them; what has no
    /// such name as <c>evenkeel-agent-linux-ARCH</c> and <c>images-parts-ARCH.tar</c>.
    /// </param>
    /// <param name="progress">Is told what is fetched.</param>
    public ReleaseGatherer(
        HttpClient http, string folder, ImmutableArray<string> carried, IRunProgress progress)
    {
        this.http = http;
        this.folder = folder;
        this.carried = carried;
        this.progress = progress;
        cache = new(folder);
    }

    /// <summary>Gathers.</summary>
    /// <param name="wanted">What the release must have.</param>
    /// <param name="bundle">The text of the bundle of manifests.</param>
    /// <param name="cancellation">Ends it between two artifacts.</param>
    /// <exception cref="ProvisioningException">
    /// Something cannot be had, or is not what its publisher says.
    /// </exception>
    public async Task<GatheredRelease> GatherAsync(
        ImmutableArray<WantedArtifact> wanted, string bundle, CancellationToken cancellation)
    {
        var artifacts = ImmutableArray.CreateBuilder<ReleaseArtifact>();

        // What needs no network comes first: where it is missing, nothing large was fetched in vain.
        foreach (var artifact in wanted.OrderBy(static a =>
            a.Source is ArtifactSource.Download or ArtifactSource.Registry))
        {
            string digest;
            try
            {
                digest = await FetchAsync(artifact, bundle, cancellation);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException
                || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                throw new ProvisioningException(
                    ProvisioningDiagnostics.NotGathered(Name(artifact), e.Message), e);
            }

            artifacts.Add(artifact.Gathered(digest, new FileInfo(cache.PathOf(digest)).Length));
        }

        return new(
            new([
                .. artifacts.OrderBy(static a => a.Name, StringComparer.Ordinal)
                    .ThenBy(static a => a.Architecture, StringComparer.Ordinal),
            ]),
            artifacts.Select(static a => a.Digest).Distinct(StringComparer.Ordinal)
                .ToImmutableSortedDictionary(static d => d, cache.PathOf, StringComparer.Ordinal));
    }

    private Task<string> FetchAsync(
        WantedArtifact artifact, string bundle, CancellationToken cancellation) => artifact.Source switch
        {
            ArtifactSource.Bundle => cache.AddAsync(
                new MemoryStream(Encoding.UTF8.GetBytes(bundle)), cancellation),
            ArtifactSource.Agent => AgentAsync(artifact, cancellation),
            ArtifactSource.Download download => DownloadAsync(artifact, download, cancellation),
            ArtifactSource.Registry when Carried($"{artifact.Name}-{artifact.Architecture}.tar")
                is { } path => AddAsync(path, cancellation),
            ArtifactSource.Registry registry => new RegistryImages(http, folder, cache, progress)
                .GatherAsync(registry.References, artifact.Architecture, cancellation),
            _ => throw new InvalidOperationException($"source {artifact.Source.GetType().Name}"),
        };

    private async Task<string> AgentAsync(WantedArtifact artifact, CancellationToken cancellation)
    {
        var name = $"evenkeel-agent-linux-{artifact.Architecture}";
        return Carried(name) is { } path
            ? await AddAsync(path, cancellation)
            : throw new ProvisioningException(ProvisioningDiagnostics.NotGathered(
                Name(artifact), $"there is no {name} beside this program or in `--artifacts`"));
    }

    private async Task<string> AddAsync(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        return await cache.AddAsync(file, cancellation);
    }

    private async Task<string> DownloadAsync(
        WantedArtifact artifact, ArtifactSource.Download download, CancellationToken cancellation)
    {
        var expected = Checksums.Find(
                await ChecksumsAsync(download, cancellation), download.Form, download.FileName)
            ?? throw new ProvisioningException(ProvisioningDiagnostics.NotGathered(
                Name(artifact), $"{download.ChecksumUrl} has no digest of {download.FileName}"));
        if (await cache.HasAsync(expected, cancellation)) return expected;

        progress.Step($"fetches {Name(artifact)}");
        await using var content = Carried(download.FileName) is { } path
            ? File.OpenRead(path)
            : await http.GetStreamAsync(new Uri(download.Url), cancellation);
        await cache.AddAsync(content, expected, Name(artifact), cancellation);
        return expected;
    }

    private async Task<string> ChecksumsAsync(
        ArtifactSource.Download download, CancellationToken cancellation)
    {
        var url = new Uri(download.ChecksumUrl);
        if (Carried(Path.GetFileName(url.AbsolutePath)) is { } path && Carried(download.FileName) is not null)
        {
            return await File.ReadAllTextAsync(path, cancellation);
        }

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(Patience);
        using var response = await http.GetAsync(url, limited.Token);
        response.EnsureSuccessStatusCode();
        if (response.Content.Headers.ContentLength > LargestChecksums)
        {
            throw new IOException($"{url} is too large for a file of checksums");
        }

        return await response.Content.ReadAsStringAsync(limited.Token);
    }

    private string? Carried(string name) =>
        carried.Select(place => Path.Combine(place, name)).FirstOrDefault(File.Exists);

    private static string Name(WantedArtifact artifact) =>
        $"{artifact.Name} {artifact.Version} for {artifact.Architecture}";
}
