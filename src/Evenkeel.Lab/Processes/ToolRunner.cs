using System.ComponentModel;
using System.Diagnostics;

namespace Evenkeel.Lab.Processes;

/// <summary>Programs that are run to their end, and others that live on.</summary>
internal static class ToolRunner
{
    private const string Detached =
        "log=$1; shift; exec </dev/null >>\"$log\" 2>&1; setsid \"$@\" &";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A program's path; null where PATH has none.</summary>
    public static string? Find(string name) =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/sbin", "/sbin"])
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="LabException">It is missing, fails or hangs.</exception>
    public static string Run(string name, params string[] arguments)
    {
        var (code, output) = Try(name, arguments);
        return code == 0 ? output : throw new LabToolException(
            $"{name} {string.Join(' ', arguments)}: {output.Trim()}", "see what it says about itself");
    }

    /// <summary>Runs a program to its end, whatever comes of it.</summary>
    /// <exception cref="LabException">It is missing, or hangs.</exception>
    public static (int Code, string Output) Try(string name, params string[] arguments)
    {
        var path = Path.IsPathRooted(name) ? name : Find(name)
            ?? throw new LabToolException($"{name} is not installed", $"install {name}");
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path, arguments)
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                throw new LabToolException($"{name} {string.Join(' ', arguments)} hangs", "see why it does");
            }

            return (process.ExitCode, output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult());
        }
        catch (Win32Exception e)
        {
            throw new LabToolException($"{path} cannot be run: {e.Message}", $"install {name}");
        }
    }

    /// <summary>Starts a program that lives on when this one ends: in a session of its own.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="log">Where it prints.</param>
    /// <param name="variables">Variables of its environment besides this process'.</param>
    public static void Start(
        IReadOnlyList<string> command, string log, IReadOnlyDictionary<string, string> variables)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", Detached, "sh", log, .. command])
        {
            WorkingDirectory = "/",
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)
            ?? throw new LabToolException("/bin/sh cannot be run", "see whether it is there");
        process.WaitForExit();
    }
}
