using System.Net;
using System.Text.Json;
using Evenkeel.Core.Model.Artifacts;

namespace Evenkeel.Agent.Kubernetes;

/// <summary>
/// What was applied from a bundle, kept in the cluster: a ConfigMap in <c>kube-system</c>. It names an object
/// before
/// it is applied, and until it is removed, so that whoever applies next misses none.
/// </summary>
internal sealed class Inventory(KubernetesApi api)
{
    private const string Name = "evenkeel-bundle";
    private const string Path = "/api/v1/namespaces/kube-system/configmaps/" + Name;

    /// <summary>The digest of the bundle that was applied whole, and every object that may be
    /// there.</summary>
    public async Task<(string Digest, IReadOnlyList<BundleKey> Objects)> ReadAsync(
        CancellationToken cancellation)
    {
        if (await api.GetAsync(Path, cancellation) is not { } found
            || !found.TryGetProperty("data", out var data))
        {
            return ("", []);
        }

        using var objects = JsonDocument.Parse(data.GetProperty("objects").GetString() ?? "[]");
        return (data.GetProperty("digest").GetString() ?? "",
            [.. objects.RootElement.EnumerateArray().Select(static o => new BundleKey(
                o[0].GetString()!, o[1].GetString()!, o[2].GetString(), o[3].GetString()!))]);
    }

    /// <summary>Writes it.</summary>
    public async Task WriteAsync(
        string digest, IEnumerable<BundleKey> objects, CancellationToken cancellation)
    {
        var list = JsonSerializer.Serialize(objects.Select(static o =>
            new[] { o.ApiVersion, o.Kind, o.Namespace, o.Name }));
        var content = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new Dictionary<string, string> { ["name"] = Name, ["namespace"] = "kube-system" },
            ["data"] = new Dictionary<string, string> { ["digest"] = digest, ["objects"] = list },
        });
        var (status, body) = await api.SendAsync(
            HttpMethod.Patch, $"{Path}?fieldManager={ManifestBundle.FieldManager}&force=true", content,
            ManifestApplier.ApplyType, cancellation);
        if (status is not (HttpStatusCode.OK or HttpStatusCode.Created))
        {
            throw new IOException($"{Path}: HTTP {(int)status}: {body}");
        }
    }
}
