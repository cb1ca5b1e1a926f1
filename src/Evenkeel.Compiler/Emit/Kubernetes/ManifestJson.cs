using System.Text.Json.Nodes;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Compiler.Emit.Kubernetes;

/// <summary>Our own manifests as JSON, read as kubectl reads YAML.</summary>
internal static class ManifestJson
{
    /// <summary>The objects of a text, in its order.</summary>
    /// <exception cref="InvalidOperationException">It is no YAML: a mistake of ours.</exception>
    public static IReadOnlyList<JsonObject> Read(SourceText source)
    {
        var diagnostics = new DiagnosticBag();
        var documents = YamlReader.Read(source, diagnostics);
        return !diagnostics.HasErrors
            ? [.. documents.Select(d => (JsonObject)Node(d)!)]
            : throw new InvalidOperationException(DiagnosticText.Format(diagnostics, colour: false));
    }

    private static JsonNode? Node(YamlNode node) => node switch
    {
        YamlMapping map => new JsonObject(
            map.Entries.Select(e => KeyValuePair.Create(e.Key.Value, Node(e.Value)))),
        YamlSequence list => new JsonArray([.. list.Items.Select(Node)]),
        YamlScalar scalar => Scalar(scalar),
        _ => throw new InvalidOperationException($"node {node.GetType().Name}"),
    };

    private static JsonNode? Scalar(YamlScalar scalar)
    {
        switch (YamlScalars.Kind(scalar))
        {
            case YamlScalarKind.Null:
                return null;
            case YamlScalarKind.Bool:
                return YamlScalars.TryBool(scalar, out var flag) && flag;
            case YamlScalarKind.Integer when YamlScalars.TryInt(scalar, out var number):
                return number;
            case YamlScalarKind.Text:
                return scalar.Value;
            default:
                throw new InvalidOperationException($"{scalar.Value}: our manifests have no such number");
        }
    }
}
