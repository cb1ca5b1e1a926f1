using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// Reads labels by the rules of apimachinery, pkg/util/validation/validation.go (IsQualifiedName,
/// IsValidLabelValue).
/// </summary>
internal static class LabelChecks
{
    private const int MaxNameLength = 63;
    private const int MaxPrefixLength = 253;

    /// <summary>The labels under <c>labels</c>; those that are none are diagnostics, and are kept.</summary>
    public static ImmutableSortedDictionary<string, string> ReadLabels(this ManifestFields metadata)
    {
        var labels = metadata.TextMap("labels");
        if (labels.IsEmpty || metadata.Object("labels") is not { } fields)
        {
            return labels;
        }

        foreach (var (key, value) in labels)
        {
            if (!IsKey(key))
            {
                fields.Diagnostics.Add(ImportDiagnostics.InvalidLabel(
                    fields.SpanOf(key),
                    metadata.PathOf("labels"),
                    $"has the key {DisplayText.Quote(Shortened(key))}, which cannot be the key of a label",
                    "write it as name or dns.prefix/name, of letters, digits, `-`, `_` and `.`"));
            }

            if (!IsValue(value))
            {
                fields.Diagnostics.Add(ImportDiagnostics.InvalidLabel(
                    fields.SpanOf(key),
                    fields.PathOf(key),
                    $"is {DisplayText.Quote(Shortened(value))}, which cannot be the value of a label",
                    "use at most 63 letters, digits, `-`, `_` and `.`, a letter or digit first and last; "
                    + "text belongs into annotations"));
            }
        }

        return labels;
    }

    /// <summary>Whether a text can be the key of a label.</summary>
    public static bool IsKey(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? IsName(key)
            : IsPrefix(key[..slash]) && IsName(key[(slash + 1)..]);
    }

    /// <summary>Whether a text can be the value of a label.</summary>
    public static bool IsValue(string value) => value.Length == 0 || IsName(value);

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        && char.IsAsciiLetterOrDigit(name[0])
        && char.IsAsciiLetterOrDigit(name[^1]);

    /// <summary>A DNS subdomain (IsDNS1123Subdomain).</summary>
    public static bool IsPrefix(string prefix) =>
        prefix.Length <= MaxPrefixLength
        && prefix.Split('.').All(part => part.Length > 0
            && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            && part[0] != '-' && part[^1] != '-');

    private static string Shortened(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
