using System.Text.Json;
using Evenkeel.Core.Model.Artifacts;

namespace Evenkeel.Agent.Kubernetes;

/// <summary>Where objects lie in the Kubernetes API, as the server itself says (discovery).</summary>
internal sealed class ApiPaths(KubernetesApi api)
{
    private readonly Dictionary<string, Dictionary<string, (string Plural, bool IsNamespaced)>> known =
        new(StringComparer.Ordinal);

    /// <summary>The path of an object; null while the server does not know its kind.</summary>
    public async Task<string?> OfAsync(BundleKey key, CancellationToken cancellation) =>
        await CollectionAsync(key, cancellation) is { } collection
            ? $"{collection}/{Uri.EscapeDataString(key.Name)}" : null;

    /// <summary>The path of an object's kind in its namespace; null while the server does not know
    /// it.</summary>
    public async Task<string?> CollectionAsync(BundleKey key, CancellationToken cancellation)
    {
        var root = key.ApiVersion.Contains('/', StringComparison.Ordinal)
            ? $"/apis/{key.ApiVersion}" : $"/api/{key.ApiVersion}";
        if (!known.TryGetValue(root, out var kinds) || !kinds.ContainsKey(key.Kind))
        {
            // A definition that was applied a moment ago shows here a little later.
            known[root] = kinds = await DiscoverAsync(root, cancellation);
        }

        return !kinds.TryGetValue(key.Kind, out var found) ? null
            : found.IsNamespaced
                ? $"{root}/namespaces/{Uri.EscapeDataString(key.Namespace ?? "default")}/{found.Plural}"
                : $"{root}/{found.Plural}";
    }

    private async Task<Dictionary<string, (string Plural, bool IsNamespaced)>> DiscoverAsync(
        string root, CancellationToken cancellation)
    {
        var kinds = new Dictionary<string, (string, bool)>(StringComparer.Ordinal);
        if (await api.GetAsync(root, cancellation) is not { } list)
        {
            return kinds;
        }

        foreach (var resource in list.GetProperty("resources").EnumerateArray())
        {
            var name = resource.GetProperty("name").GetString()!;
            if (!name.Contains('/', StringComparison.Ordinal))
            {
                kinds[resource.GetProperty("kind").GetString()!] =
                    (name, resource.GetProperty("namespaced").GetBoolean());
            }
        }

        return kinds;
    }
}
