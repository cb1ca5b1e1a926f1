using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Core.Quantities;
using Evenkeel.Simulation.State;
using static Evenkeel.Simulation.Tests.Claims.SmallClusters;

namespace Evenkeel.Simulation.Tests.Scheduler;

/// <summary>
/// Whom a pod of priority 1000 that asks for one CPU displaces, on nodes of two CPUs (default_preemption.go,
/// pickOneNodeForPreemption). Pods are written NODE:PRIORITY, with one CPU each unless it says otherwise.
/// </summary>
public sealed class PreemptionTests
{
    [Fact]
    public void The_lowest_on_a_node_goes() => Displaced("n1:50", "n1:10").ShouldBe(["n1:10"]);

    [Fact]
    public void The_node_whose_highest_victim_is_lowest() =>
        Displaced("n1:50:2", "n2:10:2", "n3:30:2").ShouldBe(["n2:10:2"]);

    [Fact]
    public void Of_those_the_node_with_the_smallest_sum_of_priorities() =>
        Displaced(new Case { Cpu = 2 }, "n1:50", "n1:20", "n2:50", "n2:10", "n3:50", "n3:30")
            .ShouldBe(["n2:10", "n2:50"], ignoreOrder: true);

    [Fact]
    public void A_sum_counts_each_pod_so_that_fewer_win_over_lower() =>
        Displaced(new Case { Cpu = 2 }, "n1:50", "n1:-500", "n2:50:2").ShouldBe(["n2:50:2"]);

    [Fact]
    public void An_intact_budget_wins_over_a_lower_priority() =>
        Displaced(new Case { Budget = "1 of 10" }, "n1:10:2", "n2:50:2").ShouldBe(["n2:50:2"]);

    [Fact]
    public void A_budget_does_not_protect_where_nothing_else_helps() =>
        Displaced(new Case { Budget = "1 of 10" }, "n1:10:2").ShouldBe(["n1:10:2"]);

    [Fact]
    public void A_budget_is_charged_for_the_most_important_first_who_then_is_not_the_one_to_be_spared()
    {
        // One of both must stay. The one of 50 is charged and so does not break the budget; the one of 10
        // would, is spared first, and fits beside the newcomer. Then the one of 50 does not.
        Displaced(new Case { Budget = "1 of any" }, "n1:50", "n1:10").ShouldBe(["n1:50"]);
    }

    [Fact]
    public void Pods_of_the_same_or_a_higher_priority_stay() =>
        Displaced("n1:1000:2", "n2:2000:2").ShouldBeEmpty();

    [Fact]
    public void A_pod_that_may_not_preempt_waits() =>
        Displaced(new Case { Preempts = false }, "n1:0:2").ShouldBeEmpty();

    [Fact]
    public void Each_of_two_pods_makes_room_for_itself() =>
        Displaced(new Case { Count = 2, Cpu = 2 }, "n1:0:2", "n2:10:2")
            .ShouldBe(["n1:0:2", "n2:10:2"], ignoreOrder: true);

    [Fact]
    public void Room_for_two_that_is_coming_free_is_enough_for_the_second() =>
        Displaced(new Case { Count = 2 }, "n1:0:2", "n2:10:2").ShouldBe(["n1:0:2"]);

    [Fact]
    public void Room_that_was_promised_is_not_promised_again() =>
        Displaced(new Case { Count = 2 }, "n1:0", "n1:10").ShouldBe(["n1:0", "n1:10"], ignoreOrder: true);

    [Fact]
    public void On_a_node_that_is_out_of_the_question_nobody_goes() =>
        Displaced(new Case { Tainted = ["broken"] }, "broken:0:2").ShouldBeEmpty();

    private static List<string> Displaced(params string[] pods) => Displaced(new Case(), pods);

    private sealed record Case
    {
        public int Count { get; init; } = 1;

        public int Cpu { get; init; } = 1;

        public string? Budget { get; init; }

        public bool Preempts { get; init; } = true;

        public string[] Tainted { get; init; } = [];
    }

    private static List<string> Displaced(Case @case, params string[] pods)
    {
        var names = pods.Select(p => p.Split(':')[0]).Distinct();
        var top = Pod("top", @case.Cpu * 1000) with { PriorityClassName = "top" };
        var priorities = pods.Select(p => int.Parse(p.Split(':')[1])).Distinct();
        var objects = new KubernetesObjects
        {
            Nodes = [.. names.Select(n => Node(n, "a", milliCpu: 2000) with { Taints = TaintsOf(@case, n) })],
            Workloads = [.. pods.Select(Sitting), Deployment("top", 0, top)],
            PriorityClasses =
            [
                new("top", 1000, false, @case.Preempts),
                .. priorities.Select(p => new PriorityClass($"p{p}", p, false, true)),
            ],
            Budgets = @case.Budget is null ? [] : [BudgetOf(@case.Budget)],
        };
        var cluster = Simulations.Settled(objects);
        var watcher = new Watcher();
        cluster.State.Observe(watcher);

        cluster.Inject(new ScenarioAction.Scale(WorkloadKind.Deployment, new("default", "top"), @case.Count));
        cluster.RunUntil(TimeSpan.FromSeconds(10.1));

        return [.. watcher.Deleted.Select(p => pods[int.Parse(p.Owner.Name.Name.Split('-')[1])])];
    }

    private static ImmutableArray<Taint> TaintsOf(Case @case, string node) =>
        @case.Tainted.Contains(node) ? [new("broken", "", TaintEffect.NoSchedule)] : [];

    /// <summary>A bare pod that names its node itself.</summary>
    private static Workload Sitting(string text, int number)
    {
        var parts = text.Split(':');
        var name = $"sitting-{number}";
        var pod = Pod(name, 1000 * (parts.Length > 2 ? int.Parse(parts[2]) : 1)) with
        {
            NodeName = parts[0],
            PriorityClassName = $"p{parts[1]}",
            Labels = Labels.None.SetItem("app", name).SetItem("priority", parts[1]).SetItem("any", "any"),
        };
        return Deployment(name, 1, pod) with { Kind = WorkloadKind.Pod };
    }

    /// <summary><c>N of PRIORITY</c> must stay, or <c>N of any</c>.</summary>
    private static DisruptionBudget BudgetOf(string text)
    {
        var words = text.Split(' ');
        return new()
        {
            Name = new("default", "budget"),
            Selector = LabelSelector.OfLabels(words[2] == "any"
                ? Labels.None.SetItem("any", "any")
                : Labels.None.SetItem("priority", words[2])),
            MinAvailable = IntOrPercent.Count(int.Parse(words[0])),
        };
    }

    /// <summary>Notes which pods were deleted.</summary>
    private sealed class Watcher : IClusterObserver
    {
        public List<SimPod> Deleted { get; } = [];

        void IClusterObserver.PodDeleting(SimPod pod) => Deleted.Add(pod);
    }
}
