using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Aws;
using Evenkeel.Simulation.State;
using Evenkeel.Simulation.Tests.Timelines;
using static Evenkeel.Simulation.Tests.Claims.SmallClusters;

namespace Evenkeel.Simulation.Tests.Invariants;

/// <summary>The checker of groups sees what it is there to see.</summary>
public sealed class FleetCheckerTests
{
    [Fact]
    public void A_group_above_its_maximum()
    {
        var (state, group) = Started(max: 2);
        for (var i = 0; i < 2; i++)
        {
            group.Instances.Add(new(9 + i, group, $"extra-{i}", "eu-west-1a", state.Now));
        }

        Should.Throw<InvalidOperationException>(() => Touch(state)).Message.ShouldContain("web has 3, at most 2");
    }

    [Fact]
    public void Rebalancing_may_have_one_too_much_and_no_more()
    {
        var (state, group) = Started(max: 1);
        group.Instances.Add(new(9, group, "extra-0", "eu-west-1a", state.Now) { IsSurplus = true });
        Should.NotThrow(() => Touch(state));

        group.Instances.Add(new(10, group, "extra-1", "eu-west-1a", state.Now) { IsSurplus = true });
        Should.Throw<InvalidOperationException>(() => Touch(state)).Message.ShouldContain("web has 2 too many of 1");
    }

    [Fact]
    public void A_group_that_is_to_have_more_than_it_may()
    {
        var (state, group) = Started(max: 2);
        group.Desired = 3;

        Should.Throw<InvalidOperationException>(() => Touch(state))
            .Message.ShouldContain("web is to have 3, between 0 and 2");
    }

    [Fact]
    public void A_machine_that_runs_on_after_its_instance()
    {
        var (state, group) = Started(max: 2);
        group.Instances[0].State = InstanceState.Terminated;

        Should.Throw<InvalidOperationException>(() => Touch(state))
            .Message.ShouldContain("web-1 has power though its instance is Terminated");
    }

    [Fact]
    public void A_Node_whose_instance_has_another()
    {
        var (state, group) = Started(max: 2);
        group.Instances[0].Node = null;

        Should.Throw<InvalidOperationException>(() => Touch(state)).Message.ShouldContain("web-1 is taken for");
    }

    /// <summary>One machine without a group, and one that a group has launched.</summary>
    private static (ClusterState State, SimGroup Group) Started(int max)
    {
        var node = Node("", "eu-west-1a") with { Labels = Labels.None };
        var scenario = new Scenario
        {
            End = TimeSpan.MaxValue,
            Fleet = new()
            {
                Aws = new()
                {
                    Groups =
                    [
                        new() { Name = "web", Zones = ["eu-west-1a"], Min = 0, Max = max, Desired = 1, Node = node },
                    ],
                },
            },
        };
        var phases = new Phases(() => TimeSpan.Zero, TimeSpan.FromSeconds(2), TimeSpan.Zero, TimeSpan.Zero);
        var cluster = new SimulatedCluster(new() { Nodes = Nodes(1) }, scenario, new FirstTies(), phases, probes: false);
        cluster.RunUntil(TimeSpan.FromMinutes(5));
        var group = cluster.Fleet!.Groups[0];
        group.Instances.Single().Node!.Exists.ShouldBeTrue();
        return (cluster.State, group);
    }

    private static void Touch(ClusterState state) => state.ChangeNode(state.Nodes[0], n => n.Cordoned = true);
}
