using System.Text;
using Evenkeel.Core.Diagnostics;

namespace Evenkeel.Cli.Output;

/// <summary>Diagnostics as people read them.</summary>
internal static class DiagnosticOutput
{
    /// <summary>
    /// Every diagnostic in the bag's order, then a line with the number of errors when there are any.
    /// </summary>
    /// <param name="bag">The diagnostics.</param>
    /// <param name="colour">Whether to paint them.</param>
    /// <param name="errorsOnly">Whether warnings and remarks are left out.</param>
    public static string Text(DiagnosticBag bag, bool colour, bool errorsOnly)
    {
        var text = new StringBuilder();
        foreach (var diagnostic in bag.ToOrderedList())
        {
            if (!errorsOnly || diagnostic.Severity == Severity.Error)
            {
                text.Append(DiagnosticText.Format(diagnostic, colour));
            }
        }

        if (bag.Omitted > 0)
        {
            text.Append($"… and {bag.Omitted} more\n");
        }

        if (bag.ErrorCount > 0)
        {
            var noun = bag.ErrorCount == 1 ? "error" : "errors";
            text.Append($"evenkeel: {bag.ErrorCount} {noun}, nothing was done\n");
        }

        return text.ToString();
    }
}
