namespace Evenkeel.Cli.Output.Timelines;

/// <summary>One line of a timeline as people read it.</summary>
/// <param name="At">When it begins.</param>
/// <param name="Until">When its last part happened; the same as <paramref name="At"/> for one
/// instant.</param>
/// <param name="Symbol">One character that says the same as the tone.</param>
/// <param name="Tone">How good or bad it is.</param>
/// <param name="Text">What happened.</param>
internal sealed record TimelineLine(TimeSpan At, TimeSpan Until, char Symbol, Tone Tone, string Text);
