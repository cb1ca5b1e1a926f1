using Evenkeel.Lab.Drills;
using Evenkeel.Lab.Etcd;
using Evenkeel.Lab.Faults;
using Evenkeel.Lab.Processes;

namespace Evenkeel.Lab.Tests;

/// <summary>Real agents, real etcd, the balancer as a process of its own, and real faults.</summary>
[Trait("Speed", "Slow")]
public sealed class LabTests(RunningLab lab) : IClassFixture<RunningLab>
{
    private const string HowToGetIt = "the Debian package etcd-server";

    [Fact]
    public async Task Nothing_is_lost_when_the_leader_is_killed_and_the_lab_heals_itself()
    {
        Programs.Require("etcd", HowToGetIt);
        var report = await DrillAsync(new DrillOptions
        {
            Faults = [new Fault(FaultKind.Kill, FaultText.Leader, "etcd")],
            Length = TimeSpan.FromSeconds(10),
        });
        Held(report);
        report.Acknowledged.ShouldBeGreaterThan(50);
        report.Events.Select(e => e.Event).ShouldContain("leader");
    }

    [Fact]
    public async Task A_key_that_is_deleted_behind_its_back_is_reported_as_the_one_lost()
    {
        Programs.Require("etcd", HowToGetIt);
        var report = await DrillAsync(new DrillOptions
        {
            Length = TimeSpan.FromSeconds(5),
            Writers = 2,
            BeforeReadBack = async () =>
            {
                using var client = lab.Lab.Client("a");
                var key = (await client.RangeAsync("/evenkeel/drill/", "/evenkeel/drill0", 1, default))[0].Key;
                (await client.DeleteAsync(key, "", default)).ShouldBe(1);
            },
        });
        report.Lost.ShouldBe(1);
        report.Held.ShouldBeFalse();
        report.Events.Count(e => e.Event == "lost").ShouldBe(1);
    }

