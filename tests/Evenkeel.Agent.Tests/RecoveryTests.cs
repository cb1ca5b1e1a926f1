using System.Text.Json;
using Evenkeel.Agent.Processes;

namespace Evenkeel.Agent.Tests;

/// <summary>What becomes of a slot on real processes when something is taken from it.</summary>
[Trait("Speed", "Slow")]
public sealed class RecoveryTests
{
    [Fact]
    public async Task An_agent_that_is_killed_leaves_etcd_and_the_next_one_adopts_it()
    {
        using var cluster = await HealthyAsync(1);
        var before = cluster.EtcdOf("a").ShouldNotBeNull();
        cluster.KillAgent("a");
        cluster.Control(["a"], "put", "while", "alone").Output.ShouldContain("OK");
        cluster.EtcdOf("a").ShouldBe(before);
        cluster.Start("a");
        await cluster.UntilHealthyAsync("a");
        cluster.EtcdOf("a").ShouldBe(before);
        cluster.Logs().ShouldContain("Etcd runs already");

        // The next agent looks after what it did not start.
        Signals.Send(before, Signals.Kill);
        await cluster.UntilAsync(
            () => Task.FromResult(cluster.EtcdOf("a") is { } now && now != before), "etcd is started again");
        await cluster.UntilHealthyAsync("a");
        cluster.Control(["a"], "get", "while").Output.ShouldContain("alone");
    }

    [Fact]
    public async Task A_slot_whose_disk_is_lost_is_replaced_by_itself()
    {
        using var cluster = await HealthyAsync(3);
        cluster.Control(["a"], "put", "before", "loss").Output.ShouldContain("OK");
        var members = Members(cluster);
        await KillAsync(cluster, "c");
        Directory.Delete(cluster.World("volumes/c"), recursive: true);
        cluster.Start("c");
        await cluster.UntilHealthyAsync("c");
        var after = Members(cluster);
        after.Count.ShouldBe(3);
        after.Except(members).Count().ShouldBe(1);
        cluster.Control(["c"], "get", "before").Output.ShouldContain("loss");
    }

