using System.Globalization;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Quantities;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Yaml;

/// <summary>Reading scalars: null for an absent key, and for a wrong value, which is reported.</summary>
public sealed partial class ObjectReader
{
    /// <summary>A text; an unquoted number or truth value is taken as it is written.</summary>
    public string? String(string key) => Text(key)?.Value;

    /// <summary>A text with its place.</summary>
    public Spanned<string>? Text(string key) =>
        Scalar(key, "a text") is { } scalar ? new Spanned<string>(scalar.Value, scalar.Span) : null;

    /// <summary>A text that must be there; its absence is reported, too.</summary>
    /// <param name="key">The key.</param>
    /// <param name="example">A value that the fix shows.</param>
    public Spanned<string>? RequiredText(string key, string example)
    {
        if (Node(key) is null)
        {
            diagnostics.Add(Codes.MissingAt(Mapping.Span, PathOf(key), example));
            return null;
        }

        return Text(key);
    }

    /// <summary>
    /// The value of <see cref="RequiredText"/> alone; null when it is absent or wrong (reported).
    /// </summary>
    public string? RequiredString(string key, string example = "…") => RequiredText(key, example)?.Value;

    /// <summary>A whole number within bounds.</summary>
    public int? Int(string key, int min = int.MinValue, int max = int.MaxValue) => (int?)Long(key, min, max);

    /// <summary>A whole number of 64 bits within bounds.</summary>
    public long? Long(string key, long min = long.MinValue, long max = long.MaxValue)
    {
        if (Scalar(key, "a whole number") is not { } scalar)
        {
            return null;
        }

        if (!YamlScalars.TryInt(scalar, out var value))
        {
            if (YamlScalars.Kind(scalar) == YamlScalarKind.Integer)
            {
                var given = DisplayText.Quote(scalar.Value);
                Invalid(key, $"is {given}, which is too large", "write a number of less than 19 digits");
                return null;
            }

            var fix = scalar.IsPlain ? "write digits alone" : "remove the quotes";
            diagnostics.Add(Codes.WrongTypeAt(scalar, PathOf(key), "a whole number", fix));
            return null;
        }

        if (value >= min && value <= max)
        {
            return value;
        }

        var isOneSided = max is int.MaxValue or long.MaxValue;
        var bounds = !isOneSided ? string.Create(CultureInfo.InvariantCulture, $"{min} to {max}")
            : value < min ? string.Create(CultureInfo.InvariantCulture, $"at least {min}")
            : string.Create(CultureInfo.InvariantCulture, $"at most {max}");
        diagnostics.Add(Codes.InvalidAt(
            scalar,
            PathOf(key),
            string.Create(CultureInfo.InvariantCulture, $"is {value}, but must be {bounds}"),
            $"write a number of {bounds}"));
        return null;
    }

    /// <summary>
    /// A truth value: plain <c>true</c> or <c>false</c>, or YAML's <c>yes</c>, <c>no</c>, <c>on</c>,
    /// <c>off</c>.
    /// </summary>
    public bool? Bool(string key)
    {
        if (Scalar(key, "true or false") is not { } scalar)
        {
            return null;
        }

        if (YamlScalars.TryBool(scalar, out var value))
        {
            return value;
        }

        var fix = scalar.IsPlain ? "write true or false" : "remove the quotes";
        diagnostics.Add(Codes.WrongTypeAt(scalar, PathOf(key), "true or false", fix));
        return null;
    }

    /// <summary>One of some words.</summary>
    public T? Enum<T>(string key, params ReadOnlySpan<(string Word, T Value)> words)
        where T : struct
    {
        if (Scalar(key, "a word") is not { } scalar)
        {
            return null;
        }

        var names = new List<string>();
        foreach (var (word, value) in words)
        {
            if (string.Equals(word, scalar.Value, StringComparison.Ordinal))
            {
                return value;
            }

            names.Add(word);
        }

        var list = string.Join(", ", names);
        var fix = NearestWord.Of(scalar.Value, names) is { } nearest
            ? $"did you mean `{nearest}`?"
            : $"write one of {list}";
        diagnostics.Add(Codes.InvalidAt(
            scalar, PathOf(key), $"is {DisplayText.Quote(scalar.Value)}, which is none of {list}", fix));
        return null;
    }

