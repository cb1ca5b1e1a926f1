using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec.Fields;

/// <summary>
/// A mapping of the cluster file as declared: its fields, in the order in which they are shown.
/// </summary>
/// <param name="path">Its place, such as <c>spec.network</c>.</param>
/// <param name="description">What it is about; Markdown.</param>
/// <param name="fields">Its fields.</param>
public sealed class SpecSection(string path, string description, params ImmutableArray<SpecField> fields)
{
    private readonly ImmutableSortedSet<string> names =
        fields.Select(f => f.Name).ToImmutableSortedSet(StringComparer.Ordinal);

    /// <summary>Its place, such as <c>spec.network</c>; <c>[]</c> stands for an item of a list.</summary>
    public string Path { get; } = path;

    /// <summary>What it is about; Markdown.</summary>
    public string Description { get; } = description;

    /// <summary>Its fields.</summary>
    public ImmutableArray<SpecField> Fields { get; } = fields;

    /// <summary>How it may be written: lines of YAML that stand in <c>spec</c>.</summary>
    public string? Example { get; init; }

    /// <summary>Whether at least one of its fields must be there.</summary>
    public bool IsNeverEmpty { get; init; }

    /// <summary>Reports keys that are not declared.</summary>
    /// <exception cref="InvalidOperationException">
    /// The reader did not ask for exactly the declared fields: declaration and reader have come apart.
    /// </exception>
    internal void Close(ObjectReader reader)
    {
        if (!names.SetEquals(reader.Asked))
        {
            throw new InvalidOperationException(
                $"{Path} declares {string.Join(", ", names)}, but {string.Join(", ", reader.Asked)} are "
                + "read.");
        }

        reader.RejectUnknown();
    }

    /// <summary>Its JSON Schema.</summary>
    internal JsonObject Form()
    {
        var properties = new JsonObject();
        foreach (var field in Fields)
        {
            properties[field.Name] = Described(field);
        }

        var form = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
        var required = Fields.Where(f => f.IsRequired).Select(f => (JsonNode)f.Name).ToArray();
        if (required.Length > 0)
        {
            form["required"] = new JsonArray(required);
        }

        if (IsNeverEmpty)
        {
            form["minProperties"] = 1;
        }

        return form;
    }

    private static JsonObject Described(SpecField field)
    {
        var described = new JsonObject { ["description"] = field.Description };
        if (field.DefaultNode() is { } value)
        {
            described["default"] = value;
        }

        foreach (var (key, node) in field.Form().ToArray())
        {
            described[key] = node?.DeepClone();
        }

        return described;
    }
}
