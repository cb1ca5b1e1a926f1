using System.Text.RegularExpressions;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Core.Text;
using Evenkeel.Import.Scenarios;

namespace Evenkeel.Simulation.Tests;

/// <summary>docs/simulation.md says what the program does.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Page = File.ReadAllText(RepositoryRoot.PathOf("docs", "simulation.md"));

    private static readonly SourceText MoreNodes = new("more-nodes.yaml", """
        apiVersion: v1
        kind: Node
        metadata: {name: d1}
        status: {allocatable: {cpu: "4", memory: 16Gi, pods: "58"}}

        """);

    [Fact]
    public void The_table_of_timings_holds_every_default()
    {
        var rows = Row().Matches(Page).Select(m => (Key: m.Groups[1].Value, Value: m.Groups[2].Value.Trim()))
            .ToList();
        rows.Count.ShouldBe(typeof(KubernetesTiming).GetProperties().Count(p => p.SetMethod is not null));

        // A scenario that states every row must be the default one: a wrong value would differ, a wrong key
        // is an error.
        Read(rows).ShouldBe(KubernetesTiming.Default);
    }

    [Fact]
    public void Each_row_is_about_a_timing_of_its_own()
    {
        var rows = Row().Matches(Page).Select(m => (Key: m.Groups[1].Value, Value: m.Groups[2].Value.Trim()))
            .ToList();
        rows.Select(r => Read([(r.Key, Other(r.Value))])).Distinct().Count()
            .ShouldBe(rows.Count);
    }

    [Fact]
    public void The_scenario_that_it_shows_can_be_read()
    {
        var yaml = Yaml().Match(Page).Groups[1].Value;
        var diagnostics = new DiagnosticBag();

        var scenario = ScenarioReader.Read(new("scenario.yaml", yaml), _ => MoreNodes, diagnostics);

        NoErrors(diagnostics);
        scenario!.Steps.Length.ShouldBe(7);
    }

    private static string Other(string value) =>
        value is "0s" ? "1s" : value[0] == '0' ? "1" : $"2{value}";

    private static KubernetesTiming Read(IEnumerable<(string Key, string Value)> rows)
    {
        var lines = rows.ToLookup(r => r.Key == "podStartSeconds");
        var yaml = $"end: 10\n{string.Concat(lines[true].Select(r => $"{r.Key}: {r.Value}\n"))}"
            + $"timing: {{{string.Join(", ", lines[false].Select(r => $"{r.Key}: {r.Value}"))}}}\n";
        var diagnostics = new DiagnosticBag();
        var scenario = ScenarioReader.Read(new SourceText("scenario.yaml", yaml), _ => null, diagnostics);
        NoErrors(diagnostics);
        return scenario!.Timing;
    }

    private static void NoErrors(DiagnosticBag diagnostics) =>
        diagnostics.HasErrors
            .ShouldBeFalse(string.Join('\n', diagnostics.ToOrderedList().Select(d => d.Message)));

    [GeneratedRegex(@"^\| `(\w+)` \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
