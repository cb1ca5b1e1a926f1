using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Evenkeel.Simulation.Tests;

/// <summary>
/// What a failing simulation prints runs that simulation again, and no other: seen from outside, in a
/// process of its own whose tests fail on purpose.
/// </summary>
public sealed partial class ReplayTests
{
    [Fact]
    public async Task A_seed_that_breaks_an_invariant_runs_alone_with_the_command_it_prints()
    {
        var first = await RunAsync("", $"{typeof(BrokenOnPurpose).FullName}.Under_one_of_its_seeds");
        first.ShouldContain("has a taint twice");
        Ran(first).ShouldBe(["1", "2", "3"]);
        var (settings, test) = CommandIn(first);
        settings.ShouldBe("EVENKEEL_SEED=3");

        var again = await RunAsync(settings, test);
        again.ShouldContain("has a taint twice");
        Ran(again).ShouldBe(["3"]);
        CommandIn(again).ShouldBe((settings, test));
    }

    [Fact]
    public async Task A_case_that_breaks_an_invariant_runs_alone_with_the_command_it_prints()
    {
        var first = await RunAsync("", $"{typeof(BrokenOnPurpose).FullName}.In_one_of_its_cases");
        first.ShouldContain("Total: 3, Errors: 0, Failed: 1");
        first.ShouldContain("shown by: ./evenkeel simulate tests/fidelity/broken --seeds 20");
        var (settings, test) = CommandIn(first);
        settings.ShouldBe("EVENKEEL_CASE=broken");

        var again = await RunAsync(settings, test);
        again.ShouldContain("Total: 1, Errors: 0, Failed: 1");
        Ran(again).ShouldBe(["broken"]);
        CommandIn(again).ShouldBe((settings, test));
    }

    private static IEnumerable<string> Ran(string output) => output.Split('\n')
        .Where(l => l.Contains(BrokenOnPurpose.Runs, StringComparison.Ordinal))
        .Select(l => l.Split(BrokenOnPurpose.Runs)[1].Trim());

    private static (string Settings, string Test) CommandIn(string output)
    {
        var found = CommandLine().Match(output);
        found.Success.ShouldBeTrue(output);
        return (found.Groups["settings"].Value, found.Groups["test"].Value);
    }

    /// <summary>Runs what <c>./test TEXT</c> would, the tests that fail on purpose included.</summary>
    private static async Task<string> RunAsync(string setting, string text)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                typeof(ReplayTests).Assembly.Location, "-noLogo", "-noColor", "-noAutoReporters",
                "-explicit", "only", "-method", $"*{text}*",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in (string[])["EVENKEEL_SEED", "EVENKEEL_SEEDS", "EVENKEEL_CASE"])
        {
            start.Environment.Remove(variable);
        }

        if (setting.Split('=') is [var name, var value])
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var cancelled = TestContext.Current.CancellationToken;
        var errors = process.StandardError.ReadToEndAsync(cancelled);
        var output = await process.StandardOutput.ReadToEndAsync(cancelled);
        await process.WaitForExitAsync(cancelled);
        process.ExitCode.ShouldBe(1, output + await errors);
        return output;
    }

    [GeneratedRegex("replay: (?<settings>EVENKEEL_[A-Z]+=\\S+) \\./test (?<test>\\S+)$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex CommandLine();
}
