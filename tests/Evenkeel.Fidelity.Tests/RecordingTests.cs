using Evenkeel.Simulation.Tests;

namespace Evenkeel.Fidelity.Tests;

/// <summary>The simulator does what a real control plane did, whatever the seed.</summary>
public sealed class RecordingTests
{
    public static TheoryData<string> Scenarios => Replay.Cases(Recording.Names);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void It_does_what_was_recorded(string name)
    {
        Replay.Shows($"./evenkeel simulate tests/fidelity/{name} --seeds {Score.Seeds}");
        var score = Score.OfPlain(name);

        score.Share.ShouldBe(1, score.Report);
    }

    [Fact]
    public void There_are_recordings() => Recording.Names.Count.ShouldBeGreaterThanOrEqualTo(26);
}
