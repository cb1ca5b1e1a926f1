using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec.Fields;

/// <summary>A list of texts.</summary>
public sealed class TextListField(string name, string description)
    : SpecField<IReadOnlyList<Spanned<string>>>(name, description)
{
    /// <summary>Which texts it takes; null for any.</summary>
    public TextRule? Rule { get; init; }

    /// <summary>Whether the section's reader reports what the rule forbids, by a kind of its own.</summary>
    public bool IsCheckedByReader { get; init; }

    /// <summary>How to mend an empty list; null where it may be empty.</summary>
    public string? WhenEmpty { get; init; }

    /// <inheritdoc/>
    public override string Type => "list of texts";

    internal override IReadOnlyList<Spanned<string>> ReadAt(ObjectReader reader, string key)
    {
        if (!IsThere(reader, key))
        {
            return Default is null ? [] : [new(Default.Trim('[', ']'), reader.Span)];
        }

        if (WhenEmpty is not null && reader.Node(key) is YamlSequence { Items.Count: 0 })
        {
            reader.Invalid(key, "is empty", WhenEmpty);
        }

        var texts = reader.Texts(key);
        foreach (
            var text in texts.Where(t => Rule is not null && !IsCheckedByReader && !Rule.Allows(t.Value)))
        {
            reader.Invalid(
                text.Span, reader.PathOf(
                    key), $"has {DisplayText.Quote(text.Value)}, {Rule!.Problem}", Rule.Fix);
        }

        return texts;
    }

    internal override JsonObject Form()
    {
        var item = new JsonObject { ["type"] = "string" };
        if (Rule is { } rule)
        {
            item["pattern"] = rule.Pattern;
        }

        var form = new JsonObject { ["type"] = "array", ["items"] = item };
        if (WhenEmpty is not null)
        {
            form["minItems"] = 1;
        }

        return form;
    }

    internal override JsonNode? DefaultNode() =>
        Default is null ? null : new JsonArray(Default.Trim('[', ']'));
}

/// <summary>A mapping with keys of the user's own.</summary>
/// <typeparam name="T">What each value gives.</typeparam>
/// <param name="name">The key.</param>
/// <param name="description">What it says.</param>
/// <param name="value">The declaration of its values; its name is what a key stands for.</param>
public sealed class MapField<T>(string name, string description, SpecField<T> value)
    : SpecField<IReadOnlyList<(Spanned<string> Key, T Value)>>(name, description)
{
    /// <summary>Which keys it takes; null for any.</summary>
    public TextRule? KeyRule { get; init; }

    /// <inheritdoc/>
    public override string Type => $"mapping of {value.Name} to {value.Type}";

    internal override IReadOnlyList<(Spanned<string> Key, T Value)> ReadAt(ObjectReader reader, string key)
    {
        if (reader.Object(key) is not { } map)
        {
            return [];
        }

        var entries = new List<(Spanned<string>, T)>();
        foreach (var entry in map.Mapping.Entries)
        {
            var name = new Spanned<string>(entry.Key.Value, entry.Key.Span);
            if (KeyRule is { } rule && !rule.Allows(name.Value))
            {
                reader.Invalid(
                    name.Span, map.Path, $"has the key {DisplayText.Quote(name.Value)}, {rule.Problem}",
                    rule.Fix);
            }

            entries.Add((name, value.ReadAt(map, name.Value)));
        }

        return entries;
    }

    internal override JsonObject Form()
    {
        var form = new JsonObject { ["type"] = "object" };
        if (KeyRule is { } rule)
        {
            form["propertyNames"] = new JsonObject { ["pattern"] = rule.Pattern };
        }

        form["additionalProperties"] = value.Form();
        return form;
    }
}

/// <summary>A mapping with fields of its own.</summary>
public sealed class SectionField(string name, string description, SpecSection section)
    : SpecField<ObjectReader?>(name, description)
{
    /// <inheritdoc/>
    public override string Type => "mapping";

    /// <inheritdoc/>
    public override SpecSection Section => section;

    internal override ObjectReader? ReadAt(ObjectReader reader, string key) =>
        IsRequired ? reader.RequiredObject(key) : reader.Object(key);

    internal override JsonObject Form() => section.Form();
}

/// <summary>A list of mappings with fields of their own.</summary>
public sealed class SectionListField(string name, string description, SpecSection section)
    : SpecField<IReadOnlyList<ObjectReader>>(name, description)
{
    /// <inheritdoc/>
    public override string Type => "list of mappings";

    /// <inheritdoc/>
    public override SpecSection Section => section;

    internal override IReadOnlyList<ObjectReader> ReadAt(ObjectReader reader, string key) =>
        reader.Objects(key);

    internal override JsonObject Form() => new() { ["type"] = "array", ["items"] = section.Form() };
}

/// <summary>A value of several forms, told apart by the section's reader.</summary>
public sealed class ChoiceField(string name, string description, string type, params SpecField[] forms)
    : SpecField<YamlNode?>(name, description)
{
    /// <inheritdoc/>
    public override string Type => type;

    /// <inheritdoc/>
    public override SpecSection? Section => forms.Select(f => f.Section).FirstOrDefault(s => s is not null);

    internal override YamlNode? ReadAt(ObjectReader reader, string key) =>
        IsThere(reader, key) ? reader.Node(key) : null;

    internal override JsonObject Form() => new()
    {
        ["anyOf"] = new JsonArray([.. forms.Select(f => (JsonNode)f.Form())]),
    };
}
