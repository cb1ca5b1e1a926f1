namespace Evenkeel.Cli.Output;

/// <summary>How a text for people looks.</summary>
/// <param name="Palette">Its colours.</param>
/// <param name="Width">How long a line may be.</param>
/// <param name="Brief">Whether it is to be short: no timelines.</param>
internal sealed record Layout(Palette Palette, int Width, bool Brief);
