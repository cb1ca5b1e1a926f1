using System.Collections.Immutable;
using Evenkeel.Cli.Output;
using Evenkeel.Cli.Output.Timelines;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Cli.Tests.Output;

public sealed class TimelineTests
{
    private const string Unreachable = "node.kubernetes.io/unreachable";

    private static readonly ClusterView Cluster = new(
        [Node("a1", "a"), Node("a2", "a"), Node("b1", "b")], [Deployment("web", 3), Deployment("api", 1)]);

    [Fact]
    public void Pods_of_one_app_placed_at_one_time_are_one_line() => Told(
            Placed(0, "web-1", "b1"), Placed(0.2, "web-2", "a1"), Placed(
                0.9, "web-3", "a1"), Placed(0.9, "api-1", "b1"))
        .ShouldBe(["web: 3 pods placed on a1 ×2, b1", "api: api-1 placed on b1"]);

    [Fact]
    public void What_is_far_apart_in_time_is_told_apart() =>
        Told(Placed(0, "web-1", "b1"), Placed(1.1, "web-2", "a1")).Count.ShouldBe(2);

    [Fact]
    public void A_fault_says_what_serves_no_more()
    {
        Told(
            Placed(0, "web-1", "a1"), Ready(1, "web-1", "a1"), Placed(
                0, "web-2", "b1"), Ready(1, "web-2", "b1"),
            Fault(10, new ScenarioAction.Fail(NodeTarget.OfZone("a"))))
            .ShouldBe(["zone a (a1, a2) loses power", "pods that serve: web 2 → 1"]);
    }

