using System.ComponentModel;
using System.Diagnostics;

namespace Evenkeel.Agent.Processes;

/// <summary>Programs that are run to their end.</summary>
internal static class Tool
{
    private const int LongestMessage = 500;

    /// <summary>Runs a program, and gives what it printed.</summary>
    /// <exception cref="IOException">It cannot be run, or it failed.</exception>
    public static async Task<string> RunAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["ETCDCTL_API"] = "3";
        using var process = Start(start);
        try
        {
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            var said = await error;
            return process.ExitCode == 0 ? output
                : throw new IOException(
                    $"{Path.GetFileName(program)}: {Short(said.Length > 0 ? said : output)}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{start.FileName}: {e.Message}", e);
        }
    }

    private static string Short(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length > LongestMessage ? "…" + trimmed[^LongestMessage..] : trimmed;
    }
}
