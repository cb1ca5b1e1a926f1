using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Evenkeel.Fidelity.Tests;

/// <summary>What tests/fidelity/score.py says of a result.</summary>
/// <param name="Passed">Checks that pass.</param>
/// <param name="Total">All checks.</param>
/// <param name="Report">All it printed: a line for each check that fails.</param>
internal sealed record Score(int Passed, int Total, string Report)
{
    /// <summary>How many seeds each scenario runs under.</summary>
    public const int Seeds = 20;

    private static readonly ConcurrentDictionary<string, Lazy<Score>> Plain = [];

    /// <summary>The share of checks that pass.</summary>
    public double Share => (double)Passed / Total;

    /// <summary>The score of a scenario as its files are, under 20 seeds; worked out once.</summary>
    public static Score OfPlain(string name) => Plain.GetOrAdd(name, n => new(() =>
    {
        var recording = Recording.Read(n);
        return Of(recording, recording.Simulate(Seeds));
    })).Value;

    /// <summary>Runs the scorer; skips the test where there is no Python.</summary>
    public static Score Of(Recording recording, string json)
    {
        var python = Programs.Require("python3", "apt-get install python3");
        var result = Path.GetTempFileName();
        try
        {
            File.WriteAllText(result, json);
            var start = new ProcessStartInfo(python)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.ArgumentList.Add(RepositoryRoot.PathOf("tests", "fidelity", "score.py"));
            start.ArgumentList.Add(recording.Folder);
            start.ArgumentList.Add(result);
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var report = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var last = Regex.Match(report, @"score (\d+)/(\d+)", RegexOptions.None, TimeSpan.FromSeconds(5));
            last.Success.ShouldBeTrue(report + errors.Result);
            return new(Number(last.Groups[1]), Number(last.Groups[2]), report);
        }
        finally
        {
            File.Delete(result);
        }
    }

    private static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);
}
