using Evenkeel.Core.Text;

namespace Evenkeel.Core.Diagnostics;

/// <summary>How bad a diagnostic is.</summary>
public enum Severity
{
    /// <summary>The input cannot be used: exit code 2.</summary>
    Error,

    /// <summary>The input can be used, but probably does not do what was meant.</summary>
    Warning,

    /// <summary>Worth knowing, nothing to mend.</summary>
    Info,
}

/// <summary>One mistake of the user: what is wrong, where, and how to mend it.</summary>
/// <param name="Code">Stable code, such as <c>EK1003</c>; documented in <c>docs/diagnostics.md</c>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Span">The place, or null when the whole input is meant.</param>
/// <param name="Message">What is wrong, one sentence without a full stop at its end.</param>
/// <param name="Fix">How to mend it, one sentence; empty when nothing can be done.</param>
public sealed record Diagnostic(string Code, Severity Severity, SourceSpan? Span, string Message, string Fix)
{
    private readonly string? path;

    /// <summary>
    /// The file that is meant: the span's, or the one given for an input-wide problem; else null.
    /// </summary>
    public string? Path
    {
        get => Span?.Source.Path ?? path;
        init => path = value;
    }
}
