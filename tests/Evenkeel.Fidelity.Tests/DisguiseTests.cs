using Evenkeel.Simulation.Tests;

namespace Evenkeel.Fidelity.Tests;

/// <summary>The model knows rules, not cases: other names and another order change nothing.</summary>
public sealed class DisguiseTests
{
    public static TheoryData<string> Scenarios => Replay.Cases(Recording.Names);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Under_other_names_and_in_another_order_it_does_the_same(string name)
    {
        var recording = Recording.Read(name);
        var disguise = new Disguise(recording);

        var disguised = disguise.Apply(seed: 7, nodesToo: false);
        var score = Score.Of(recording, disguise.Undo(disguised.Simulate(Score.Seeds)));

        var plain = Score.OfPlain(name);
        (score.Passed, score.Total).ShouldBe((plain.Passed, plain.Total), score.Report);
    }

    [Fact]
    public void With_the_nodes_in_any_order_it_does_nearly_the_same()
    {
        var scores = new List<(string Name, Score Score)>();
        foreach (var recording in Recording.Names.Select(Recording.Read))
        {
            var disguise = new Disguise(recording);
            var disguised = disguise.Apply(seed: 1, nodesToo: true);
            scores.Add((recording.Name, Score.Of(recording, disguise.Undo(disguised.Simulate(10)))));
        }

        var overall = (double)scores.Sum(s => s.Score.Passed) / scores.Sum(s => s.Score.Total);
        var table = string.Join('\n', scores.Select(s => $"{s.Score.Share,7:P1} {s.Name}"));
        overall.ShouldBeGreaterThanOrEqualTo(0.95, table);
        scores.Min(s => s.Score.Share).ShouldBeGreaterThanOrEqualTo(0.6, table);
        TestContext.Current.TestOutputHelper?.WriteLine($"{overall:P2} overall\n{table}");
    }

    [Fact]
    public void A_disguise_leaves_no_name()
    {
        var recording = Recording.Read("ebs-statefulset");
        var disguised = new Disguise(recording).Apply(seed: 1, nodesToo: true);

        foreach (var name in (string[])["eu-west-1b", "name: db", "name: a1", "hostname: c2"])
        {
            recording.Cluster.ShouldContain(name);
            disguised.Cluster.ShouldNotContain(name);
        }

        disguised.Parse().Cluster.Nodes.Length.ShouldBe(recording.Parse().Cluster.Nodes.Length);
        disguised.Parse().Cluster.Nodes.Select(n => n.Name)
            .ShouldNotBe(recording.Parse().Cluster.Nodes.Select(n => n.Name));
    }
}
