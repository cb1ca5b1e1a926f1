using System.Collections.Immutable;
using System.Globalization;

namespace Evenkeel.Core.Model.Kubernetes;

/// <summary>How a requirement compares a label's value.</summary>
public enum SelectorOperator
{
    /// <summary>The label exists and its value is listed.</summary>
    In,

    /// <summary>The label is absent, or its value is not listed.</summary>
    NotIn,

    /// <summary>The label exists.</summary>
    Exists,

    /// <summary>The label is absent.</summary>
    DoesNotExist,

    /// <summary>The label's value is an integer greater than the one listed (node selectors only).</summary>
    Gt,

    /// <summary>The label's value is an integer less than the one listed (node selectors only).</summary>
    Lt,
}

/// <summary>One expression of a selector.</summary>
public sealed record SelectorRequirement(string Key, SelectorOperator Operator, ImmutableArray<string> Values)
{
    /// <summary>Whether a label set meets the requirement (apimachinery/pkg/labels/selector.go).</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var has = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            SelectorOperator.In => has && Values.Contains(value!, StringComparer.Ordinal),
            SelectorOperator.NotIn => !has || !Values.Contains(value!, StringComparer.Ordinal),
            SelectorOperator.Exists => has,
            SelectorOperator.DoesNotExist => !has,
            SelectorOperator.Gt => has && Compare(value!) is > 0,
            SelectorOperator.Lt => has && Compare(value!) is < 0,
            _ => throw new InvalidOperationException($"operator {Operator}"),
        };
    }

    /// <summary>
    /// Reads a whole number as Go's strconv.ParseInt does: a sign and digits, nothing around them.
    /// </summary>
    public static bool TryInteger(string text, out long value) => long.TryParse(
        text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private int? Compare(string value) =>
        Values.Length == 1 && TryInteger(value, out var mine) && TryInteger(Values[0], out var bound)
            ? mine.CompareTo(bound)
            : null;
}

/// <summary>
/// A selector over labels. <see langword="null"/> in the model means "absent", which selects nothing; an
/// empty selector selects everything (apimachinery, LabelSelectorAsSelector).
/// </summary>
public sealed record LabelSelector(ImmutableArray<SelectorRequirement> Requirements)
{
    /// <summary>A selector that requires exactly these labels.</summary>
    public static LabelSelector OfLabels(IEnumerable<KeyValuePair<string, string>> labels) =>
        new([.. labels.Select(l => new SelectorRequirement(l.Key, SelectorOperator.In, [l.Value]))]);

    /// <summary>Whether every requirement is met.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var requirement in Requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }
}
