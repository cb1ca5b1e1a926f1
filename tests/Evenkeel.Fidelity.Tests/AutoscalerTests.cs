using System.Text.Json;
using Evenkeel.Simulation.Tests;

namespace Evenkeel.Fidelity.Tests;

/// <summary>The simulator does what a real cluster-autoscaler did, whatever the seed and the names.</summary>
public sealed class AutoscalerTests
{
    private const int Seeds = 20;

    /// <summary>Names that sort the other way round than those of the recordings.</summary>
    private static readonly Dictionary<string, string> OtherNames = new()
    {
        ["pool-a"] = "zebra",
        ["pool-b"] = "mule",
        ["pool-c"] = "ant",
        ["base"] = "yak",
        ["gpu-b"] = "bee",
        ["web"] = "shop-front",
        ["ml"] = "training",
        ["eu-west-1a"] = "us-east-2f",
        ["eu-west-1b"] = "us-east-2e",
        ["eu-west-1c"] = "us-east-2d",
    };

    public static TheoryData<string> Scenarios => Replay.Cases(AutoscalerRecording.Names);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void It_does_what_was_recorded(string name)
    {
        Replay.Shows($"./evenkeel simulate tests/fidelity/autoscaler/{name} --seeds {Seeds}");
        var recording = AutoscalerRecording.Read(name);

        var (passed, total, report) = recording.Score(recording.Simulate(Seeds));

        passed.ShouldBe(total, report);
        total.ShouldBe(4 * Seeds);
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Under_other_names_it_does_the_same(string name)
    {
        var recording = AutoscalerRecording.Read(name);
        var renamed = recording.Rename(OtherNames);
        renamed.Scenario.ShouldNotContain("pool-");

        var json = renamed.Simulate(Seeds)
            .Replace("\"shop-front\"", "\"web\"", StringComparison.Ordinal)
            .Replace("\"training\"", "\"ml\"", StringComparison.Ordinal);
        var (passed, total, report) = recording.Score(json);

        passed.ShouldBe(total, report);
    }

    /// <summary>
    /// The recording's third growth waits for the autoscaler's next look at AWS, a minute after its last one:
    /// until then two nodes that have long joined count as coming, and hold room for pods in vain.
    /// </summary>
    [Fact]
    public void Growth_waits_for_the_next_look_at_the_groups()
    {
        var changes = Changes("ca-two-zones-fresh");

        changes.Count.ShouldBe(3);
        changes[2].ShouldBe(132.2, tolerance: 6);
        (changes[2] - changes[1]).ShouldBeGreaterThan(45);
    }

    /// <summary>The same keeps nodes that can never take the pods from being added at every pass.</summary>
    [Fact]
    public void Nodes_without_the_label_are_added_again_after_a_minute() =>
        Changes("ca-from-zero-unlabelled")[1].ShouldBe(67.8, tolerance: 6);

    [Fact]
    public void There_are_recordings() => AutoscalerRecording.Names.Count.ShouldBe(7);

    private static List<double> Changes(string name)
    {
        using var result = JsonDocument.Parse(AutoscalerRecording.Read(name).Simulate(1));
        return [.. result.RootElement.GetProperty("runs")[0].GetProperty("events").EnumerateArray()
            .Where(e => e.GetProperty("event").ValueEquals("asg")
                && e.GetProperty("was").ValueKind == JsonValueKind.Number)
            .Select(e => e.GetProperty("t").GetDouble())];
    }
}
