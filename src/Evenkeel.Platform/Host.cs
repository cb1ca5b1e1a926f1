using Evenkeel.Platform.Files;
using Evenkeel.Platform.Terminals;

namespace Evenkeel.Platform;

/// <summary>What a command needs of the machine it runs on.</summary>
/// <param name="Files">Its files.</param>
/// <param name="Terminal">Its output.</param>
/// <param name="Time">Its clock.</param>
/// <param name="Environment">An environment variable's value, or null.</param>
public sealed record Host(
    IFileSystem Files,
    ITerminal Terminal,
    TimeProvider Time,
    Func<string, string?> Environment)
{
    /// <summary>Ctrl-C.</summary>
    public Interruption Interruption { get; init; } = new();

    /// <summary>The real machine, with its output in the terminal given.</summary>
    public static Host OfThisMachine(ITerminal terminal) => new(
        new RealFileSystem(), terminal, TimeProvider.System, System.Environment.GetEnvironmentVariable);
}
