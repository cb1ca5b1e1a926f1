using Evenkeel.Core.Text;

namespace Evenkeel.Core.Diagnostics;

/// <summary>A kind of diagnostic as the reference documents it.</summary>
/// <param name="Code">Stable code, never given to another kind.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Title">A short name.</param>
/// <param name="Explanation">Why it is a mistake, for the reference.</param>
/// <param name="Example">A message as it may be printed.</param>
public sealed record DiagnosticDescriptor(
    string Code, Severity Severity, string Title, string Explanation, string Example)
{
    /// <summary>A diagnostic of this kind at a place.</summary>
    public Diagnostic At(SourceSpan span, string message, string fix) =>
        new(Code, Severity, span, message, fix);

    /// <summary>
    /// A diagnostic of this kind about a whole file, or about no file when the path is null.
    /// </summary>
    public Diagnostic About(string? path, string message, string fix) =>
        new(Code, Severity, null, message, fix) { Path = path };
}
