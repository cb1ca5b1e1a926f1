using Evenkeel.Cli.Output;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Tests;

namespace Evenkeel.Fidelity.Tests;

/// <summary>
/// The same input gives the same bytes; seeds differ in ties and phases and in nothing else.
/// </summary>
public sealed class DeterminismTests
{
    public static TheoryData<string> Scenarios => Replay.Cases(Recording.Names);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Twice_the_same_is_the_same_bytes(string name)
    {
        var recording = Recording.Read(name);

        var first = SimulationJson.Write(recording.Run(3));
        var second = SimulationJson.Write(recording.Run(3));

        second.ShouldBe(first);
        recording.Simulate(3).ShouldBe(first, "watching it changes nothing");
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void A_seed_gives_the_same_run_whatever_others_run_beside_it(string name)
    {
        var recording = Recording.Read(name);

        var (few, many) = (recording.Run(2), recording.Run(5));

        SimulationJson.Write(many with { Runs = many.Runs[..2] }).ShouldBe(SimulationJson.Write(few));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Before_the_first_step_runs_differ_in_places_alone(string name)
    {
        var recording = Recording.Read(name);
        var firstStep = recording.Parse().Scenario.Steps.Min(s => s.At);

        var starts = recording.Run(10).Runs.Select(r => string.Join('\n', r.Events
            .Where(e => e.Kind is TimelineEventKind.PodCreated or TimelineEventKind.PodReady)
            .Where(e => e.At < firstStep)
            .Select(e => $"{e.At} {e.Kind} {e.Pod}")));

        starts.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void After_a_fault_runs_differ_by_no_more_than_the_periods_that_phases_move()
    {
        var recording = Recording.Read("zone-loss-defaults");
        var timing = recording.Parse().Scenario.Timing;
        var noticed = recording.Run(40).Runs
            .Select(r => r.Events.First(e => e.Kind == TimelineEventKind.Node && e.Ready == "Unknown").At)
            .ToList();

        noticed.Distinct().Count().ShouldBeGreaterThan(10);
        (noticed.Max() - noticed.Min())
            .ShouldBeLessThanOrEqualTo(timing.KubeletHeartbeat + timing.NodeMonitorPeriod);
    }
}
