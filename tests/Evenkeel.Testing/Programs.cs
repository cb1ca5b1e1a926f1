using System.Diagnostics;
using Xunit;

namespace Evenkeel.Testing;

/// <summary>Programs outside .NET that some tests need.</summary>
public static class Programs
{
    /// <summary>
    /// The path of <paramref name="program"/>; skips the running test, naming the program and how to get it,
    /// when it is not on PATH.
    /// </summary>
    public static string Require(string program, string howToGetIt)
    {
        var path = Find(program);
        if (path is null) Assert.Skip($"needs {program}, which is not installed ({howToGetIt})");
        return path!;
    }

    /// <summary>The program's path, or null when PATH has none.</summary>
    public static string? Find(string program)
    {
        var folders = Environment.GetEnvironmentVariable("PATH") ?? "";
        return folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Variables beside those of this process; an empty value takes one away.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Its exit code, and everything it printed.</returns>
    public static (int Exit, string Output) Run(
        string program, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            if (value.Length == 0) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }
}
