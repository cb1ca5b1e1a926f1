using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Evenkeel.Core.Model.Artifacts;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>
/// Plans over what exists, as <c>terraform show -json</c> writes them: everything of a configuration is there, and
/// resources name each other by their ids. EmulatorTests compares with a real one.
/// </summary>
internal static partial class PriorStates
{
    /// <summary>The part of a plan that tells of what exists.</summary>
    /// <param name="artifacts">What was rendered and applied.</param>
    /// <param name="file">The cluster file that was applied; null where the state does not say.</param>
    public static string Of(ArtifactSet artifacts, string? file)
    {
        // Terraform 1.11.4, by hand: outputs of the prior state are those that are planned.
        return new JsonObject
        {
            ["output_changes"] = new JsonObject
            {
                [StateOutputs.ClusterFile] = new JsonObject { ["before"] = file, ["after"] = "kind: Planned" },
            },
            ["prior_state"] = new JsonObject
            {
                ["values"] = new JsonObject
                {
                    ["outputs"] = new JsonObject
                    {
                        [StateOutputs.ClusterFile] = new JsonObject { ["value"] = "kind: Planned" },
                    },
                    ["root_module"] = new JsonObject { ["resources"] = Resources(artifacts) },
                },
            },
        }.ToJsonString();
    }

    private static JsonArray Resources(ArtifactSet artifacts)
    {
        var resources = new JsonArray();
        foreach (var (_, text) in artifacts.Files.Where(f => f.Key.EndsWith(".tf.json")))
        {
            var root = JsonNode.Parse(text)!.AsObject();
            foreach (var (kind, mode) in new[] { ("resource", "managed"), ("data", "data") })
            foreach (var (type, named) in root[kind] as JsonObject ?? [])
            foreach (var (name, body) in named!.AsObject())
            {
                var known = Known(body)!.AsObject();
                known["id"] = $"id of {type}.{name}";
                known["arn"] = $"arn of {type}.{name}";
                resources.Add(new JsonObject
                {
                    ["address"] = $"{type}.{name}", ["mode"] = mode, ["type"] = type, ["name"] = name, ["values"] = known,
                });
            }
        }

        return resources;
    }

    /// <summary>A group's id is its name.</summary>
    private static JsonNode? Known(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(m => KeyValuePair.Create(m.Key, Known(m.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Known)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Reference().Replace(
            value.GetValue<string>(), m => $"{(m.Groups[2].Value == "arn" ? "arn" : "id")} of {m.Groups[1].Value}"),
        _ => node?.DeepClone(),
    };

    [GeneratedRegex(@"^\$\{(?:data\.)?(aws_\w+\.[\w-]+)\.(id|arn|name)\}$")]
    private static partial Regex Reference();
}
