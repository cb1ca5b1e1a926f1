using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Tests.Claims;
using Evenkeel.Simulation.Tests.Invariants;
using Evenkeel.Simulation.Tests.Timelines;

namespace Evenkeel.Simulation.Tests.Autoscaling;

/// <summary>
/// Sizes of a group that follows 60 % of CPU, worked out by hand. It begins with two instances of 4000m; a
/// datapoint is taken each minute from 0 on, an instance boots in 60 s and warms up in 300 s.
/// </summary>
public sealed class TargetTrackingTests
{
    private const string Zone = "eu-west-1a";

    [Fact]
    public void It_grows_in_proportion_and_shrinks_when_it_was_idle_for_long() => Sizes(
        (0, 4000), (100, 7200), (700, 2400)).ShouldBe(
    [
        // 7200m of 8000m are 90 %. Third datapoint above 60 at 240, after 120 and 180: ceil(2 × 90 / 60) = 3.
        // In service at 300. Until 600 the two old ones are measured, at 90 %, and want 3, which it has; from
        // then on (90 + 90 + 0) / 3 = 60 % is not above 60.
        "240 pool 2→3",

        // 2400m: 30, 30 and 0 % are 20 % on average, below 54. Fifteen datapoints from 720 on end at 1560:
        // ceil(3 × 20 / 60) = 1.
        "1560 pool 3→1",
    ]);

    [Fact]
    public void Near_its_target_it_stays() =>
        // 4400m of 8000m are 55 %: neither above 60 nor below 54. 4000m are 50 %: ceil(2 × 50 / 60) = 2.
        Sizes((0, 4400), (1800, 4000)).ShouldBeEmpty();

    [Fact]
    public void A_short_peak_changes_nothing() =>
        // Above 60 at 120 and 180, not at 240.
        Sizes((0, 4400), (100, 7200), (200, 4400)).ShouldBeEmpty();

    [Fact]
    public void What_warms_up_counts_as_there_and_is_not_measured() => Sizes((0, 4400), (100, 7200), (310, 12000))
        .ShouldBe(
        [
            "240 pool 2→3",

            // Both old instances are at their 100 %: ceil(2 × 100 / 60) = 4 at 360, one more than comes already.
            "360 pool 3→4",

            // The third has warmed up at 600: (100 + 100 + 0) / 3 = 66.7 % of three want ceil(3.33) = 4, which
            // it has. From 720 on, when the fourth has, 50 % on average are below 54: fifteen datapoints end at
            // 1560, and ceil(4 × 50 / 60) = 4.
        ]);

    [Fact]
    public void It_keeps_to_its_bounds() => Sizes(max: 3, min: 2, loads: [(0, 4400), (100, 8000), (1000, 0)])
        .ShouldBe(
        [
            // 100 %: ceil(2 × 100 / 60) = 4, and at most 3.
            "240 pool 2→3",

            // Idle from 1020 on, the fifteenth time at 1860: 0, and at least 2.
            "1860 pool 3→2",
        ]);

    [Fact]
    public void Nothing_shrinks_while_an_instance_warms_up() =>
        Sizes(max: 6, min: 1, warmup: 1200, loads: [(0, 4400), (100, 7200), (241, 400)]).ShouldBe(
        [
            // As above, and in service at 300. Idle from 300 on, and the fifteenth time at 1140; but the third warms
            // up until 1500. Then 400m of 12000m are 3.3 %: ceil(3 × 3.3 / 60) = 1.
            "240 pool 2→3",
            "1500 pool 3→1",
        ]);

    [Fact]
    public void Where_a_pod_declares_no_load_it_is_in_balance() =>
        Sizes(max: 6, min: 1, undeclared: true, loads: [(0, 4400), (100, 7200)]).ShouldBeEmpty();

    [Fact]
    public void In_a_proof_it_is_in_balance() =>
        Sizes(max: 6, min: 1, tracks: false, loads: [(0, 4400), (100, 7200)]).ShouldBeEmpty();

    private static List<string> Sizes(params (int At, int MilliCpu)[] loads) => Sizes(6, 1, loads);

    private static List<string> Sizes(
        int max, int min, (int At, int MilliCpu)[] loads, bool undeclared = false, bool tracks = true,
        int warmup = 300)
    {
        ImmutableArray<NodeObject> nodes = [SmallClusters.Node("a1", Zone), SmallClusters.Node("a2", Zone)];
        var group = new InstanceGroup
        {
            Name = "pool",
            Zones = [Zone],
            Min = min,
            Max = max,
            Desired = 2,
            TargetTracking = new(60) { Warmup = TimeSpan.FromSeconds(warmup) },
            Node = SmallClusters.Node("", Zone),
        };
        var web = SmallClusters.Deployment("web", 4, SmallClusters.Pod("web", 500));
        var objects = new KubernetesObjects
        {
            Nodes = nodes,
            Workloads =
            [
                web with { LoadMilliCpu = loads[0].MilliCpu },
                .. undeclared ? [SmallClusters.Deployment("other", 1, SmallClusters.Pod("other", 100))] : (Workload[])[],
            ],
        };
        var scenario = new Scenario
        {
            End = TimeSpan.MaxValue,
            Fleet = new()
            {
                Aws = new()
                {
                    Groups = [group],
                    Timing = AwsTiming.Default with { Boot = Interval.Exactly(TimeSpan.FromSeconds(60)) },
                },
                TracksTargets = tracks,
                Members = nodes.ToImmutableSortedDictionary(n => n.Name, _ => "pool", StringComparer.Ordinal),
            },
        };
        var phases = new Phases(() => TimeSpan.Zero, TimeSpan.FromSeconds(2), TimeSpan.Zero, TimeSpan.Zero);
        var cluster = new SimulatedCluster(objects, scenario, new FirstTies(), phases, probes: false);
        cluster.State.Observe(new InvariantChecker(cluster.State));
        foreach (var (at, load) in loads[1..])
        {
            cluster.RunUntil(TimeSpan.FromSeconds(at));
            cluster.Inject(new ScenarioAction.Load(WorkloadKind.Deployment, web.Name, load));
        }

        cluster.RunUntil(TimeSpan.FromMinutes(60));
        return
        [
            .. cluster.Timeline.Events.Where(e => e is { Kind: TimelineEventKind.GroupResized, Was: not null })
                .Select(e => string.Create(
                    CultureInfo.InvariantCulture, $"{e.At.TotalSeconds} {e.Group} {e.Was}→{e.Desired}")),
        ];
    }
}
