using System.Globalization;
using System.Text.RegularExpressions;
using Evenkeel.Agent.Http;
using Evenkeel.Agent.Logging;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Tests;

/// <summary>The numbers of a node as Prometheus reads them, and whether the page about the agent has them all.</summary>
public sealed partial class MetricsTests
{
    [Fact]
    public void Prometheus_can_read_every_line_and_no_sample_comes_twice()
    {
        var samples = Parse(Everything());
        samples.Keys.ShouldContain("evenkeel_verdict{status=\"degraded\"}");
        samples["evenkeel_verdict{status=\"degraded\"}"].ShouldBe(1);
        samples["evenkeel_verdict{status=\"ok\"}"].ShouldBe(0);
        samples["evenkeel_reason{code=\"no-space\",own=\"no\"}"].ShouldBe(1);
        samples["evenkeel_disk_silent_seconds"].ShouldBe(1.5);
        samples["evenkeel_etcd_revision"].ShouldBe(12345678901);
        samples["evenkeel_events_total{event=\"60\",name=\"SnapshotTaken\"}"].ShouldBe(2);
        samples["evenkeel_child_up{child=\"kube-apiserver\",ready=\"no\"}"].ShouldBe(1);
    }

    [Fact]
    public void The_page_about_the_agent_lists_every_metric_and_every_event()
    {
        var page = File.ReadAllText(RepositoryRoot.PathOf("docs/agent.md"));
        foreach (var name in Parse(Everything()).Keys.Select(k => k.Split('{')[0]).Distinct())
        {
            page.ShouldContain($"| `{name}` |");
        }

        var events = Enum.GetValues<NodeEvent>().Select(e => ((int)e, e.ToString()))
            .Concat(Enum.GetValues<AgentEvent>().Select(e => ((int)e, e.ToString()))).ToList();
        events.Select(e => e.Item1).Distinct().Count().ShouldBe(events.Count);
        EventRow().Matches(page).Select(m => (int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture),
            m.Groups[2].Value)).ShouldBe(events);
    }

    private static string Everything()
    {
        var status = new NodeStatus
        {
            Verdict = new Verdict(
            [
                new(ReasonCodes.NoSpace, false, "out of space"), new(ReasonCodes.NoSpace, false, "out of space"),
            ]),
        };
        status.Count(NodeEvent.SnapshotTaken);
        status.Count(NodeEvent.SnapshotTaken);
        var facts = new LocalFacts
        {
            DiskSilentMs = 1500,
            Etcd = new(1, 2, 2, 3, 4, 12345678901, false, [new(2, EtcdAlarmKind.NoSpace)]),
            Children = [new(Child.Etcd, 0, true), new(Child.ApiServer, 9000, false)],
            CertificatesEndAt = 1_800_000_000_000,
        };
        return Metrics.Write(SomeNode.Server(), status, facts, 3, 4096);
    }

    /// <summary>Strictly as prometheus.io, "Exposition formats", has it: anything else fails.</summary>
    private static Dictionary<string, double> Parse(string text)
    {
        text.ShouldEndWith("\n");
        var samples = new Dictionary<string, double>();
        var families = new HashSet<string>();
        string? helped = null, family = null;
        foreach (var line in text[..^1].Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                helped = line.Split(' ')[2];
                families.Add(helped).ShouldBeTrue($"{helped} comes in two places");
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                family = line.Split(' ')[2];
                family.ShouldBe(helped);
                line.Split(' ')[3].ShouldBeOneOf("gauge", "counter");
            }
            else
            {
                var sample = Sample().Match(line);
                sample.Success.ShouldBeTrue(line);
                sample.Groups["name"].Value.ShouldBe(family);
                samples.TryAdd(
                    line[..line.LastIndexOf(' ')],
                    double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture)).ShouldBeTrue(line);
            }
        }

        return samples;
    }

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{([a-zA-Z_]\w*="[^"\\\n]*",?)+\})? (?<value>-?[0-9.]+(E[+-]?\d+)?)$""",
        RegexOptions.None, 1000)]
    private static partial Regex Sample();

    [GeneratedRegex(@"^\| (\d+) \| `(\w+)` \|", RegexOptions.Multiline, 1000)]
    private static partial Regex EventRow();
}
