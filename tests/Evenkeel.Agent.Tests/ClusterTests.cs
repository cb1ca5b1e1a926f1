namespace Evenkeel.Agent.Tests;

[Trait("Speed", "Slow")]
public sealed class ClusterTests
{
    [Fact]
    public async Task Three_agents_started_by_hand_form_one_healthy_cluster()
    {
        using var cluster = new LocalCluster();
        foreach (var slot in cluster.Slots)
        {
            cluster.Start(slot);
        }

        await cluster.UntilHealthyAsync(cluster.Slots);
        var (exit, members) = cluster.Control(["a"], "member", "list");
        exit.ShouldBe(0, members);
        var lines = members.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(3);
        lines.ShouldAllBe(line => line.Contains("started") && line.EndsWith("false"));
        cluster.Control(["b"], "put", "key", "value").Output.ShouldContain("OK");
        cluster.Control(["c"], "get", "key").Output.ShouldContain("value");
        var (code, metrics) = await cluster.AskAsync("b", "/metrics");
        code.ShouldBe(200);
        metrics.ShouldContain("evenkeel_verdict{status=\"ok\"} 1");
        metrics.ShouldContain("evenkeel_etcd_has_leader 1");
    }
}
