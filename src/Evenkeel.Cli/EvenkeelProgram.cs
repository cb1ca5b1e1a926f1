using System.CommandLine;
using System.Runtime.InteropServices;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Platform;

namespace Evenkeel.Cli;

/// <summary>The program: from arguments to an exit code, on whatever machine it is given.</summary>
/// <param name="host">The machine.</param>
internal sealed class EvenkeelProgram(Host host)
{
    /// <summary>Runs a command and listens for Ctrl-C and SIGTERM meanwhile.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunUntilInterruptedAsync(string[] args)
    {
        var interrupted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var keyboard = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var ended = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);

        // Results are written in one piece at a command's end, so that what is cut off here leaves no half of
        // one.
        var work = Task.Run(() => Run(args), CancellationToken.None);
        if (await Task.WhenAny(work, interrupted.Task).ConfigureAwait(false) == work)
        {
            return await work.ConfigureAwait(false);
        }

        await host.Terminal.Error.WriteLineAsync("\nevenkeel: interrupted").ConfigureAwait(false);
        return ExitCodes.Interrupted;

        void Interrupt(PosixSignalContext context)
        {
            // What must end in order is waited for, once.
            var work = host.Interruption.Token.IsCancellationRequested ? null : host.Interruption.HeldFor;
            context.Cancel = true;
            host.Interruption.Interrupt();
            if (work is null) interrupted.TrySetResult();
            else host.Terminal.Error.Write($"\nevenkeel: waiting for {work}; once more leaves at once\n");
        }
    }

    /// <summary>Runs a command to its end.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public int Run(string[] args)
    {
        try
        {
            var tree = new CommandTree(host);
            var parsed = tree.Root.Parse(
                args, new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0 && !CommandTree.AsksForHelp(parsed))
            {
                return UsageErrors.Report(host, tree, parsed);
            }

            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = host.Terminal.Out,
                Error = host.Terminal.Error,
            });
        }
        catch (OutputFailedException e)
        {
            host.Terminal.Error.WriteLine($"evenkeel: the result could not be written: {e.Message}");
            return ExitCodes.Failed;
        }
        catch (Exception e)
        {
            ReportBug(e);
            return ExitCodes.Failed;
        }
    }

    private void ReportBug(Exception error)
    {
        var message = DisplayText.Escape(error.Message.ReplaceLineEndings(" "));
        host.Terminal.Error.WriteLine(
            $"evenkeel: internal error, {error.GetType().Name}: {message} (please report it with the "
            + $"command, its "
            + $"input and this version, {ProductVersion.Text}; EVENKEEL_TRACE=1 shows where it happened)");
        if (host.Environment("EVENKEEL_TRACE") == "1")
        {
            host.Terminal.Error.WriteLine(error);
        }
    }
}
