using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Evenkeel.Provisioning.Releases;

/// <summary>
/// Reads from a registry of images (OCI distribution specification), with a token where it asks for one, as
/// anybody gets it (distribution, docs/spec/auth/token.md).
/// </summary>
/// <param name="http">Fetches.</param>
internal sealed partial class RegistryClient(HttpClient http)
{
    private const int LargestManifest = 4 << 20;

    private static readonly string[] Manifests =
    [
        "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ];

    private readonly Dictionary<string, string> tokens = new(StringComparer.Ordinal);

    /// <summary>A manifest, or an index of them.</summary>
    /// <param name="image">The image.</param>
    /// <param name="version">Its tag or digest.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<(byte[] Content, string MediaType)> ManifestAsync(
        ImageReference image, string version, CancellationToken cancellation)
    {
        using var response = await GetAsync(image, $"manifests/{version}", Manifests, cancellation);
        var content = await response.Content.ReadAsByteArrayAsync(cancellation);
        return content.Length <= LargestManifest
            ? (content, response.Content.Headers.ContentType?.MediaType ?? "")
            : throw new IOException($"the manifest of {image.Name} is too large");
    }

    /// <summary>A blob, which its caller checks.</summary>
    public Task<HttpResponseMessage> BlobAsync(
        ImageReference image, string digest, CancellationToken cancellation) =>
        GetAsync(image, $"blobs/{digest}", [], cancellation);

    private async Task<HttpResponseMessage> GetAsync(
        ImageReference image, string what, string[] accept, CancellationToken cancellation)
    {
        var url = new Uri($"{Scheme(image)}://{image.Registry}/v2/{image.Repository}/{what}");
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            foreach (var type in accept) request.Headers.Accept.Add(new(type));
            if (tokens.TryGetValue(image.Registry + image.Repository, out var token))
            {
                request.Headers.Authorization = new("Bearer", token);
            }

            var response = await http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.StatusCode != HttpStatusCode.Unauthorized || attempt > 1)
            {
                return response.EnsureSuccessStatusCode();
            }

            using (response)
            {
                tokens[image.Registry + image.Repository] = await TokenAsync(
                    image, response.Headers.WwwAuthenticate, cancellation);
            }
        }
    }

    private async Task<string> TokenAsync(
        ImageReference image, HttpHeaderValueCollection<AuthenticationHeaderValue> asked,
        CancellationToken cancellation)
    {
        var bearer = asked.FirstOrDefault(static a => a.Scheme == "Bearer")?.Parameter
            ?? throw new IOException($"{image.Registry} lets nobody read {image.Repository}");
        var members = Member().Matches(bearer).ToDictionary(
            static m => m.Groups[1].Value, static m => m.Groups[2].Value, StringComparer.Ordinal);
        var query = members.Where(static m => m.Key is "service" or "scope")
            .Select(static m => $"{m.Key}={Uri.EscapeDataString(m.Value)}");
        var url = new Uri($"{members.GetValueOrDefault("realm")}?{string.Join('&', query)}");
        using var answer = JsonDocument.Parse(await http.GetStringAsync(url, cancellation));
        return (answer.RootElement.TryGetProperty("token", out var token)
                || answer.RootElement.TryGetProperty("access_token", out token))
            && token.GetString() is { } text
            ? text
            : throw new IOException($"{url.Host} gives no token for {image.Repository}");
    }

    /// <summary>
    /// A registry on this machine need not have a certificate (docker, "insecure registries").
    /// </summary>
    private static string Scheme(ImageReference image) =>
        image.Registry.Split(':')[0] is "localhost" or "127.0.0.1" ? "http" : "https";

    [GeneratedRegex(@"(\w+)=""([^""]*)""", RegexOptions.None, 1000)]
    private static partial Regex Member();
}
