using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Evenkeel.Core.Model.Artifacts;

namespace Evenkeel.Agent.Kubernetes;

/// <summary>What came of applying a bundle.</summary>
/// <param name="Applied">Objects that are as the bundle has them.</param>
/// <param name="Pruned">Objects that were removed.</param>
/// <param name="Problems">What could not be done; it is tried again.</param>
internal sealed record ManifestOutcome(int Applied, int Pruned, IReadOnlyList<string> Problems);

/// <summary>
/// Applies a bundle of manifests, server-side, and removes what a bundle before had and this one has not
/// (kubernetes.io, "Server-Side Apply"). Objects that lost the bundle's label are somebody else's by now, and
/// stay.
/// </summary>
internal sealed class ManifestApplier(KubernetesApi api)
{
    /// <summary>The content type of a server-side apply; JSON is YAML.</summary>
    public const string ApplyType = "application/apply-patch+yaml";

    private readonly ApiPaths paths = new(api);
    private readonly Inventory inventory = new(api);

    /// <summary>The digest of a bundle's text.</summary>
    public static string DigestOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The digest of the bundle that was applied whole; empty for none.</summary>
    public async Task<string> AppliedDigestAsync(CancellationToken cancellation) =>
        (await inventory.ReadAsync(cancellation)).Digest;

    /// <summary>Applies a bundle.</summary>
    public async Task<ManifestOutcome> ApplyAsync(
        ManifestBundle bundle, string digest, CancellationToken cancellation)
    {
        var (_, before) = await inventory.ReadAsync(cancellation);
        var now = bundle.Objects.Select(static o => o.Key).ToList();
        var gone = before.Where(b => !now.Any(n => n.IsSameObject(b))).ToList();
        if (gone.Count > 0 || now.Count != before.Count)
        {
            await inventory.WriteAsync("", [.. now, .. gone], cancellation);
        }

        var problems = new List<string>();
        var applied = 0;
        foreach (var item in bundle.Objects)
        {
            applied += await TryAsync(item.Key, () => PutAsync(bundle, item, cancellation), problems) ? 1 : 0;
        }

        var kept = new List<BundleKey>();
        var pruned = 0;
        foreach (var key in Enumerable.Reverse(gone))
        {
            // Handed off, everything is somebody else's: nothing is removed.
            if (bundle.Mode == BundleMode.Apply
                && !await TryAsync(key, () => RemoveAsync(bundle, key, cancellation), problems))
            {
                kept.Add(key);
            }
            else
            {
                pruned++;
            }
        }

        await inventory.WriteAsync(problems.Count == 0 ? digest : "", [.. now, .. kept], cancellation);
        return new(applied, bundle.Mode == BundleMode.Apply ? pruned : 0, problems);
    }

    private static async Task<bool> TryAsync(BundleKey key, Func<Task> act, List<string> problems)
    {
        try
        {
            await act();
            return true;
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            problems.Add($"{key}: {e.Message}");
            return false;
        }
    }

    private async Task PutAsync(
        ManifestBundle bundle, BundleObject item, CancellationToken cancellation)
    {
        var content = Labelled(item.Json, bundle.Cluster);
        if (bundle.Mode == BundleMode.Apply)
        {
            var path = await paths.OfAsync(item.Key, cancellation) ?? throw Unknown(item.Key);
            await api.WriteAsync(
                HttpMethod.Patch, $"{path}?fieldManager={ManifestBundle.FieldManager}&force=true", content,
                ApplyType, cancellation);
            return;
        }

        var collection = await paths.CollectionAsync(item.Key, cancellation) ?? throw Unknown(item.Key);
        var (status, body) = await api.SendAsync(
            HttpMethod.Post, $"{collection}?fieldManager={ManifestBundle.FieldManager}", content,
            "application/json", cancellation);
        if (status is not (HttpStatusCode.Created or HttpStatusCode.Conflict))
        {
            throw new IOException($"HTTP {(int)status}: {body}");
        }
    }

    private async Task RemoveAsync(
        ManifestBundle bundle, BundleKey key, CancellationToken cancellation)
    {
        if (await paths.OfAsync(key, cancellation) is not { } path
            || await api.GetAsync(path, cancellation) is not { } present
            || !IsOurs(present, bundle.Cluster))
        {
            return;
        }

        var (status, body) = await api.SendAsync(
            HttpMethod.Delete, path + "?propagationPolicy=Background", null, "", cancellation);
        if (status is not (HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.NotFound))
        {
            throw new IOException($"HTTP {(int)status}: {body}");
        }
    }

    private static IOException Unknown(BundleKey key) =>
        new($"the API server does not know {key.ApiVersion} {key.Kind} yet");

    private static bool IsOurs(JsonElement item, string cluster) =>
        item.GetProperty("metadata").TryGetProperty("labels", out var labels)
        && labels.TryGetProperty(ManifestBundle.Label, out var label) && label.GetString() == cluster;

    private static string Labelled(string json, string cluster)
    {
        var root = JsonNode.Parse(json)!.AsObject();
        var metadata = root["metadata"]!.AsObject();
        if (metadata["labels"] is not JsonObject labels)
        {
            metadata["labels"] = labels = [];
        }

        labels[ManifestBundle.Label] = cluster;
        return root.ToJsonString();
    }
}
