using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Platform.Files;
using Evenkeel.Simulation;
using Evenkeel.Simulation.Tests.Invariants;

namespace Evenkeel.Fidelity.Tests;

/// <summary>A scenario of tests/fidelity/autoscaler, as its files are or under other names.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Workloads">workloads.yaml.</param>
/// <param name="Scenario">scenario.yaml.</param>
internal sealed record AutoscalerRecording(string Name, string Workloads, string Scenario)
{
    private static string Root => RepositoryRoot.PathOf("tests", "fidelity", "autoscaler");

    private static TimeSpan Patience => TimeSpan.FromSeconds(5);

    /// <summary>All scenarios' names, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Directory.GetDirectories(Root)
        .Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    public static AutoscalerRecording Read(string name) => new(
        name,
        File.ReadAllText(Path.Combine(Root, name, "workloads.yaml")),
        File.ReadAllText(Path.Combine(Root, name, "scenario.yaml")));

    public SimulationInput Parse()
    {
        var files = new MemoryFileSystem()
            .With("scenario/workloads.yaml", Workloads)
            .With("scenario/scenario.yaml", Scenario);
        var diagnostics = new DiagnosticBag();
        var input = SimulationInput.Read(files, "scenario", diagnostics);
        var problems = string.Join('\n', diagnostics.ToOrderedList().Select(d => d.Message));
        problems.ShouldBeEmpty(Name);
        return input.ShouldNotBeNull();
    }

    /// <summary>
    /// What <c>evenkeel simulate --output json --seeds N</c> prints, with every invariant checked.
    /// </summary>
    public string Simulate(int seeds)
    {
        var input = Parse();
        var runs = Enumerable.Range(1, seeds).Select(seed => ScenarioSimulator.RunOnce(
            input.Cluster,
            input.Scenario,
            (ulong)seed,
            state => state.Observe(new InvariantChecker(state))));
        return SimulationJson.Write(new(input.Scenario.Version, [.. runs]));
    }

    /// <summary>The same scenario with groups, zones and apps called otherwise.</summary>
    public AutoscalerRecording Rename(IReadOnlyDictionary<string, string> names) => this with
    {
        Workloads = Translate(Workloads, names),
        Scenario = Translate(Scenario, names),
    };

    /// <summary>What the recordings' own scorer says of a result: passed, of how many, and why not all.</summary>
    public (int Passed, int Total, string Report) Score(string json)
    {
        var python = Programs.Require("python3", "apt-get install python3");
        var result = Path.GetTempFileName();
        try
        {
            File.WriteAllText(result, json);
            var start = new ProcessStartInfo(python)
            {
                RedirectStandardOutput = true,
                ArgumentList = { Path.Combine(Root, "score.py"), Path.Combine(Root, Name), result },
            };
            using var process = Process.Start(start)!;
            var report = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var last = Regex.Match(report, @"score (\d+)/(\d+)", RegexOptions.None, Patience);
            last.Success.ShouldBeTrue(report);
            return (Number(last.Groups[1]), Number(last.Groups[2]), report);
        }
        finally
        {
            File.Delete(result);
        }
    }

    private static string Translate(string yaml, IReadOnlyDictionary<string, string> names)
    {
        var any = string.Join('|', names.Keys.OrderByDescending(n => n.Length).Select(Regex.Escape));
        return Regex.Replace(
            yaml, $@"(?<![\w./-])({any})(?![\w./-])", m => names[m.Value], RegexOptions.None, Patience);
    }

    private static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);
}
