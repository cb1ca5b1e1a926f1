using System.Text.Json.Nodes;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec.Fields;

/// <summary>
/// A field of the cluster file as declared. The reader, the defaults, the JSON Schema, the reference page and
/// the file that <c>evenkeel init</c> writes all come from these declarations.
/// </summary>
/// <param name="name">The key.</param>
/// <param name="description">What it says, in a sentence or two; Markdown.</param>
public abstract class SpecField(string name, string description)
{
    /// <summary>The key.</summary>
    public string Name { get; } = name;

    /// <summary>What it says, in a sentence or two; Markdown.</summary>
    public string Description { get; } = description;

    /// <summary>Whether it must be there.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What its absence means, as it would be written; null where nothing is.</summary>
    public string? Default { get; init; }

    /// <summary>What its absence means where that depends on other fields, in words.</summary>
    public string? WhenAbsent { get; init; }

    /// <summary>The unit of its value, where the value does not say it.</summary>
    public string? Unit { get; init; }

    /// <summary>A value as it may be written; shown where one is missing.</summary>
    public string? Example { get; init; }

    /// <summary>What kind of value it takes, in words.</summary>
    public abstract string Type { get; }

    /// <summary>The mapping that stands in it, or in each of its items.</summary>
    public virtual SpecSection? Section => null;

    /// <summary>Its JSON Schema, without description and default.</summary>
    internal abstract JsonObject Form();

    /// <summary>The default as a JSON value.</summary>
    internal virtual JsonNode? DefaultNode() => Default;

    /// <summary>Reports a required field that is not there.</summary>
    private protected bool IsThere(ObjectReader reader, string key)
    {
        if (reader.Has(key))
        {
            return true;
        }

        if (IsRequired)
        {
            _ = reader.RequiredText(key, Example ?? "…");
        }

        return false;
    }
}

/// <summary>A field that is read as one value.</summary>
/// <typeparam name="T">What reading gives.</typeparam>
/// <param name="name">The key.</param>
/// <param name="description">What it says.</param>
public abstract class SpecField<T>(string name, string description) : SpecField(name, description)
{
    /// <summary>
    /// Its value; the default where it is absent or wrong (reported); null or empty without a default.
    /// </summary>
    public T Read(ObjectReader reader) => ReadAt(reader, Name);

    /// <summary>The same under another key: a mapping's values share one declaration.</summary>
    internal abstract T ReadAt(ObjectReader reader, string key);
}
