using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// Tells a template that nobody rendered from a manifest that merely quotes one, as ConfigMaps with alert
/// texts do.
/// </summary>
internal static class UnrenderedTemplate
{
    private const string Opening = "{{";

    /// <summary>What only Helm's own templates say.</summary>
    private static readonly string[] HelmWords =
        [".Values", ".Release.", ".Chart.", "include \"", "template \"", "define \""];

    /// <summary>The first instruction of a template, or null where the text is none.</summary>
    /// <param name="source">The text.</param>
    /// <param name="documents">What could be read of it.</param>
    /// <param name="problems">Why the rest could not.</param>
    public static SourceSpan? Find(
        SourceText source, IReadOnlyList<YamlNode> documents, IReadOnlyList<Diagnostic> problems)
    {
        if (!source.Content.Contains(Opening, StringComparison.Ordinal))
        {
            return null;
        }

        if (problems.Count == 0)
        {
            return documents.Select(FindIn).FirstOrDefault(span => span is not null);
        }

        // A broken file is a template where it breaks at an instruction, or where it speaks of Helm's values.
        var lines = problems.Select(p => p.Span?.Line ?? 0).Where(line => line > 0).Distinct()
            .Select(line => Instruction(source, line))
            .Concat(Enumerable.Range(1, source.LineCount)
                .Where(line => source.LineText(line) is var text
                    && IsHelm(text) && !text.TrimStart().StartsWith('#'))
                .Select(line => Instruction(source, line)));
        return lines.FirstOrDefault(span => span is not null);
    }

    /// <summary>Whether the template is Helm's; other programs use the same braces.</summary>
    public static bool IsHelms(SourceText source) => IsHelm(source.Content)
        || source.Content.Contains("{{-", StringComparison.Ordinal)
        || source.Content.Contains("{{ .", StringComparison.Ordinal);

    /// <summary>A scalar outside embedded files that holds an instruction of Helm.</summary>
    private static SourceSpan? FindIn(YamlNode node) => node switch
    {
        YamlScalar scalar => IsHelm(scalar.Value) ? scalar.Span : null,
        YamlSequence sequence => sequence.Items.Select(FindIn).FirstOrDefault(span => span is not null),
        YamlMapping mapping when !HoldsFiles(mapping) =>
            mapping.Entries.Select(e => FindIn(e.Value)).FirstOrDefault(span => span is not null),
        _ => null,
    };

    private static bool HoldsFiles(YamlMapping mapping) =>
        mapping.Get("kind") is YamlScalar { Value: "ConfigMap" or "Secret" }
        || (mapping.Get("apiVersion") is YamlScalar version
            && ApiGroups.IsCustom(ApiGroups.Of(version.Value)));

    private static bool IsHelm(string text)
    {
        var start = text.IndexOf(Opening, StringComparison.Ordinal);
        return start >= 0
            && Array.Exists(HelmWords, word => text.IndexOf(word, start, StringComparison.Ordinal) >= 0);
    }

    private static SourceSpan? Instruction(SourceText source, int line)
    {
        var text = source.LineText(line);
        var start = text.IndexOf(Opening, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var end = text.IndexOf("}}", start, StringComparison.Ordinal);
        return source.SpanOf(line, start, (end < 0 ? text.Length : end + Opening.Length) - start);
    }
}