    [Fact]
    public async Task Ten_faults_at_random_lose_nothing()
    {
        Programs.Require("etcd", HowToGetIt);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("EVENKEEL_SEED"), out var given) ? given : 1;
        Held(await DrillAsync(new DrillOptions
        {
            Random = 10, Seed = seed, Rate = 200, Quiet = TimeSpan.FromMilliseconds(300),
        }), seed);
    }

    [Fact]
    public async Task Agents_that_are_killed_leave_etcd_running_and_are_found_by_down()
    {
        Programs.Require("etcd", HowToGetIt);
        var before = lab.Folder.Settings().Slots.Select(s => EtcdOf(s.Name)).ToList();
        foreach (var slot in lab.Folder.Settings().Slots)
        {
            await lab.Runner.FailAsync(new Fault(FaultKind.Kill, slot.Name, "agent"), default);
        }

        lab.Folder.Settings().Slots.Select(s => EtcdOf(s.Name)).ShouldBe(before);
        (await lab.Runner.AwaitWholeAsync(TimeSpan.FromMinutes(2), default)).ShouldBeNull();
        lab.Folder.Settings().Slots.Select(s => EtcdOf(s.Name)).ShouldBe(before);
    }

    [Fact]
    public async Task An_etcd_that_stands_still_fails_its_nodes_verdict_alone_until_it_is_set_going()
    {
        Programs.Require("etcd", HowToGetIt);
        var (fault, _) = await lab.Runner.FailAsync(new Fault(FaultKind.Stop, FaultText.Leader, "etcd"), default);
        await lab.Lab.UntilAsync(
            fault.Target, s => s.Verdict == "failing" && s.Reasons.Any(r => r.Code == "etcd-down"));
        (await lab.Runner.StatusAsync(default)).Slots.Count(s => s.Verdict != "failing").ShouldBe(2);
        lab.Runner.Heal().ShouldBe([fault]);
        await lab.Lab.WholeAsync();
    }

    [Fact]
    public async Task The_line_that_status_prints_lets_etcdctl_write_through_the_balancer()
    {
        Programs.Require("etcd", HowToGetIt);
        var etcdctl = Programs.Require("etcdctl", "the Debian package etcd-client");
        await lab.Lab.WholeAsync();
        var line = lab.Lab.Run("status").Output.Split('\n')
            .Single(l => l.StartsWith("etcdctl ", StringComparison.Ordinal));
        var written = Programs.Run(
            etcdctl, "/", new Dictionary<string, string> { ["ETCDCTL_API"] = "3" },
            [.. line.Split(' ')[1..], "put", "by", "hand"]);
        written.Output.ShouldContain("OK");
        using var client = lab.Lab.Client("b");
        (await client.RangeAsync("by", "bz", 1, default))[0].Value.ShouldBe("hand");
    }

    [Fact]
    public async Task All_disks_are_lost_nobody_founds_and_an_ordered_restore_brings_the_data_back()
    {
        Programs.Require("etcd", HowToGetIt);
        using var client = lab.Lab.Client();
        await client.PutAsync("kept", "safe", default);
        var snapshot = await SnapshotAfterAsync((await lab.Lab.StatusAsync("a")).Revision);
        await client.PutAsync("later", "lost", default);
        foreach (var slot in lab.Folder.Settings().Slots)
        {
            await lab.Runner.FailAsync(new Fault(FaultKind.Disk, slot.Name), default);
        }

        lab.Runner.Heal();
        foreach (var slot in lab.Folder.Settings().Slots)
        {
            await lab.Lab.RefusedAsync(slot.Name, "empty-without-quorum", "restore");
        }

        lab.Lab.Run("status").Output.ShouldContain($"evenkeel lab restore --dir {lab.Folder.Root} --from latest");
        var (exit, output) = lab.Lab.Run("restore", "--from", snapshot.Name);
        exit.ShouldBe(0, output);
        using var after = lab.Lab.Client();
        (await after.RangeAsync("kept", "kepu", 1, default))[0].Value.ShouldBe("safe");
        (await after.RangeAsync("later", "lates", 1, default)).ShouldBeEmpty();

        // etcd before 3.5 cannot move revisions on, and that must be said.
        var canBump = Version.Parse(lab.Folder.Settings().EtcdVersion) >= new Version(3, 5);
        var revision = (await lab.Lab.StatusAsync("a")).Revision;
        (revision >= snapshot.Revision + 1_000_000_000).ShouldBe(canBump, output);
        output.ShouldContain(canBump ? "revisions have moved on" : "revisions have not moved on");
    }

    [Fact]
    public async Task A_slot_that_is_gone_is_not_waited_for_and_joins_what_was_restored_when_it_comes_back()
    {
        Programs.Require("etcd", HowToGetIt);
        await lab.Lab.WholeAsync();
        var before = (await lab.Lab.StatusAsync("a")).ClusterId;
        var (running, refused) = lab.Lab.Run("restore", "--from", "latest", "--gone", "c");
        running.ShouldBe(2);
        refused.ShouldContain("slot c is not gone: it would go on serving what was before the restore");
        await lab.Runner.FailAsync(new Fault(FaultKind.Slot, "c"), default);
        var (exit, output) = lab.Lab.Run("restore", "--from", "latest", "--gone", "c");
        exit.ShouldBe(0, output);
        lab.Runner.Heal();
        await lab.Lab.WholeAsync();
        (await lab.Lab.StatusAsync("c")).ClusterId.ShouldBe((await lab.Lab.StatusAsync("a")).ClusterId);
        (await lab.Lab.StatusAsync("c")).ClusterId.ShouldNotBe(before);
    }

    [Fact]
    public async Task A_drill_that_is_told_to_end_heals_reads_back_and_says_what_came_of_it()
    {
        Programs.Require("etcd", HowToGetIt);
        await lab.Lab.WholeAsync();
        using var drill = lab.Lab.Start("drill", "--fail", "slot=b", "--seconds", "600", "--rate", "100");
        var said = new List<string>();
        var rest = drill.StandardOutput.ReadToEndAsync();
        while (!said.Any(l => l.Contains("the machine of slot b is lost")))
        {
            said.Add((await drill.StandardError.ReadLineAsync()).ShouldNotBeNull(string.Join('\n', said)));
        }

        Processes.Signals.Send(drill.Id, Processes.Signals.Terminate);
        said.Add(await drill.StandardError.ReadToEndAsync());
        await drill.WaitForExitAsync();
        var told = string.Join('\n', said) + await rest;
        drill.ExitCode.ShouldBe(130, told);
        told.ShouldContain("slot=b is over");
        told.ShouldContain("acknowledged writes are there");
        told.ShouldContain(", lost 0, ");
        told.ShouldContain("interrupted before all faults had come");
        await lab.Lab.WholeAsync();
    }

    private async Task<Supervision.Contract.SnapshotInfo> SnapshotAfterAsync(long revision)
    {
        var restore = new Restores.LabRestore(lab.Folder, TimeProvider.System);
        for (var i = 0; ; i++)
        {
            if ((await restore.ListAsync(default)).FirstOrDefault() is { } latest && latest.Revision >= revision)
            {
                return latest;
            }

            Assert.True(i < 600, "no snapshot is taken");
            await Task.Delay(100);
        }
    }

    private int EtcdOf(string slot) =>
        new LabMarks(lab.Folder.Root).Find(slot).Single(p => p.Name == "etcd").Id;

    private Task<DrillReport> DrillAsync(DrillOptions options) =>
        new Drill(lab.Folder, TimeProvider.System, null).RunAsync(options, default);

    private static void Held(DrillReport report, int seed = 0)
    {
        var told = string.Join('\n', report.Events.Select(e => $"{e.At.TotalSeconds,8:f2} {e.Event}: {e.Text}"));
        var replay = $"replay: ./evenkeel lab drill --random 10 --seed {seed}";
        report.Lost.ShouldBe(0, $"{replay}\n{told}");
        report.Clusters.Count.ShouldBe(1, $"{replay}\n{told}");
        report.IsWhole.ShouldBeTrue($"{replay}\n{told}");
    }
}
