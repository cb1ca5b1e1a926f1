using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Evenkeel.Compiler.Emit.Kubernetes;
using Evenkeel.Core.Text;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>Alarms of Prometheus: what they rest on exists, and each has its page.</summary>
public sealed partial class PrometheusTests
{
    private static readonly List<JsonObject> Rules =
    [
        .. Objects().Single(o => o["kind"]!.GetValue<string>() == "PrometheusRule")["spec"]!["groups"]!.AsArray()
            .SelectMany(g => g!["rules"]!.AsArray()).Select(r => r!.AsObject()),
    ];

    [Fact]
    public void Every_alarm_has_a_runbook_and_every_runbook_an_alarm()
    {
        Rules.Count.ShouldBeGreaterThan(10);
        foreach (var rule in Rules)
        {
            var name = Text(rule["alert"]);
            Text(rule["annotations"]!["runbook_url"]).ShouldBe($"docs/runbooks/{name}.md");
            var page = File.ReadAllText(RepositoryRoot.PathOf("docs", "runbooks", $"{name}.md"));
            page.ShouldStartWith($"# {name}\n");
            page.ShouldContain("\n## Do\n\n1. ");
            Text(rule["labels"]!["severity"]).ShouldBeOneOf("critical", "warning");
        }

        var pages = Directory.GetFiles(RepositoryRoot.PathOf("docs", "runbooks"), "*.md")
            .Select(Path.GetFileNameWithoutExtension).Where(p => p != "README").Order(StringComparer.Ordinal);
        Rules.Select(r => Text(r["alert"])).Distinct().Order(StringComparer.Ordinal).ShouldBe(pages);
        var index = File.ReadAllText(RepositoryRoot.PathOf("docs", "runbooks", "README.md"));
        foreach (var rule in Rules) index.ShouldContain($"[{Text(rule["alert"])}]({Text(rule["alert"])}.md)");
    }

    [Fact]
    public void Every_series_and_reason_is_one_that_the_agent_gives()
    {
        var metrics = Source("src", "Evenkeel.Agent", "Http", "Metrics.cs");
        var reasons = Source("src", "Evenkeel.Supervision", "Contract", "Verdict.cs");
        var events = Source("src", "Evenkeel.Supervision", "Contract", "NodeEvent.cs");
        var found = 0;
        foreach (var expression in Rules.Select(r => Text(r["expr"])!))
        {
            foreach (Match series in Series().Matches(expression))
            {
                metrics.ShouldContain(series.Value, customMessage: expression);
                found++;
            }

            foreach (var code in Codes().Matches(expression).SelectMany(m => m.Groups[1].Value.Split('|')))
            {
                reasons.ShouldContain($"\"{code}\"", customMessage: expression);
                found++;
            }

            foreach (Match name in Events().Matches(expression))
            {
                events.ShouldContain($"{name.Groups[1].Value} = ", customMessage: expression);
                found++;
            }
        }

        found.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Quorum_and_pools_are_those_of_the_cluster()
    {
        string Expression(string name) => Text(Rules.Single(r => Text(r["alert"]) == name)["expr"])!;
        Expression("QuorumLost").ShouldBe("(sum(evenkeel_etcd_has_leader) or vector(0)) < 2");
        Expression("QuorumMarginGone").ShouldBe("(sum(evenkeel_etcd_has_leader) or vector(0)) <= 2");
        Expression("ClaimMarginGone").ShouldBe(
            "(count(evenkeel_verdict{pool=\"general\",status!=\"failing\"} == 1) or vector(0)) < 3");
    }

    /// <summary>A single member has no margin that could be gone.</summary>
    [Fact]
    public void One_member_is_not_said_to_lack_another()
    {
        static IEnumerable<string> Names(int members) =>
            Evenkeel.Compiler.Lowering.Manifests.PrometheusAlarmTable.OfQuorum(members).Select(a => a.Name);
        Names(1).ShouldBe(["QuorumLost"]);
        Names(3).ShouldBe(["QuorumLost", "QuorumMarginGone"]);
    }

    /// <summary>Prometheus' pods may run on any node, and ask every node's agent.</summary>
    [Fact]
    public void Prometheus_reaches_the_agents_and_only_where_it_is_asked_for()
    {
        static List<string> Edges(string name) =>
        [
            .. Evenkeel.Compiler.Lowering.Security.EdgeTable.Of(Renders.Model(name))
                .Where(e => e.Why.Contains("Prometheus")).Select(e => $"{e.From} {e.To} {e.Ports}"),
        ];
        Edges("all-parts").ShouldBe(["Worker Worker 9440/tcp", "Worker ControlPlane 9440/tcp"]);
        Edges("k3s-three-zones").ShouldBeEmpty();
        Objects().Single(o => Text(o["kind"]) == "ScrapeConfig").ToJsonString().ShouldContain("\"$1:9440\"");
        Renders.Of("k3s-three-zones").Files.Keys.ShouldNotContain("manifests/alarms.yaml");
    }

    private static IEnumerable<JsonObject> Objects() => ManifestJson.Read(
        new SourceText("alarms.yaml", Renders.Of("all-parts").Files["manifests/alarms.yaml"]));

    private static string? Text(JsonNode? node) => node?.GetValue<string>();

    private static string Source(params string[] path) => File.ReadAllText(RepositoryRoot.PathOf(path));

    [GeneratedRegex("evenkeel_[a-z_]+")]
    private static partial Regex Series();

    [GeneratedRegex("code=~?\"([a-z|-]+)\"")]
    private static partial Regex Codes();

    [GeneratedRegex("name=\"([A-Za-z]+)\"")]
    private static partial Regex Events();
}
