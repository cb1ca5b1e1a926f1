using Evenkeel.Simulation.Autoscaling;
using Evenkeel.Simulation.Engine;

namespace Evenkeel.Simulation.Tests.Autoscaling;

/// <summary>From metrics to replicas: Kubernetes' own examples, and a naive implementation on random input.</summary>
public sealed class ReplicaArithmeticTests
{
    private static readonly Tolerances Default = new(0.1, 0.1);

    // kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale, "Algorithm details".
    [Theory]
    [InlineData(200, 100, 1, 2)]
    [InlineData(50, 100, 2, 1)]
    [InlineData(90, 100, 5, 5)]
    [InlineData(110, 100, 5, 5)]
    [InlineData(111, 100, 5, 6)]
    public void The_ratio_of_what_is_to_what_is_wanted_decides(long used, long wanted, int pods, int expected) =>
        ReplicaArithmetic.ForAverage(pods, Ready(pods, used, 0), wanted, Default).ShouldBe(expected);

    // The blog post on configurable tolerance (v1.33): 50 replicas at 90 % with a target of 75 %.
    [Fact]
    public void Fifty_at_ninety_percent_of_seventy_five_become_sixty() =>
        ReplicaArithmetic.ForUtilization(50, Ready(50, 900, 1000), 75, Default).ShouldBe(60);

    // horizontalpodautoscale-walkthrough: one pod, request 200m, 305 % of 50 % wants 7.
    [Fact]
    public void The_walkthroughs_pod_becomes_seven() =>
        ReplicaArithmetic.ForUtilization(1, Ready(1, 610, 200), 50, Default).ShouldBe(7);

    [Fact]
    public void Utilization_is_whole_percent() =>
        // 100 of 300 is 33 %, 0.66 of 50 %: 100 × 0.66 is 66, where 100/3 % would make it 67.
        ReplicaArithmetic.ForUtilization(100, Ready(100, 100, 300), 50, Default).ShouldBe(66);

    [Fact]
    public void Pods_of_a_lost_node_count_as_idle_on_the_way_up()
    {
        // 6 pods of 400m of 500m; two nodes' worth is lost, so 4 pods use 600m: 120 % of 80 %. With two idle ones
        // the six use 80 % again, and nothing changes.
        PodSample[] pods = [.. Ready(4, 600, 500), .. Others(2, PodMetricState.Missing, 500)];
        ReplicaArithmetic.ForUtilization(6, pods, 80, Default).ShouldBe(6);
        ReplicaArithmetic.ForUtilization(6, Ready(4, 600, 500), 80, Default).ShouldBe(6);
    }

    [Fact]
    public void Pods_that_are_pending_count_as_idle_on_the_way_up_and_not_at_all_on_the_way_down()
    {
        PodSample[] up = [.. Ready(2, 1000, 500), .. Others(2, PodMetricState.Unready, 500)];
        ReplicaArithmetic.ForUtilization(4, up, 80, Default).ShouldBe(5);
        PodSample[] down = [.. Ready(2, 100, 500), .. Others(2, PodMetricState.Unready, 500)];
        ReplicaArithmetic.ForUtilization(4, down, 80, Default).ShouldBe(1);
    }

    [Fact]
    public void Missing_pods_count_as_busy_on_the_way_down()
    {
        // 3 at 40 % and one missing at 100 %: 55 %, a ratio of 1.1 to 50 %.
        PodSample[] pods = [.. Ready(3, 40, 100), .. Others(1, PodMetricState.Missing, 100)];
        ReplicaArithmetic.ForUtilization(4, pods, 50, Default).ShouldBe(4);
    }

    [Fact]
    public void Without_a_pod_that_counts_nothing_can_be_said() =>
        ReplicaArithmetic.ForUtilization(3, Others(3, PodMetricState.Missing, 100), 50, Default).ShouldBeNull();

    [Fact]
    public void It_agrees_with_a_naive_implementation() =>
        Seeds.Each("replicas", count: 200, seed =>
        {
            var random = new SeededRandom(seed);
            for (var i = 0; i < 100; i++)
            {
                PodSample[] pods = [.. Enumerable.Range(0, random.Below(8)).Select(_ => new PodSample(
                    (PodMetricState)random.Below(3), random.Below(500), 100 + (100 * random.Below(3))))];
                var (current, target) = (1 + random.Below(10), 20 + random.Below(130));
                var tolerances = new Tolerances(random.Below(3) * 0.05, random.Below(3) * 0.05);

                ReplicaArithmetic.ForUtilization(current, pods, target, tolerances)
                    .ShouldBe(NaiveReplicas.ForUtilization(current, pods, target, tolerances));
                ReplicaArithmetic.ForAverage(current, pods, target, tolerances)
                    .ShouldBe(NaiveReplicas.ForAverage(current, pods, target, tolerances));
            }
        });

    private static PodSample[] Ready(int count, long usage, long request) =>
        [.. Enumerable.Repeat(new PodSample(PodMetricState.Ready, usage, request), count)];

    private static PodSample[] Others(int count, PodMetricState state, long request) =>
        [.. Enumerable.Repeat(new PodSample(state, 0, request), count)];
}
