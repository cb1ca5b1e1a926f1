using System.Diagnostics;

namespace Evenkeel.Cli.Tests;

/// <summary>The JSON is what the recordings' own scorer reads.</summary>
public sealed class FidelityScoreTests
{
    [Theory]
    [InlineData("tight-capacity")]
    [InlineData("pdb-drain")]
    [InlineData("rolling-while-lost")]
    [InlineData("node-terminated-defaults")]
    public async Task The_scorer_reads_the_result(string scenario)
    {
        var python = Programs.Require("python3", "apt-get install python3");
        var session = new Session();
        session.Run("simulate", $"tests/fidelity/{scenario}", "--output", "json", "--seeds", "3").ShouldBe(0);
        var result = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(result, session.Out);
            var start = new ProcessStartInfo(python)
            {
                WorkingDirectory = RepositoryRoot.PathOf("tests", "fidelity"),
                RedirectStandardOutput = true,
                ArgumentList = { "score.py", scenario, result },
            };
            using var process = Process.Start(start)!;
            var score = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            score.ShouldMatch(@"score [1-9]\d*/[1-9]\d*");
            score.ShouldNotContain("missing");
        }
        finally
        {
            File.Delete(result);
        }
    }
}