    /// <summary>An amount such as <c>500m</c> or <c>16Gi</c>, or a plain number.</summary>
    public Quantity? Quantity(string key)
    {
        if (Scalar(key, "a quantity") is not { } scalar)
        {
            return null;
        }

        // Kubernetes' YAML reader resolves a plain integer first: 010 is eight, 1_000 a thousand.
        var text = YamlScalars.TryInt(scalar, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : scalar.Value;
        if (Quantities.Quantity.TryParse(text, out var value, out var error))
        {
            return value;
        }

        diagnostics.Add(Codes.InvalidAt(
            scalar,
            PathOf(key),
            $"is {DisplayText.Quote(scalar.Value)}, which is not a quantity: {error}",
            "write an amount such as 500m, 2 or 16Gi"));
        return null;
    }

    /// <summary>A length of time such as <c>90s</c> or <c>1h30m</c>.</summary>
    public KubernetesDuration? Duration(string key)
    {
        if (Scalar(key, "a duration") is not { } scalar)
        {
            return null;
        }

        if (KubernetesDuration.TryParse(scalar.Value, out var value, out var error))
        {
            return value;
        }

        diagnostics.Add(Codes.InvalidAt(
            scalar,
            PathOf(key),
            $"is {DisplayText.Quote(scalar.Value)}, which is not a duration: {error}",
            "write a duration such as 30s, 5m or 1h30m"));
        return null;
    }

    /// <summary>A count or a percentage, such as <c>1</c> or <c>25%</c>.</summary>
    public IntOrPercent? IntOrPercent(string key)
    {
        if (Scalar(key, "a number or a percentage") is not { } scalar)
        {
            return null;
        }

        if (Quantities.IntOrPercent.TryParse(scalar.Value, out var value)
            && (scalar.IsPlain || value.IsPercent))
        {
            return value;
        }

        diagnostics.Add(Codes.InvalidAt(
            scalar,
            PathOf(key),
            $"is {DisplayText.Quote(scalar.Value)}, which is neither a whole number nor a percentage",
            "write a number such as 1, unquoted, or a percentage such as 25%"));
        return null;
    }

    /// <summary>A list of texts with their places; items of another type are reported and left out.</summary>
    public IReadOnlyList<Spanned<string>> Texts(string key)
    {
        var texts = new List<Spanned<string>>();
        var items = List(key);
        for (var i = 0; i < items.Count; i++)
        {
            if (AsScalar(items[i], $"{PathOf(key)}[{i}]", "a text") is { } scalar)
            {
                texts.Add(new Spanned<string>(scalar.Value, scalar.Span));
            }
        }

        return texts;
    }

    /// <summary>The values of <see cref="Texts"/> alone.</summary>
    public IReadOnlyList<string> Strings(string key) => [.. Texts(key).Select(t => t.Value)];

    /// <summary>A mapping of texts such as labels, in the order of the file; empty when absent.</summary>
    public IReadOnlyDictionary<string, string> StringMap(string key)
    {
        var map = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        if (Object(key) is { } reader)
        {
            foreach (var entry in reader.Mapping.Entries)
            {
                map[entry.Key.Value] = reader.String(entry.Key.Value) ?? "";
            }
        }

        return map;
    }

    private YamlScalar? Scalar(string key, string wanted) =>
        Node(key) is { } node ? AsScalar(node, PathOf(key), wanted) : null;

    private YamlScalar? AsScalar(YamlNode node, string path, string wanted)
    {
        if (node is YamlScalar { IsNull: false } scalar)
        {
            return scalar;
        }

        diagnostics.Add(Codes.WrongTypeAt(node, path, wanted, $"write {wanted} behind the key"));
        return null;
    }
}
