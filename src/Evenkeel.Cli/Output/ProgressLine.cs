using Evenkeel.Cli.CommandLine;
using Evenkeel.Simulation.Claims;

namespace Evenkeel.Cli.Output;

/// <summary>One line on standard error that says how far a proof has come, and is gone in the end.</summary>
/// <param name="context">Says whether and where it is drawn.</param>
internal sealed class ProgressLine(CommandContext context) : IProgress<ProofProgress>, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly long started = context.Host.Time.GetTimestamp();
    private TimeSpan last;
    private bool drawn;

    /// <inheritdoc/>
    public void Report(ProofProgress value)
    {
        // A proof that is done at once needs no progress.
        var now = context.Host.Time.GetElapsedTime(started);
        if (!context.ShowsProgress || value.Done == value.Total || now - last < Pause)
        {
            return;
        }

        last = now;
        drawn = true;
        var line = $"{value.Done} of {value.Total} faults simulated";
        context.Host.Terminal.Error.Write($"\r\u001b[K{line}");
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (drawn)
        {
            context.Host.Terminal.Error.Write("\r\u001b[K");
        }
    }
}
