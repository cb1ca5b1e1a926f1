using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>Reads label selectors and node selector terms.</summary>
internal static class SelectorReader
{
    private static readonly string[] LabelOperators = ["In", "NotIn", "Exists", "DoesNotExist"];
    private static readonly string[] NodeOperators = [.. LabelOperators, "Gt", "Lt"];

    /// <summary>A label selector, or null where the field is absent.</summary>
    public static LabelSelector? Read(ManifestFields parent, string key)
    {
        if (parent.Object(key) is not { } fields)
        {
            return null;
        }

        var fromLabels = LabelSelector.OfLabels(fields.TextMap("matchLabels"));
        return new(
            fromLabels.Requirements.AddRange(Requirements(fields, "matchExpressions", LabelOperators)));
    }

    /// <summary>The terms of a node selector; a term without any requirement matches no node.</summary>
    public static ImmutableArray<NodeSelectorTerm> ReadTerms(ManifestFields selector)
    {
        if (selector.IsEmptyList("nodeSelectorTerms"))
        {
            selector.Missing("nodeSelectorTerms", "[{…}]");
        }

        return [.. selector.Objects("nodeSelectorTerms").Select(ReadTerm)];
    }

    /// <summary>One node selector term.</summary>
    public static NodeSelectorTerm ReadTerm(ManifestFields term) => new(
        Requirements(term, "matchExpressions", NodeOperators),
        Requirements(term, "matchFields", NodeOperators));

    private static ImmutableArray<SelectorRequirement> Requirements(
        ManifestFields parent, string key, string[] operators)
    {
        var found = ImmutableArray.CreateBuilder<SelectorRequirement>();
        foreach (var fields in parent.Objects(key))
        {
            var label = fields.RequiredText("key", "…");
            if (fields.RequiredText("operator", "In") is null
                || fields.Word("operator", operators) is not { } word)
            {
                continue;
            }

            var values = fields.Texts("values");
            var compare = Enum.Parse<SelectorOperator>(word);
            var isWhole = values.Length == fields.Nodes("values").Count;
            if (label is not null && isWhole && HasRightValues(fields, compare, values))
            {
                found.Add(new(label, compare, values));
            }
        }

        return found.ToImmutable();
    }

    private static bool HasRightValues(
        ManifestFields fields, SelectorOperator compare, ImmutableArray<string> values)
    {
        var wanted = compare switch
        {
            SelectorOperator.In or SelectorOperator.NotIn => values.IsEmpty ? "at least one value" : null,
            SelectorOperator.Exists or SelectorOperator.DoesNotExist => values.IsEmpty ? null : "no values",
            _ => values is [var bound] && SelectorRequirement.TryInteger(bound, out _)
                ? null
                : "exactly one value, a whole number",
        };
        if (wanted is not null)
        {
            fields.Invalid(
                "values",
                $"must hold {wanted} for the operator {compare}",
                "change the values or the operator");
        }

        return wanted is null;
    }
}
