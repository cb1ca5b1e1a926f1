namespace Evenkeel.Simulation.Tests.Timelines;

/// <summary>Timelines worked out by hand from Kubernetes' rules, to the millisecond.</summary>
public sealed class TimelineTests
{
    public static TheoryData<string> Files =>
        Replay.Cases(Directory.GetFiles(RepositoryRoot.PathOf("tests", "cases", "timelines"), "*.txt")
            .Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void What_happens_is_what_the_rules_say(string name)
    {
        var file = TimelineFile.Read(RepositoryRoot.PathOf("tests", "cases", "timelines", name + ".txt"));

        var actual = TimelineRun.Of(file);

        string.Join('\n', actual.Select(l => $"{l.At,9} | {l.What}"))
            .ShouldBe(string.Join('\n', file.Expected.Select(l => $"{l.At,9} | {l.What}")));
        file.Expected.Where(l => l.Because.Length < 5)
            .ShouldBeEmpty("each instant says which rule it follows from");
    }
}
