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

    /// <summary>The severity as it is printed, in small letters.</summary>
    public static string SeverityName(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "info",
    };
}
