using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Tests.Spec.Documents;

/// <summary>As much of JSON Schema 2020-12 as the cluster file's schema uses; other words are refused.</summary>
internal static class JsonSchemaCheck
{
    public static IReadOnlyList<string> Problems(JsonObject schema, JsonNode? value, string path = "")
    {
        var problems = new List<string>();
        foreach (var (word, rule) in schema)
        {
            problems.AddRange(Check(schema, word, rule!, value).Select(p => p.StartsWith('/') ? path + p : $"{path}: {p}"));
        }

        return problems;
    }

    public static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMapping mapping => new JsonObject(mapping.Entries.Select(
            e => KeyValuePair.Create(e.Key.Value, ToJson(e.Value)))),
        YamlSequence sequence => new JsonArray([.. sequence.Items.Select(ToJson)]),
        YamlScalar { IsNull: true } => null,
        YamlScalar scalar when YamlScalars.TryBool(scalar, out var flag) => flag,
        YamlScalar scalar when YamlScalars.TryInt(scalar, out var number) => number,
        YamlScalar scalar when YamlScalars.Kind(scalar) == YamlScalarKind.Float
            && decimal.TryParse(scalar.Value, CultureInfo.InvariantCulture, out var fraction) => fraction,
        YamlScalar scalar => scalar.Value,
        _ => throw new InvalidOperationException(node.GetType().Name),
    };

    private static IEnumerable<string> Check(JsonObject schema, string word, JsonNode rule, JsonNode? value)
    {
        switch (word)
        {
            case "$schema" or "$id" or "title" or "description" or "default":
                return [];
            case "type":
                return (rule is JsonArray types ? types.Select(t => t!.GetValue<string>()) : [rule.GetValue<string>()])
                    .Any(type => Is(type, value)) ? [] : [$"{Shown(value)} is not {rule.ToJsonString()}"];
            case "enum":
                return rule.AsArray().Any(v => JsonNode.DeepEquals(v, value)) ? [] : [$"{Shown(value)} is none of them"];
            case "const":
                return JsonNode.DeepEquals(rule, value) ? [] : [$"{Shown(value)} is another value"];
            case "pattern":
                return value is JsonValue v && v.TryGetValue<string>(out var text)
                    && !Regex.IsMatch(text, rule.GetValue<string>()) ? [$"{text} does not match the pattern"] : [];
            case "minimum":
                return Number(value) is { } least && least < rule.GetValue<int>() ? [$"{least} is too small"] : [];
            case "maximum":
                return Number(value) is { } most && most > rule.GetValue<int>() ? [$"{most} is too large"] : [];
            case "anyOf":
                return rule.AsArray().Any(s => Problems(s!.AsObject(), value).Count == 0)
                    ? [] : [$"{Shown(value)} fits none of the forms"];
            case "minItems":
                return value is JsonArray { Count: 0 } ? ["is empty"] : [];
            case "minProperties":
                return value is JsonObject { Count: 0 } ? ["is empty"] : [];
            case "items":
                return value is JsonArray list
                    ? list.SelectMany((item, i) => Problems(rule.AsObject(), item, $"/{i}")) : [];
            default:
                return value is JsonObject map ? CheckObject(schema, word, rule, map) : [];
        }
    }

    private static IEnumerable<string> CheckObject(JsonObject schema, string word, JsonNode rule, JsonObject map) =>
        word switch
        {
            "required" => rule.AsArray().Select(k => k!.GetValue<string>())
                .Where(k => map[k] is null).Select(k => $"{k}: missing"),
            "properties" => map.Where(e => e.Value is not null && rule[e.Key] is not null)
                .SelectMany(e => Problems(rule[e.Key]!.AsObject(), e.Value, $"/{e.Key}")),
            "propertyNames" => map.SelectMany(e => Problems(rule.AsObject(), e.Key)),
            "additionalProperties" => map.Where(e => schema["properties"]?[e.Key] is null)
                .SelectMany(e => rule is JsonObject inner
                    ? Problems(inner, e.Value, $"/{e.Key}")
                    : [$"{e.Key}: not allowed"]),
            _ => throw new InvalidOperationException($"The word {word} is not known."),
        };

    private static decimal? Number(JsonNode? value) =>
        value is JsonValue v && v.GetValueKind() == JsonValueKind.Number
            ? decimal.Parse(v.ToJsonString(), CultureInfo.InvariantCulture) : null;

    private static bool Is(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String)
            or ("boolean", JsonValueKind.True or JsonValueKind.False) or ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => Number(value) % 1 == 0,
        _ => false,
    };

    private static string Shown(JsonNode? value) => value?.ToJsonString() ?? "null";
}
