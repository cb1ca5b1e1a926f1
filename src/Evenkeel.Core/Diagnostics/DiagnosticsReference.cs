using System.Text;

namespace Evenkeel.Core.Diagnostics;

/// <summary>Renders catalogues as sections of <c>docs/diagnostics.md</c>.</summary>
public static class DiagnosticsReference
{
    /// <summary>One stage's section in Markdown, with <c>\n</c> line ends and a heading a code.</summary>
    public static string Section(DiagnosticCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        var text = new StringBuilder();
        text.Append("## ").Append(catalogue.Title).Append('\n');
        foreach (var descriptor in catalogue.Descriptors.OrderBy(d => d.Code, StringComparer.Ordinal))
        {
            text.Append("\n### ").Append(descriptor.Code);
            text.Append(": ").Append(descriptor.Title).Append("\n\n");
            text.Append(descriptor.Explanation).Append("\n\n");
            text.Append("    ").Append(SeverityName(descriptor.Severity));
            text.Append(' ').Append(descriptor.Code).Append(": ").Append(descriptor.Example).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// The whole page with one stage's section brought up to date: each project's tests keep their own.
    /// Sections stand in the order of their first codes.
    /// </summary>
    public static string Update(string page, DiagnosticCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(catalogue);
        var parts = page.Split("\n## ");
        var own = Section(catalogue)["## ".Length..];
        var sections = parts.Skip(1)
            .Select(part => part.TrimEnd('\n') + "\n")
            .Where(part => !part.StartsWith(catalogue.Title + "\n", StringComparison.Ordinal))
            .Append(own)
            .OrderBy(FirstCode, StringComparer.Ordinal);
        return parts[0].TrimEnd('\n') + "\n" + string.Concat(sections.Select(section => "\n## " + section));
    }

    /// <summary>The severity as it is printed, in small letters.</summary>
    public static string SeverityName(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "info",
    };

    private static string FirstCode(string section)
    {
        const string Mark = "\n### ";
        var start = section.IndexOf(Mark, StringComparison.Ordinal);
        return start < 0 ? "" : section[(start + Mark.Length)..].Split(':')[0];
    }
}
