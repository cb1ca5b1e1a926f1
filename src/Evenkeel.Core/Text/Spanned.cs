namespace Evenkeel.Core.Text;

/// <summary>A value together with the place that it was read from.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Span">Where it stands; for a default, where its parent stands.</param>
public readonly record struct Spanned<T>(T Value, SourceSpan Span);
