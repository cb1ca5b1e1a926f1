using System.Text.Json;
using System.Text.Json.Nodes;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>
/// Kubernetes' own list of its objects' fields (tests/cases/openapi, written by eng/openapi-fields.py), and what is
/// wrong with an object by it.
/// </summary>
internal sealed class OpenApiFields
{
    private readonly Dictionary<string, (bool IsNamespaced, string Type)> kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, (bool IsRequired, string Form)>> types =
        new(StringComparer.Ordinal);

    private OpenApiFields(IEnumerable<string> lines)
    {
        Dictionary<string, (bool, string)>? fields = null;
        foreach (var line in lines.Where(l => !l.StartsWith('#')))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case [var field, var form] when line.StartsWith(' '):
                    fields!.Add(field.TrimEnd('!'), (field.EndsWith('!'), form));
                    break;
                case ["kind", var group, var kind, var scope, var type]:
                    kinds.Add($"{group} {kind}", (scope == "namespaced", type));
                    break;
                case ["type", var name]:
                    types.Add(name, fields = new(StringComparer.Ordinal));
                    break;
                default:
                    throw new FormatException(line);
            }
        }
    }

    public static OpenApiFields Kubernetes { get; } =
        new(File.ReadLines(RepositoryRoot.PathOf("tests", "cases", "openapi", "kubernetes-1.36.txt")));

    /// <summary>Everything that is wrong with an object; a kind that Kubernetes does not have is one thing.</summary>
    public IEnumerable<string> Problems(JsonObject item)
    {
        var name = $"{item["apiVersion"]} {item["kind"]}";
        if (!kinds.TryGetValue(name, out var kind)) return [$"{name}: no such kind"];

        var isNamespaced = item["metadata"]!["namespace"] is not null;
        return Check(item, kind.Type, $"{name} {item["metadata"]!["name"]}").Concat(
            isNamespaced == kind.IsNamespaced ? [] : [$"{name}: {(isNamespaced ? "has a" : "needs a")} namespace"]);
    }

    private IEnumerable<string> Check(JsonNode? node, string form, string at)
    {
        if (form.StartsWith("[]"))
        {
            return node is JsonArray list
                ? list.SelectMany((item, i) => Check(item, form[2..], $"{at}[{i}]"))
                : [$"{at}: no list"];
        }

        if (form.StartsWith("{}"))
        {
            return node is JsonObject map
                ? map.SelectMany(m => Check(m.Value, form[2..], $"{at}.{m.Key}"))
                : [$"{at}: no map"];
        }

        return types.TryGetValue(form, out var fields) ? CheckObject(node, fields, at)
            : IsOf(node, form) ? []
            : [$"{at}: no {form}: {node?.ToJsonString() ?? "null"}"];
    }

    private IEnumerable<string> CheckObject(
        JsonNode? node, Dictionary<string, (bool IsRequired, string Form)> fields, string at)
    {
        if (node is not JsonObject map) return [$"{at}: no object"];

        var missing = fields.Where(f => f.Value.IsRequired && !map.ContainsKey(f.Key))
            .Select(f => $"{at}.{f.Key}: is missing");
        return missing.Concat(map.SelectMany(m => fields.TryGetValue(m.Key, out var field)
            ? Check(m.Value, field.Form, $"{at}.{m.Key}")
            : [$"{at}.{m.Key}: no such field"]));
    }

    private static bool IsOf(JsonNode? node, string form) => form switch
    {
        "any" => node is not null,
        "string" => Kind(node) == JsonValueKind.String,
        "integer" => Kind(node) == JsonValueKind.Number && node!.AsValue().TryGetValue<long>(out _),
        "number" => Kind(node) == JsonValueKind.Number,
        "boolean" => Kind(node) is JsonValueKind.True or JsonValueKind.False,
        "int-or-string" or "quantity" => Kind(node) is JsonValueKind.Number or JsonValueKind.String,
        _ => throw new FormatException($"{form} is no form"),
    };

    private static JsonValueKind? Kind(JsonNode? node) => (node as JsonValue)?.GetValueKind();
}
