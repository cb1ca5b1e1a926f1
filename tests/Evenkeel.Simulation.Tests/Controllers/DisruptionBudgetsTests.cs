using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quantities;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.State;
using static Evenkeel.Simulation.Tests.Claims.SmallClusters;

namespace Evenkeel.Simulation.Tests.Controllers;

/// <summary>
/// kubernetes.io/docs/tasks/run-application/configure-pdb and pkg/controller/disruption: what a budget
/// allows.
/// </summary>
public sealed class DisruptionBudgetsTests
{
    [Theory]
    [InlineData("min", "50%", 7, 3)]   // the documentation's example: 3.5 rounds up, 4 must stay
    [InlineData("max", "50%", 7, 4)]   // the documentation's example: 3.5 rounds up, 4 may go
    [InlineData("max", "30%", 10, 3)]
    [InlineData("max", "1%", 5, 1)]    // rounds up to one
    [InlineData("min", "99%", 5, 0)]   // rounds up to all
    [InlineData("min", "2", 3, 1)]
    [InlineData("min", "3", 3, 0)]
    [InlineData("min", "9", 3, 0)]
    [InlineData("max", "0", 3, 0)]
    [InlineData("max", "2", 3, 2)]
    [InlineData("max", "100%", 3, 3)]
    [InlineData("min", "0%", 3, 3)]
    public void So_many_pods_may_go_one_after_the_other(string bound, string text, int replicas, int allowed)
    {
        var state = Settled(replicas, Budget(bound, text));
        var budgets = new DisruptionBudgets(state);

        var gone = 0;
        foreach (var pod in state.Pods.Where(budgets.MayEvict).ToList())
        {
            if (budgets.MayEvict(pod))
            {
                state.Delete(pod);
                gone++;
            }
        }

        gone.ShouldBe(allowed);
    }

    [Fact]
    public void A_pod_that_is_not_ready_may_go_while_the_rest_is_as_healthy_as_it_must_be()
    {
        var state = Settled(3, Budget("min", "2"));
        var budgets = new DisruptionBudgets(state);
        state.SetReady(state.Pods[0], false);

        budgets.MayEvict(state.Pods[0]).ShouldBeTrue("2 of 2 are healthy without it");
        budgets.MayEvict(state.Pods[1]).ShouldBeFalse("it is one of those 2");

        state.SetReady(state.Pods[1], false);
        budgets.MayEvict(state.Pods[0]).ShouldBeFalse("1 of 2 is healthy");
    }

    [Fact]
    public void Where_none_must_stay_and_none_is_healthy_nothing_may_go()
    {
        // disruptionsAllowed is currentHealthy − desiredHealthy, 0 here, and desiredHealthy > 0 is asked for
        // the exception (eviction.go).
        var state = Settled(2, Budget("max", "100%"));
        state.Pods.ForEach(p => state.SetReady(p, false));

        new DisruptionBudgets(state).MayEvict(state.Pods[0]).ShouldBeFalse();
    }

    [Fact]
    public void A_bare_pod_counts_for_a_minimum_in_numbers_alone()
    {
        var bare = Deployment("web", 1) with { Kind = WorkloadKind.Pod };

        Allows(Budget("min", "0")).ShouldBeTrue();
        Allows(Budget("max", "1")).ShouldBeFalse("it has no scale: disruptionsAllowed is 0");
        Allows(Budget("min", "0%")).ShouldBeFalse("it has no scale");

        bool Allows(DisruptionBudget budget)
        {
            var state = Settled(bare, budget);
            return new DisruptionBudgets(state).MayEvict(state.Pods[0]);
        }
    }

    [Fact]
    public void Pods_of_other_namespaces_and_labels_are_not_covered()
    {
        var elsewhere = Budget("min", "9") with { Name = new("other", "web") };
        var api = LabelSelector.OfLabels(Labels.None.SetItem("app", "api"));
        var others = Budget("min", "9") with { Selector = api };
        var state = Settled(Deployment("web", 2), elsewhere, others);

        state.Pods.ShouldAllBe(p => new DisruptionBudgets(state).MayEvict(p));
    }

    [Fact]
    public void Every_budget_of_a_pod_must_agree()
    {
        var stricter = Budget("min", "3") with { Name = new("default", "b") };
        var state = Settled(Deployment("web", 3), Budget("max", "1"), stricter);

        new DisruptionBudgets(state).MayEvict(state.Pods[0]).ShouldBeFalse();
    }

    [Fact]
    public void To_preemption_the_pods_beyond_the_budget_break_it_in_the_order_given()
    {
        var state = Settled(4, Budget("max", "2"));
        var pods = state.Pods.ToList();
        pods.Reverse();

        var (violating, others) = new DisruptionBudgets(state).Split(pods);

        others.ShouldBe(pods[..2]);
        violating.ShouldBe(pods[2..]);
    }

    [Fact]
    public void To_preemption_an_empty_selector_covers_nothing_and_to_eviction_everything()
    {
        var state = Settled(2, Budget("max", "0") with { Selector = new([]) });
        var budgets = new DisruptionBudgets(state);

        budgets.Split(state.Pods).Violating.ShouldBeEmpty();
        budgets.MayEvict(state.Pods[0]).ShouldBeFalse();
    }

    private static DisruptionBudget Budget(string bound, string text)
    {
        IntOrPercent.TryParse(text, out var value).ShouldBeTrue();
        return new()
        {
            Name = new("default", "web"),
            Selector = LabelSelector.OfLabels(Labels.None.SetItem("app", "web")),
            MinAvailable = bound == "min" ? value : null,
            MaxUnavailable = bound == "max" ? value : null,
        };
    }

    private static ClusterState Settled(int replicas, DisruptionBudget budget) =>
        Settled(Deployment("web", replicas), budget);

    private static ClusterState Settled(Workload workload, params DisruptionBudget[] budgets) => Simulations
        .Settled(new() { Nodes = Nodes(2, 2), Workloads = [workload], Budgets = [.. budgets] }).State;
}
