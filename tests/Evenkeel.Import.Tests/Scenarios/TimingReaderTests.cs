using System.Text.Json;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Import.Tests.Scenarios;

public sealed class TimingReaderTests
{
    /// <summary>The two that are plain seconds, and the one of them that stands outside of timing.</summary>
    private static readonly string[] Named =
        [nameof(KubernetesTiming.DefaultToleration), nameof(KubernetesTiming.PodStart)];

    public static TheoryData<string> Properties() =>
        [.. typeof(KubernetesTiming).GetProperties().Select(p => p.Name).Except(Named)];

    [Theory]
    [MemberData(nameof(Properties))]
    public void Every_timing_has_a_key_of_its_name(string property)
    {
        var info = typeof(KubernetesTiming).GetProperty(property)!;
        var (text, value) = info.PropertyType == typeof(TimeSpan) ? ("1m3.5s", TimeSpan.FromSeconds(63.5))
            : info.PropertyType == typeof(int) ? ("17", 17)
            : ("0.25", (object)0.25);
        var key = JsonNamingPolicy.CamelCase.ConvertName(property);

        var (scenario, diagnostics) = Inputs.Scenario($"{{end: 1, timing: {{{key}: {text}}}}}");

        diagnostics.ShouldBeEmpty();
        foreach (var other in typeof(KubernetesTiming).GetProperties())
        {
            var expected = other.Name == property ? value : other.GetValue(KubernetesTiming.Default);
            other.GetValue(scenario!.Timing).ShouldBe(expected, other.Name);
        }
    }

    [Fact]
    public void Two_are_plain_seconds()
    {
        var timing = Inputs
            .Scenario("{end: 1, podStartSeconds: 2.5, timing: {defaultTolerationSeconds: 20}}")
            .Scenario.ShouldNotBeNull().Timing;

        timing.PodStart.ShouldBe(TimeSpan.FromSeconds(2.5));
        timing.DefaultToleration.ShouldBe(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(
        "nodeMonitorPeriod: 1",
        "EK3004 1 `timing.nodeMonitorPeriod` is `1`, which is not a duration*")]
    [InlineData(
        "nodeMonitorPeriod: 0s",
        "EK3004 1 `timing.nodeMonitorPeriod` is 0s, but must be at least 1ms*")]
    [InlineData("podGcQuarantine: -1s", "EK3004 1 `timing.podGcQuarantine` is -1s, but cannot be negative*")]
    [InlineData("podStop: 99999h", "EK3004 1 `timing.podStop` is 99999h0m0s, but must be at most a year*")]
    [InlineData(
        "unhealthyZoneThreshold: 55",
        "EK3004 1 `timing.unhealthyZoneThreshold` is 55, but must be 0 to 1*")]
    [InlineData(
        "defaultTolerationSeconds: 20s",
        "EK3004 1 `timing.defaultTolerationSeconds` is `20s`, but must be a number*")]
    [InlineData("defaultToleration: 20s", "EK3003 1 unknown key `defaultToleration` in `timing`*")]
    [InlineData(
        "largeClusterSizeThreshold: -1",
        "EK3004 1 `timing.largeClusterSizeThreshold` is -1, but must be at least 0*")]
    public void Wrong_timings_are_reported(string timing, string expected) => Inputs
        .Scenario($"{{end: 1, timing: {{{timing}}}}}").Diagnostics.ShouldHaveSingleItem()
        .ShouldStartWith(expected.TrimEnd('*'));
}
