using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Quantities;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec.Fields;

/// <summary>A text.</summary>
public sealed class TextField(
    string name, string description) : SpecField<Spanned<string>?>(name, description)
{
    /// <summary>Which texts it takes; null for any.</summary>
    public TextRule? Rule { get; init; }

    /// <summary>
    /// Whether the declared section's reader reports what the rule forbids, by a kind of its own.
    /// </summary>
    public bool IsCheckedByReader { get; init; }

    /// <summary>Whether numbers and truth values may stand unquoted, as in labels.</summary>
    public bool TakesPlainValues { get; init; }

    /// <summary>The words that an editor offers, where all are known.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>A schema that says more than <see cref="Rule"/> can.</summary>
    internal Func<JsonObject>? OwnForm { get; init; }

    /// <inheritdoc/>
    public override string Type => "text";

    internal override Spanned<string>? ReadAt(ObjectReader reader, string key)
    {
        var text = IsThere(reader, key) ? reader.Text(key) : null;
        if (text is { } given && Rule is { } rule && !IsCheckedByReader && !rule.Allows(given.Value))
        {
            reader.Invalid(key, $"is {DisplayText.Quote(given.Value)}, {rule.Problem}", rule.Fix);
            text = null;
        }

        return text ?? (Default is null ? null : new(Default, reader.SpanOf(key)));
    }

    internal override JsonObject Form()
    {
        if (OwnForm is not null)
        {
            return OwnForm();
        }

        var form = new JsonObject
        {
            ["type"] = TakesPlainValues ? new JsonArray("string", "number", "boolean") : "string",
        };
        if (!Words.IsEmpty)
        {
            form["enum"] = new JsonArray([.. Words.Select(word => (JsonNode)word)]);
        }
        else if (Rule is { } rule)
        {
            form["pattern"] = rule.Pattern;
        }

        return form;
    }
}

/// <summary>One of some words.</summary>
public sealed class WordField<T>(string name, string description, params (string Word, T Value)[] words)
    : SpecField<T?>(name, description)
    where T : struct
{
    /// <inheritdoc/>
    public override string Type => string.Join(", ", words.Select(w => $"`{w.Word}`"));

    internal override T? ReadAt(ObjectReader reader, string key) =>
        (IsThere(reader, key) ? reader.Enum(key, words) : null) ?? DefaultValue;

    internal override JsonObject Form() => new()
    {
        ["enum"] = new JsonArray([.. words.Select(w => (JsonNode)w.Word)]),
    };

    private T? DefaultValue => Default is null ? null : words.Single(w => w.Word == Default).Value;
}

/// <summary>True or false.</summary>
public sealed class SwitchField(string name, string description) : SpecField<bool>(name, description)
{
    /// <inheritdoc/>
    public override string Type => "`true`, `false`";

    internal override bool ReadAt(ObjectReader reader, string key) => reader.Bool(key) ?? Default == "true";

    internal override JsonObject Form() => new() { ["type"] = "boolean" };

    internal override JsonNode? DefaultNode() => Default is null ? null : Default == "true";
}

/// <summary>A whole number.</summary>
public sealed class CountField(string name, string description) : SpecField<int?>(name, description)
{
    /// <summary>The least allowed.</summary>
    public int Least { get; init; }

    /// <summary>The most allowed.</summary>
    public int Most { get; init; } = int.MaxValue;

    /// <inheritdoc/>
    public override string Type => Most == int.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"whole number, at least {Least}")
        : string.Create(CultureInfo.InvariantCulture, $"whole number, {Least} to {Most}");

    internal override int? ReadAt(ObjectReader reader, string key) =>
        (IsThere(reader, key) ? reader.Int(key, Least, Most) : null) ?? DefaultValue;

    internal override JsonObject Form()
    {
        var form = new JsonObject { ["type"] = "integer", ["minimum"] = Least };
        if (Most != int.MaxValue)
        {
            form["maximum"] = Most;
        }

        return form;
    }

    internal override JsonNode? DefaultNode() => DefaultValue;

    private int? DefaultValue => Default is null ? null : int.Parse(Default, CultureInfo.InvariantCulture);
}

/// <summary>A length of time.</summary>
public sealed class TimeField(string name, string description) : SpecField<TimeSpan?>(name, description)
{
    private const string Pattern = @"^(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$";

    /// <summary>The least allowed.</summary>
    public int LeastSeconds { get; init; }

    /// <inheritdoc/>
    public override string Type => "duration";

    internal override TimeSpan? ReadAt(ObjectReader reader, string key) =>
        (IsThere(reader, key) ? Durations.Read(reader, key, LeastSeconds) : null) ?? DefaultValue;

    internal override JsonObject Form() => new()
    {
        ["anyOf"] = LeastSeconds > 0
            ? new JsonArray(Text())
            : new JsonArray(Text(), new JsonObject { ["const"] = 0 }),
    };

    private static JsonObject Text() => new() { ["type"] = "string", ["pattern"] = Pattern };

    private TimeSpan? DefaultValue => Default is not null
        && KubernetesDuration.TryParse(Default, out var value, out _) ? value.ToTimeSpan() : null;
}

/// <summary>The size of an EBS volume, in whole GiB.</summary>
public sealed class VolumeField(string name, string description) : SpecField<Quantity?>(name, description)
{
    /// <summary>
    /// The largest gp3 volume (EBS user guide, "General Purpose SSD volumes", as of July 2026).
    /// </summary>
    public const int MostGib = 64 * 1024;

    private const long Gib = 1L << 30;
    private const string Pattern = @"^[0-9]+(\.[0-9]+)?([kMGTPE]|[KMGTPE]i|[eE][0-9]+)?$";

    /// <inheritdoc/>
    public override string Type => "quantity of whole GiB, `1Gi` to `64Ti`";

    internal override Quantity? ReadAt(ObjectReader reader, string key)
    {
        var size = reader.Quantity(key);
        if (size is { } given && Problem(given.Value) is { } problem)
        {
            reader.Invalid(key, problem.Text, problem.Fix);
            size = null;
        }

        return size ?? (Default is null ? null : Quantity.Parse(Default));
    }

    internal override JsonObject Form() => new()
    {
        ["type"] = new JsonArray("string", "integer"),
        ["pattern"] = Pattern,
    };

    private (string Text, string Fix)? Problem(long bytes) => bytes switch
    {
        < Gib => ("is smaller than the least volume that EBS has, 1Gi", $"write {Default}"),
        > MostGib * Gib => (
            "is larger than the largest gp3 volume, 64Ti", $"write {Default}, or 64Ti at most"),
        _ when bytes % Gib != 0 => (
            "is not a whole number of GiB, in which EBS sells volumes",
            string.Create(CultureInfo.InvariantCulture, $"write {(bytes / Gib) + 1}Gi")),
        _ => null,
    };
}
