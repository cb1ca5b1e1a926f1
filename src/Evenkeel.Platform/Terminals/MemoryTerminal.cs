namespace Evenkeel.Platform.Terminals;

/// <summary>Keeps what is written, for tests.</summary>
public sealed class MemoryTerminal : ITerminal
{
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };

    /// <inheritdoc/>
    public TextWriter Out => output;

    /// <inheritdoc/>
    public TextWriter Error => error;

    /// <summary>All of standard output.</summary>
    public string OutText => output.ToString();

    /// <summary>All of standard error.</summary>
    public string ErrorText => error.ToString();

    /// <inheritdoc/>
    public bool OutIsTerminal { get; init; }

    /// <inheritdoc/>
    public bool ErrorIsTerminal { get; init; }

    /// <inheritdoc/>
    public bool InIsTerminal { get; init; }

    /// <summary>The lines of standard input that are still to be read.</summary>
    public Queue<string> Answers { get; init; } = new();

    /// <inheritdoc/>
    public string? ReadLine() => Answers.TryDequeue(out var line) ? line : null;

    /// <inheritdoc/>
    public int Width { get; init; } = ITerminal.DefaultWidth;

    /// <inheritdoc/>
    public bool ColourAllowed { get; init; } = true;
}
