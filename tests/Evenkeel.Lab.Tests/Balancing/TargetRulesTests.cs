using Evenkeel.Lab.Balancing;

namespace Evenkeel.Lab.Tests.Balancing;

/// <summary>Thresholds, zones and failing open, without sockets.</summary>
public sealed class TargetRulesTests
{
    private static readonly BalancerSettings Settings = new()
    {
        Zones = [new("a", "10.0.0.1"), new("b", "10.0.0.2"), new("c", "10.0.0.3")],
        Ports = [new(6443, 6443)],
        Targets = [new("a", "a", "10.0.1.1"), new("b", "b", "10.0.1.2"), new("c", "c", "10.0.1.3")],
        Probe = new() { Port = 9440, HealthyThreshold = 2, UnhealthyThreshold = 3 },
    };

    [Theory]
    [InlineData("++", "IH")]
    [InlineData("+-++", "IIIH")]
    [InlineData("++--+---", "IHHHHHHU")]
    [InlineData("---+-++", "IIUUUUH")]
    [InlineData("--+--", "IIIII")]
    public void So_many_alike_in_a_row_change_a_state(string outcomes, string states)
    {
        var health = new TargetHealth(Settings.Probe);
        string.Concat(outcomes.Select(o =>
        {
            var was = health.State;
            health.Take(o == '+').ShouldBe(health.State != was);
            return health.State.ToString()[0];
        })).ShouldBe(states);
    }

    [Theory]
    [InlineData("HHH", true, "b", "abc")]
    [InlineData("HUH", true, "b", "ac")]
    [InlineData("HUH", false, "b", "b")]
    [InlineData("HHH", false, "b", "b")]
    [InlineData("UUU", true, "a", "abc")]
    [InlineData("IUD", true, "a", "ab")]
    [InlineData("DHU", true, "a", "b")]
    public void Healthy_targets_are_used_and_without_any_all(
        string states, bool crossZone, string zone, string used)
    {
        string.Concat(TargetPicker.Used(Settings with { CrossZone = crossZone }, zone, Judged(states))
            .Select(t => t.Name)).ShouldBe(used);
    }

    [Theory]
    [InlineData("HHH", true, "", "abc")]
    [InlineData("HUU", true, "", "abc")]
    [InlineData("HUU", false, "", "a")]
    [InlineData("HHH", false, "b", "ac")]
    [InlineData("UUU", false, "", "abc")]
    [InlineData("HUU", false, "a", "abc")]
    public void The_name_has_the_addresses_of_zones_that_serve(
        string states, bool crossZone, string down, string zones)
    {
        var settings = Settings with
        {
            CrossZone = crossZone,
            Zones = [.. Settings.Zones.Select(z => z with { IsDown = down.Contains(z.Zone) })],
        };
        string.Concat(TargetPicker.InName(settings, Judged(states)).Select(z => z.Zone)).ShouldBe(zones);
    }

    [Fact]
    public void Connections_spread_evenly_over_targets()
    {
        var counts = new int[3];
        for (var port = 32768; port < 32768 + 3000; port++)
        {
            counts[TargetPicker.Index($"127.0.0.1:{port}", "127.0.0.9:6443", 3)]++;
        }

        counts.ShouldAllBe(c => c > 850 && c < 1150);
    }

    private static List<JudgedTarget> Judged(string states) => [.. Settings.Targets.Select((t, i) =>
        new JudgedTarget(t, Enum.GetValues<TargetState>().Single(s => s.ToString()[0] == states[i])))];
}
