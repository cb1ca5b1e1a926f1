using System.Text.Json;
using System.Text.RegularExpressions;
using Evenkeel.Core.Model.Artifacts;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>A block of a configuration as it was written.</summary>
internal sealed record Block(string File, string Type, string Name, bool IsData, JsonElement Body)
{
    public string Address => IsData ? $"data.{Type}.{Name}" : $"{Type}.{Name}";

    public JsonElement? Get(string member) => Body.TryGetProperty(member, out var value) ? value : null;

    public string Text(string member) => Body.GetProperty(member).GetString()!;

    public override string ToString() => $"{File}: {Address}";
}

/// <summary>
/// A Terraform configuration, read back from its text by a reader of its own: it knows nothing of the emitter.
/// </summary>
internal sealed partial class Configuration
{
    public Configuration(ArtifactSet artifacts)
    {
        foreach (var (path, text) in artifacts.Files.Where(f => f.Key.EndsWith(".tf.json")))
        {
            var root = JsonDocument.Parse(text).RootElement;
            Roots.Add(path, root);
            foreach (var (kind, isData) in new[] { ("resource", false), ("data", true) })
            {
                if (!root.TryGetProperty(kind, out var types)) continue;
                Blocks.AddRange(
                    from type in types.EnumerateObject()
                    from block in type.Value.EnumerateObject()
                    select new Block(path, type.Name, block.Name, isData, block.Value));
            }
        }
    }

    public SortedDictionary<string, JsonElement> Roots { get; } = new(StringComparer.Ordinal);

    public List<Block> Blocks { get; } = [];

    public IEnumerable<Block> All(string type) => Blocks.Where(b => !b.IsData && b.Type == type);

    public Block One(string address) => Blocks.Single(b => b.Address == address);

    /// <summary>Every text below an element.</summary>
    public static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => Texts(m.Value)),
        _ => [],
    };

    /// <summary>What a text refers to: addresses of resources, data sources and variables.</summary>
    public static IEnumerable<string> References(string text) =>
        from Match template in Template().Matches(text)
        from Match reference in Reference().Matches(template.Groups[1].Value)
        select reference.Value;

    /// <summary>A list, or the only value in the place of one.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement? element) => element switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
        { } single => [single],
    };

    [GeneratedRegex(@"(?<!\$)\$\{([^}]*)\}")]
    private static partial Regex Template();

    [GeneratedRegex(@"(?<![\w.""])((data\.)?aws_\w+\.[\w-]+|var\.[\w-]+)")]
    private static partial Regex Reference();
}
