namespace Evenkeel.Fidelity.Tests;

/// <summary>The simulator does what a real control plane did, whatever the seed.</summary>
public sealed class RecordingTests
{
    public static TheoryData<string> Scenarios => [.. Recording.Names];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void It_does_what_was_recorded(string name)
    {
        var score = Score.OfPlain(name);

        score.Share.ShouldBe(1, score.Report);
    }

    [Fact]
    public void There_are_recordings() => Recording.Names.Count.ShouldBeGreaterThanOrEqualTo(26);
}
