using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Evenkeel.Compiler.Emit.Yaml;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Bootstrap;

/// <summary>Where K3s' containerd asks for images first (K3s, "Private Registry Configuration").</summary>
internal static class RegistriesFile
{
    /// <summary>Where K3s reads it when it starts.</summary>
    public const string Path = "/etc/rancher/k3s/registries.yaml";

    /// <summary>The text. It has no <c>configs</c>: these would hold logins.</summary>
    public static string Of(ImmutableArray<RegistryMirror> mirrors)
    {
        var entries = new JsonObject();
        foreach (var mirror in mirrors)
        {
            var entry = new JsonObject
            {
                ["endpoint"] = new JsonArray([.. mirror.Endpoints.Select(e => JsonValue.Create(e))]),
            };
            if (!mirror.Rewrites.IsEmpty)
            {
                entry["rewrite"] = new JsonObject(
                    mirror.Rewrites.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value)));
            }

            entries[mirror.Registry] = entry;
        }

        return YamlText.Write(new JsonObject { ["mirrors"] = entries });
    }
}
