using System.Text;
using Evenkeel.Core.Spec.Fields;
using Evenkeel.Core.Spec.Sections;

namespace Evenkeel.Core.Spec.Documents;

/// <summary>The reference page of the cluster file, from the declarations of its fields.</summary>
public static class ClusterFileReference
{
    private const string Intro = """
        # The cluster file

        One YAML (or JSON) file describes one cluster. `evenkeel init` writes one with comments. Every mistake
        in it is reported at once, with its place and how to mend it ([diagnostics.md](diagnostics.md)); a key
        that is not listed here is a mistake. A key without a value counts as absent. Durations are written as
        in Kubernetes (`90s`, `15m`, `1h30m`), quantities too (`20Gi`).

        This page, the defaults and [schema/cluster.json](schema/cluster.json) come from the same declarations
        in `src/Evenkeel.Core/Spec/Sections`. Editors that know JSON Schema complete and check the file. Those
        with yaml-language-server (VS Code with the YAML extension, Neovim, Helix, Emacs) take the schema from
        a comment on its first line, a path relative to the file or a URL:

        ```yaml
        # yaml-language-server: $schema=path/to/docs/schema/cluster.json
        apiVersion: evenkeel.dev/v1alpha1
        ```

        `evenkeel init --schema` writes the schema beside the file, and this line into it.

        """;

    /// <summary>The page in Markdown.</summary>
    public static string Write()
    {
        var text = new StringBuilder(Intro);
        foreach (var section in Sections(ClusterFields.Root))
        {
            Append(text, section);
        }

        return text.ToString();
    }

    /// <summary>A section and those in it, in the order of their fields, each once.</summary>
    public static IReadOnlyList<SpecSection> Sections() => [.. Sections(ClusterFields.Root)];

    private static IEnumerable<SpecSection> Sections(SpecSection section) =>
    [
        section,
        .. section.Fields.Where(f => f.Section is not null).SelectMany(f => Sections(f.Section!)),
    ];

    private static void Append(StringBuilder text, SpecSection section)
    {
        var title = section.Path.Length == 0 ? "The file" : $"`{section.Path}`";
        text.Append($"\n## {title}\n\n{section.Description}\n\n");
        text.Append("| field | type | default | unit | |\n|---|---|---|---|---|\n");
        foreach (var field in section.Fields)
        {
            text.Append($"| `{field.Name}` | {Cell(field.Type)} | {Cell(Default(field))} | {field.Unit} | ");
            text.Append(Cell(field.Description));
            if (field.Section is { } inner)
            {
                text.Append($" See [`{inner.Path}`](#{Anchor(inner.Path)}).");
            }

            text.Append(" |\n");
        }

        if (section.Example is { } example)
        {
            text.Append($"\n```yaml\n{example}\n```\n");
        }
    }

    private static string Default(SpecField field) => field switch
    {
        { IsRequired: true } => "required",
        { Default: { } value } => $"`{value}`",
        _ => field.WhenAbsent ?? "",
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>The anchor that GitHub gives a heading: letters, digits and hyphens.</summary>
    private static string Anchor(string path) =>
        string.Concat(path.ToLowerInvariant().Where(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
}
