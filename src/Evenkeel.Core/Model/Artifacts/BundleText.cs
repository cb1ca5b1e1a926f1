using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Evenkeel.Core.Model.Artifacts;

/// <summary>The text of a bundle: JSON, an object a line, so that two of them can be compared.</summary>
public static class BundleText
{
    private const int Format = 1;

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text.</summary>
    public static string Write(ManifestBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var text = new StringBuilder("{\"format\": 1, \"cluster\": ")
            .Append(JsonSerializer.Serialize(bundle.Cluster, Relaxed))
            .Append(", \"mode\": \"").Append(bundle.Mode == BundleMode.Apply ? "apply" : "create")
            .Append("\", \"objects\": [");
        for (var i = 0; i < bundle.Objects.Length; i++)
        {
            text.Append(i == 0 ? "\n" : ",\n").Append(bundle.Objects[i].Json);
        }

        return text.Append("\n]}\n").ToString();
    }

    /// <summary>The bundle in a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="problem">What is wrong with it, or null.</param>
    /// <returns>Null where something is wrong. It never throws on any text.</returns>
    public static ManifestBundle? Read(string text, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        problem = null;
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.GetProperty("format").GetInt32() != Format)
            {
                problem = "its format is another than 1: it was written by another version of Evenkeel";
                return null;
            }

            var mode = root.GetProperty("mode").GetString() switch
            {
                "apply" => BundleMode.Apply,
                "create" => BundleMode.Create,
                var other => throw new FormatException($"{other} is no mode"),
            };
            return new(
                root.GetProperty("cluster").GetString() ?? "",
                mode,
                [.. root.GetProperty("objects").EnumerateArray().Select(Read)]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            problem = $"it is no bundle of manifests: {e.Message}";
            return null;
        }
    }

    /// <summary>Which object a JSON text is.</summary>
    /// <exception cref="KeyNotFoundException">It has no kind, API version or name.</exception>
    public static BundleKey KeyOf(JsonElement item)
    {
        var metadata = item.GetProperty("metadata");
        return new(
            item.GetProperty("apiVersion").GetString() ?? throw new FormatException("apiVersion is null"),
            item.GetProperty("kind").GetString() ?? throw new FormatException("kind is null"),
            metadata.TryGetProperty("namespace", out var ns) ? ns.GetString() : null,
            metadata.GetProperty("name").GetString() ?? throw new FormatException("name is null"));
    }

    private static BundleObject Read(JsonElement item) => new(KeyOf(item), item.GetRawText());
}
