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
}
