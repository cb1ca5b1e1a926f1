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

    /// <summary>
    /// A verdict about the control plane names the run that it rests on: the same member leads there, and the
    /// API is silent for as long.
    /// </summary>
    [Theory]
    [InlineData(2)]
    [InlineData(30)]
    public void The_run_of_a_control_plane_is_shown_again(int allowed)
    {
        var folder = Directory.CreateTempSubdirectory("evenkeel-replay");
        try
        {
            var file = Path.Combine(folder.FullName, "cluster.yaml");
            File.WriteAllText(file, $"""
                apiVersion: evenkeel.dev/v1alpha1
                kind: Cluster
                metadata: {"{"}name: plane{"}"}
                spec:
                  region: eu-west-1
                  zones: [eu-west-1a, eu-west-1b, eu-west-1c]
                  distribution: k3s
                  version: "1.36"
                  nodePools: [{"{"}name: general, placement: perZone, instanceTypes: [m7i.large], min: 3, max: 3{"}"}]
                  claims:
                  - name: the API survives any zone
                    survive: {"{"}any: zone, by: power{"}"}
                    controlPlane: {"{"}maxOutage: {allowed}s{"}"}

                """);
            var text = new Session();
            text.Run("prove", file).ShouldBe(allowed == 2 ? 1 : 0, text.Error + text.Out);
            var said = System.Text.RegularExpressions.Regex.Replace(text.Out, @"\s+", " ");
            var command = System.Text.RegularExpressions.Regex.Match(
                said, "again: evenkeel prove [^\"]*--fault \"([^\"]+)\" --case (plane[0-9]+)");
            command.Success.ShouldBeTrue(said);

            var again = Json(
                "prove", file, "--fault", command.Groups[1].Value, "--case", command.Groups[2].Value,
                "--output", "json").GetProperty("controlPlane");
            said.ShouldContain($"while the member of {again.GetProperty("leader").GetString()} leads");
            var outage = again.GetProperty("outageSeconds").GetDouble();
            said.ShouldContain($"for at most {outage.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture)}");
            again.GetProperty("silences").EnumerateArray()
                .Sum(static s => s.GetProperty("to").GetDouble() - s.GetProperty("from").GetDouble())
                .ShouldBe(outage, 0.001);
            again.GetProperty("trace").GetArrayLength().ShouldBeGreaterThan(0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("zone eu-west-1d loses power", "0", "EK0009")]
    [InlineData(ZoneLost, "99", "--case needs a case")]
    [InlineData(ZoneLost, "5of4", "--case needs a case")]
    [InlineData(ZoneLost, "plane0", "--case needs a case")]
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