    [Fact]
    public void Readiness_counts_up_to_whole_again()
    {
        TimelineEvent[] events =
        [
            Placed(0, "web-1", "a1"), Ready(1, "web-1", "a1"), Placed(
                0, "web-2", "b1"), Ready(1, "web-2", "b1"),
            Placed(0, "web-3", "b1"), Ready(1, "web-3", "b1"),
            Fault(10, new ScenarioAction.Fail(NodeTarget.OfNodes("b1"))),
            Ready(60, "web-4", "a1"), Ready(70, "web-5", "a2"),
        ];
        Told(events).Skip(2).ShouldBe(["web: web-4 Ready, 2 of 3", "web: web-5 Ready, 3 of 3: whole again"]);
        Outcomes.Of(Cluster, events).Single(o => o.App == "web")
            .ShouldBe(new AppOutcome("web", 3, 1, 3, 3, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Nodes_are_noticed_together_and_tainted_in_turn() => Told(
            Fault(0, new ScenarioAction.Fail(NodeTarget.OfZone("a"))),
            NodeIs(50, "a1", "Unknown"), NodeIs(50, "a2", "Unknown"),
            NodeIs(50.1, "a1", "Unknown", $"{Unreachable}:NoExecute"),
            NodeIs(50.1, "a1", "Unknown", $"{Unreachable}:NoExecute", $"{Unreachable}:NoSchedule"),
            NodeIs(50.1, "a2", "Unknown", $"{Unreachable}:NoSchedule"),
            NodeIs(60, "a2", "Unknown", $"{Unreachable}:NoExecute", $"{Unreachable}:NoSchedule"))
        .Skip(1).ShouldBe([
            "a1, a2: not heard from, Ready is Unknown, tainted unreachable:NoSchedule",
            "a1: tainted unreachable:NoExecute",
            "a2: tainted unreachable:NoExecute",
        ]);

    [Fact]
    public void A_healed_node_is_told_as_good_news() => Told(
            NodeIs(5, "a1", "Unknown", $"{Unreachable}:NoSchedule"), NodeIs(30, "a1", "True"))
        .ShouldBe([
            "a1: not heard from, Ready is Unknown, tainted unreachable:NoSchedule",
            "a1: Ready again, no longer tainted",
        ]);

    [Fact]
    public void A_reason_is_told_once_a_pod_and_again_when_it_changes() => Told(
            Pending(0, "web-1", "x"), Pending(5, "web-1", "x"), Pending(
                9, "web-1", "y"), Pending(12, "web-2", "y"))
        .ShouldBe(["web: web-1 Pending: x", "web: web-1 Pending: y", "web: web-2 Pending: y"]);

    [Fact]
    public void Deletions_say_why()
    {
        Told(
            NodeIs(0, "a1", "Unknown", $"{Unreachable}:NoExecute"), Placed(
                0, "web-1", "a1"), Deleting(300, "web-1", "a1"))
            .ShouldContain("web: web-1 evicted from a1, toleration over");
        Told(
            Placed(0, "web-1", "a1"), Fault(1, new ScenarioAction.Drain(NodeTarget.OfNodes("a1"))),
            Deleting(2, "web-1", "a1"))
            .ShouldContain("web: web-1 evicted from a1 by the drain");
        Told(Placed(0, "web-1", "a1"), Pending(5, "api-2", "full"), Deleting(5, "web-1", "a1"))
            .ShouldContain("web: web-1 deleted on a1: preempted by api");
    }

    [Fact]
    public void What_takes_too_many_lines_is_told_at_a_coarser_pace()
    {
        var slow = Enumerable.Range(0, 60).Select(i => Placed(10 * i, $"web-{i}", "a1")).ToArray();
        Told(slow).ShouldAllBe(line => line.StartsWith("web: ") && line.EndsWith("pods placed on a1"));
        Told(slow).Count.ShouldBeInRange(2, 10);
    }

    [Fact]
    public void Many_apps_that_are_whole_are_one_line_at_the_start()
    {
        var cluster = new ClusterView(
            Cluster.Nodes, Enumerable.Range(0, 9).Select(i => Deployment($"app{i}", 1)));
        var events = Enumerable.Range(0, 9).SelectMany(i => new[]
        {
            Placed(0, $"app{i}-1", "a1"), Ready(1, $"app{i}-1", "a1"),
        });
        StartLines.Of(cluster, events).ShouldHaveSingleItem()
            .Text.Replace(Phrases.Join, ' ').ShouldBe("9 apps: 9 of 9 Ready: a 9");
    }

    [Fact]
    public void A_pod_that_ends_on_a_live_node_is_no_news() => Told(
            Placed(0, "web-1", "a1"), Deleting(5, "web-1", "a1"), Gone(6, "web-1", "a1"))
        .ShouldBe(["web: web-1 placed on a1", "web: web-1 deleted on a1"]);

    [Fact]
    public void A_StatefulSets_next_pod_may_be_made_before_the_last_is_gone()
    {
        var tracker = new PodTracker(Cluster);
        foreach (
            var happening in new[] { Placed(0, "db-0", "a1"), Created(9, "db-0"), Gone(9, "db-0", "a1") })
        {
            tracker.Apply(happening);
        }

        tracker.Pods("db").ShouldHaveSingleItem().Node.ShouldBeNull();
    }

    private static List<string> Told(params TimelineEvent[] events) =>
        [.. new TimelineStory(Cluster, [.. events], 50).Lines.Select(l => l.Text.Replace(Phrases.Join, ' '))];

    private static NodeObject Node(string name, string zone) => new()
    {
        Name = name,
        Labels = Labels.None.Add(Labels.Zone, zone),
        Allocatable = ResourceAmounts.None,
    };

    private static Workload Deployment(string name, int replicas) => new()
    {
        Kind = WorkloadKind.Deployment,
        Name = new("shop", name),
        Replicas = replicas,
        Selector = LabelSelector.OfLabels([]),
        Template = new(),
    };

    private static TimelineEvent Of(double at, TimelineEventKind kind, string pod, string? node) =>
        new(TimeSpan.FromSeconds(at), kind)
        {
            Pod = pod,
            App = pod.Split('-')[0],
            Node = node,
            Zone = node?[..1],
        };

    private static TimelineEvent Created(double at, string pod) =>
        Of(at, TimelineEventKind.PodCreated, pod, null);

    private static TimelineEvent Placed(double at, string pod, string node) =>
        Of(at, TimelineEventKind.PodBound, pod, node);

    private static TimelineEvent Ready(double at, string pod, string node) =>
        Of(at, TimelineEventKind.PodReady, pod, node);

    private static TimelineEvent Gone(double at, string pod, string node) =>
        Of(at, TimelineEventKind.PodGone, pod, node);

    private static TimelineEvent Deleting(double at, string pod, string node) =>
        Of(at, TimelineEventKind.PodDeleting, pod, node);

    private static TimelineEvent Pending(double at, string pod, string reason) =>
        Of(at, TimelineEventKind.PodUnschedulable, pod, null) with { Reason = reason };

    private static TimelineEvent Fault(double at, ScenarioAction action) =>
        new(TimeSpan.FromSeconds(at), TimelineEventKind.Injected) { Action = action };

    private static TimelineEvent NodeIs(double at, string node, string ready, params string[] taints) =>
        new(TimeSpan.FromSeconds(at), TimelineEventKind.Node)
        {
            Node = node,
            Zone = node[..1],
            Ready = ready,
            Taints = [.. taints],
        };
}
