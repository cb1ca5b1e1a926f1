using System.Text.Json;
using System.Text.Json.Nodes;
using Evenkeel.Core.Model.Artifacts;

namespace Evenkeel.Provisioning.Runs;

/// <summary>
/// Lets buckets be used in the clear, where the endpoint of S3 is an emulator without TLS: they refuse such
/// requests otherwise, ours among them.
/// </summary>
internal static class ClearTraffic
{
    private const string Documents = "aws_iam_policy_document";
    private const string Policies = "aws_s3_bucket_policy";

    /// <summary>Adds to an override what takes those refusals out of a configuration.</summary>
    public static void Allow(ArtifactSet artifacts, JsonObject root)
    {
        var documents = new JsonObject();
        var without = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, body) in Blocks(artifacts, "data", Documents))
        {
            if (!body.TryGetProperty("statement", out var all)) continue;
            var left = all.EnumerateArray().Where(static s => !RefusesClearTraffic(s)).ToList();
            if (left.Count == all.GetArrayLength()) continue;
            if (left.Count == 0) without.Add($"${{data.{Documents}.{name}.json}}");
            else documents[name] = new JsonObject { ["statement"] = Copy(left) };
        }

        var policies = new JsonObject();
        foreach (var (name, body) in Blocks(artifacts, "resource", Policies))
        {
            if (without.Contains(body.GetProperty("policy").GetString() ?? ""))
            {
                policies[name] = new JsonObject { ["count"] = 0 };
            }
        }

        if (documents.Count > 0) root["data"] = new JsonObject { [Documents] = documents };
        if (policies.Count > 0) Resources(root)[Policies] = policies;
    }

    private static JsonObject Resources(JsonObject root)
    {
        if (root["resource"] is not JsonObject resources) root["resource"] = resources = [];
        return resources;
    }

    private static bool RefusesClearTraffic(JsonElement statement) =>
        statement.TryGetProperty("effect", out var effect) && effect.GetString() == "Deny"
        && statement.TryGetProperty("condition", out var conditions)
        && conditions.EnumerateArray().Any(static c =>
            c.GetProperty("variable").GetString() == "aws:SecureTransport");

    private static JsonArray Copy(IEnumerable<JsonElement> elements) =>
        new([.. elements.Select(static e => JsonNode.Parse(e.GetRawText()))]);

    private static IEnumerable<(string Name, JsonElement Body)> Blocks(
        ArtifactSet artifacts, string kind, string type)
    {
        foreach (var (path, text) in artifacts.Files)
        {
            if (!path.EndsWith(".tf.json", StringComparison.Ordinal)) continue;
            using var file = JsonDocument.Parse(text);
            if (!file.RootElement.TryGetProperty(kind, out var types)
                || !types.TryGetProperty(type, out var blocks)) continue;
            foreach (var block in blocks.EnumerateObject()) yield return (block.Name, block.Value.Clone());
        }
    }
}
