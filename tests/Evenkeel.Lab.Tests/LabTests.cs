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
        var settings = lab.Folder.Settings();
        var (own, authority) = ClientCertificate.Load(lab.Folder, settings.Cluster, TimeProvider.System)!.Value;
        var report = await DrillAsync(new DrillOptions
        {
            Length = TimeSpan.FromSeconds(5),
            Writers = 2,
            BeforeReadBack = async () =>
            {
                using var client = new EtcdClient(
                    $"https://{settings.Slots[0].Address}:{settings.ClientPort}", own, authority,
                    TimeSpan.FromSeconds(5));
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
