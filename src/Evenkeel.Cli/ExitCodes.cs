namespace Evenkeel.Cli;

/// <summary>What the process's exit code says. Documented in <c>docs/cli-output.md</c>; stable.</summary>
internal static class ExitCodes
{
    /// <summary>It was done, and every claim held.</summary>
    public const int Held = 0;

    /// <summary>A finding, or a claim that is refuted or undecided.</summary>
    public const int Findings = 1;

    /// <summary>The input or the usage is wrong; nothing was done.</summary>
    public const int BadInput = 2;

    /// <summary>A tool outside failed, the output could not be written, or this program has a bug.</summary>
    public const int Failed = 3;

    /// <summary>Ctrl-C: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