    [Fact]
    public async Task What_is_left_of_lost_data_or_was_of_another_member_is_moved_away()
    {
        using var cluster = await HealthyAsync(3);
        await KillAsync(cluster, "c");
        var (data, copy) = (cluster.World("volumes/c/etcd"), cluster.World("copy"));
        Programs.Run("cp", cluster.World(""), new Dictionary<string, string>(), "-a", data, copy).Exit.ShouldBe(0);
        Directory.Delete(Path.Combine(data, "member", "wal"), recursive: true);
        cluster.Start("c");
        await cluster.UntilHealthyAsync("c");
        Archived(cluster, "db").ShouldBe(1);
        Archived(cluster, "*.wal").ShouldBe(0);

        await KillAsync(cluster, "c");
        Directory.Delete(data, recursive: true);
        Directory.Move(copy, data);
        cluster.Start("c");
        await cluster.UntilHealthyAsync("c");
        cluster.Logs().ShouldContain("and its slot.json is of member");
        Archived(cluster, "*.wal").ShouldBe(1);
        Members(cluster).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_snapshot_is_taken_read_back_and_restored_by_order()
    {
        using var cluster = await HealthyAsync(1);
        cluster.Control(["a"], "put", "kept", "safe").Output.ShouldContain("OK");
        var snapshot = await SnapshotWithAsync(cluster, revision: 2);
        cluster.Control(["a"], "put", "later", "lost").Output.ShouldContain("OK");
        cluster.KillAgent("a");
        Signals.Send(cluster.EtcdOf("a").ShouldNotBeNull(), Signals.Kill);
        Directory.Delete(cluster.World("volumes/a"), recursive: true);
        var order = Directory.CreateDirectory(cluster.World("buckets/snapshots/restore/one"));
        File.WriteAllText(
            Path.Combine(order.FullName, "order"),
            $$"""{"kind":"order","name":"1","snapshot":"{{snapshot}}","gone":[],"after":""}""");
        cluster.Start("a");
        await cluster.UntilHealthyAsync("a");
        cluster.Control(["a"], "get", "kept").Output.ShouldContain("safe");
        cluster.Control(["a"], "get", "later").Output.ShouldNotContain("lost");
    }

    [Fact]
    public async Task A_disk_that_fails_under_etcd_makes_the_verdict_fail_and_etcd_is_killed()
    {
        using var cluster = await HealthyAsync(3);
        var etcd = cluster.EtcdOf("b").ShouldNotBeNull();

        // The canary cannot be written: as silent as a disk that hangs.
        Directory.Move(cluster.World("volumes/b"), cluster.World("volumes/b-away"));
        await cluster.UntilSaysAsync("b", "disk-stalled");
        await cluster.UntilAsync(() => Task.FromResult(cluster.EtcdOf("b") != etcd), "etcd is killed");
        Directory.Move(cluster.World("volumes/b-away"), cluster.World("volumes/b"));
        await cluster.UntilHealthyAsync("b");
        cluster.Control(["b"], "put", "after", "all").Output.ShouldContain("OK");
    }

    [Fact]
    public async Task A_node_that_is_told_to_end_drains_and_lets_go_of_its_slot()
    {
        using var cluster = await HealthyAsync(1);
        var instance = File.ReadAllText(cluster.Run("a", "instance")).Trim();
        var file = cluster.World($"instances/{instance}.json");
        File.WriteAllText(file, """{"state":"running","lifecycle":"Terminating"}""");
        await cluster.UntilSaysAsync("a", "draining");
        await cluster.UntilAsync(
            () => Task.FromResult(File.ReadAllText(file).Contains("\"completed\":true")), "the hook may go on");
        cluster.EtcdOf("a").ShouldBeNull();
        File.ReadAllText(cluster.World("volumes/a.json")).ShouldContain("\"holder\":\"\"");
    }

    private static async Task<LocalCluster> HealthyAsync(int slots)
    {
        var cluster = new LocalCluster(slots, node => node with
        {
            Etcd = node.Etcd with { SnapshotEvery = TimeSpan.FromSeconds(2) },
        });
        foreach (var slot in cluster.Slots)
        {
            cluster.Start(slot);
        }

        await cluster.UntilHealthyAsync(cluster.Slots);
        return cluster;
    }

    private static async Task KillAsync(LocalCluster cluster, string slot)
    {
        cluster.KillAgent(slot);
        Signals.Send(cluster.EtcdOf(slot).ShouldNotBeNull(), Signals.Kill);
        await cluster.UntilAsync(() => Task.FromResult(cluster.EtcdOf(slot) is null), "its etcd is gone");
    }

    /// <summary>How many files of a name the archive of slot c has.</summary>
    private static int Archived(LocalCluster cluster, string name) =>
        Directory.GetFiles(cluster.World("volumes/c/archive"), name, SearchOption.AllDirectories).Length;

    private static List<string> Members(LocalCluster cluster) =>
        [.. cluster.Control(["a"], "member", "list").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(',')[0])];

    /// <summary>The name of a snapshot that has what was written.</summary>
    private static async Task<string> SnapshotWithAsync(LocalCluster cluster, long revision)
    {
        string? found = null;
        await cluster.UntilAsync(() =>
        {
            var folder = cluster.World("buckets/snapshots/snapshots/one");
            found = (Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [])
                .Select(path => JsonDocument.Parse(File.ReadAllText(path)).RootElement)
                .Where(info => info.GetProperty("revision").GetInt64() >= revision)
                .Select(info => info.GetProperty("name").GetString()).FirstOrDefault();
            return Task.FromResult(found is not null);
        }, "there is a snapshot");
        return found!;
    }
}
