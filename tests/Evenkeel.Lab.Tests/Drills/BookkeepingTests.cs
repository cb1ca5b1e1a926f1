using Evenkeel.Lab.Drills;
using Evenkeel.Lab.Etcd;
using Evenkeel.Lab.Layout;

namespace Evenkeel.Lab.Tests.Drills;

/// <summary>Ledgers, gaps and faults drawn at random, without any process.</summary>
public sealed class BookkeepingTests
{
    [Fact]
    public void Acknowledged_writes_that_are_missing_are_lost_and_others_are_not()
    {
        var ledger = new WriteLedger();
        foreach (var outcome in "ARUAUA")
        {
            ledger.Add(outcome switch
            {
                'A' => WriteOutcome.Acknowledged, 'R' => WriteOutcome.Refused, _ => WriteOutcome.Unknown,
            });
        }

        (ledger.Count, ledger.Acknowledged, ledger.Refused, ledger.Unknown).ShouldBe((6, 3, 1, 2));
        var (lost, unknownThere) = ledger.Compare([0, 4, 5, 17, -1]);
        lost.ShouldBe([3]);
        unknownThere.ShouldBe(1);
        ledger.Compare([0, 3, 5]).Lost.ShouldBeEmpty();
    }

    [Fact]
    public void The_longest_gap_is_between_two_acknowledgements_or_to_the_end()
    {
        var time = new StepTime();
        var gaps = new GapMeter(time);
        time.Go(90);
        gaps.Longest().ShouldBe(TimeSpan.Zero);
        gaps.Take();
        time.Go(3);
        gaps.Take();
        time.Go(1);
        gaps.Longest().TotalSeconds.ShouldBe(3);
        gaps.TakeLongest().TotalSeconds.ShouldBe(3);
        time.Go(1);
        gaps.TakeLongest().TotalSeconds.ShouldBe(2);
        time.Go(2);
        gaps.Longest().TotalSeconds.ShouldBe(4);
    }

    [Fact]
    public void The_same_seed_draws_the_same_faults_and_every_kind_comes()
    {
        var settings = new LabSettings
        {
            Slots = [new("a", "a", "127.0.0.1"), new("b", "b", "127.0.0.2"), new("c", "c", "127.0.0.3")],
            Zones = [new("a", ""), new("b", ""), new("c", "")],
            Name = "", Network = LabNetworkKind.Namespaces, Disks = LabDiskKind.Folders,
            EtcdVersion = "3.4.30", Path = "", Agent = [], ProbeInterval = TimeSpan.FromSeconds(1),
        };
        Drawn(settings, 7).ShouldBe(Drawn(settings, 7));
        Drawn(settings, 8).ShouldNotBe(Drawn(settings, 7));
        Drawn(settings, 7).Select(f => f.Kind).Distinct().Count()
            .ShouldBe(Enum.GetValues<Evenkeel.Lab.Faults.FaultKind>().Length);
        foreach (var fault in Drawn(settings, 7)) Evenkeel.Lab.Faults.FaultText.Check(fault, settings);
        Drawn(settings with { Network = LabNetworkKind.Loopback }, 7)
            .ShouldNotContain(f => f.Kind == Evenkeel.Lab.Faults.FaultKind.Partition);
    }

    private static List<Evenkeel.Lab.Faults.Fault> Drawn(LabSettings settings, int seed)
    {
        var faults = new RandomFaults(settings, seed);
        return [.. Enumerable.Range(0, 200).Select(_ => faults.Next().Fault)];
    }

    private sealed class StepTime : TimeProvider
    {
        private long now;

        public void Go(int seconds) => now += seconds * TimestampFrequency;

        public override long GetTimestamp() => now;
    }
}
