using System.Text.Json;

namespace Evenkeel.Cli.Tests;

/// <summary>The command that a verdict prints shows the scenario that the verdict rests on.</summary>
public sealed class ReplayTests
{
    private const string Shop = "examples/shop";
    private const string ZoneLost = "zone eu-west-1a loses power";

    private static readonly Lazy<JsonElement> Proof = new(static () => Json("prove", Shop, "--output", "json"));

    [Fact]
    public void A_counterexample_is_shown_again_event_by_event()
    {
        var shown = Proof.Value.GetProperty("claims").EnumerateArray().Select(c => c.GetProperty("counterexample"))
            .Single(c => c.ValueKind == JsonValueKind.Object);
        var command = shown.GetProperty("replay").GetString()!;
        command.ShouldStartWith($"evenkeel prove {Shop} --fault \"{ZoneLost}\" --case ");

        var again = Json("prove", Shop, "--fault", ZoneLost, "--case", command.Split(' ')[^1], "--output", "json");
        var faultAt = again.GetProperty("faultAt").GetDouble();
        var timeline = Events(again);
        var expected = Events(shown);
        expected.ShouldNotBeEmpty();
        timeline.Count.ShouldBeGreaterThan(expected.Count);
        timeline.Where(e => expected.Contains(e)).ShouldBe(expected);
        faultAt.ShouldBeGreaterThan(0);

        static List<string> Events(JsonElement of) =>
            [.. of.GetProperty("timeline").EnumerateArray().Select(e => e.GetRawText().Replace(" ", "").Replace("\n", ""))];
    }

    [Fact]
    public void Every_fault_stands_for_at_least_itself()
    {
        foreach (var claim in Proof.Value.GetProperty("claims").EnumerateArray())
        {
            var faults = claim.GetProperty("faults").EnumerateArray().ToList();
            faults.Sum(f => f.GetProperty("scenarios").GetInt32())
                .ShouldBe(claim.GetProperty("scenarios").GetInt32());
            faults.Sum(f => f.GetProperty("standsFor").GetInt32())
                .ShouldBe(claim.GetProperty("standsFor").GetInt32());
            faults.ShouldAllBe(f => f.GetProperty("standsFor").GetInt32() >= f.GetProperty("scenarios").GetInt32());
        }
    }

    [Fact]
    public void Text_has_the_whole_timeline_and_every_Service()
    {
        var session = new Session();
        session.Run("prove", Shop, "--fault", ZoneLost).ShouldBe(0);
        session.Out.ShouldContain("shop: zone eu-west-1a loses power (case 0)");
        session.Out.ShouldContain("shop/api: blackout 0 s, errors ");
        session.Out.ShouldContain("loses power");
    }

    [Theory]
    [InlineData("zone eu-west-1d loses power", "0", "EK0009")]
    [InlineData(ZoneLost, "99", "--case needs a case")]
    [InlineData(ZoneLost, "5of4", "--case needs a case")]
    [InlineData(ZoneLost, "0:x", "--case needs a case")]
    public void What_is_no_fault_or_no_case_is_said(string fault, string @case, string said)
    {
        var session = new Session();
        session.Run("prove", Shop, "--fault", fault, "--case", @case).ShouldBe(2);
        session.Error.ShouldContain(said);
    }

    private static JsonElement Json(params string[] args)
    {
        var session = new Session();
        session.Run(args);
        return JsonDocument.Parse(session.Out).RootElement;
    }
}
