using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.State;
using Evenkeel.Simulation.Tests.Claims;

namespace Evenkeel.Simulation.Tests.Controllers;

/// <summary>node_lifecycle_controller.go, ComputeZoneState and handleDisruption.</summary>
public sealed class ZoneDisruptionTests
{
    private readonly ZoneDisruption zones = new(KubernetesTiming.Default);
    private readonly List<SimNode> nodes = [];
    private int stopped;
    private int resumed;

    [Theory]
    [InlineData(10, 0, 0.1)]  // normal
    [InlineData(10, 5, 0.1)]  // 50 % < 55 %
    [InlineData(10, 6, 0)]    // 60 %, small zone: no eviction
    [InlineData(10, 10, 0.1)] // full disruption is evicted at the normal rate
    [InlineData(3, 2, 0.1)]   // 67 %, but no more than two nodes
    [InlineData(5, 3, 0)]     // 60 % and three nodes
    [InlineData(20, 11, 0)]   // exactly 55 %
    [InlineData(50, 40, 0)]   // 50 nodes are still small
    [InlineData(51, 40, 0.01)] // from 51 on: the secondary rate
    [InlineData(51, 51, 0.1)]
    public void The_rate_follows_from_how_much_of_the_zone_is_lost(int size, int lost, double rate)
    {
        Zone("a", size, lost);
        Zone("b", 3, 0);

        Update(1000);

        RateOf("a", 1000).ShouldBe(rate);
        RateOf("b", 1000).ShouldBe(0.1);
    }

    [Fact]
    public void While_every_zone_is_lost_nothing_is_tainted_anywhere()
    {
        Zone("a", 2, 2);
        Zone("b", 1, 0);
        Update(0);
        stopped.ShouldBe(0);

        Lose("b");
        Update(5);
        (stopped, resumed).ShouldBe((1, 0));
        RateOf("a", 5).ShouldBe(0);
        RateOf("b", 5).ShouldBe(0);

        Update(10);
        stopped.ShouldBe(1, "it is said once");
    }

    [Fact]
    public void When_a_node_is_ready_again_it_is_said_once_and_rates_return()
    {
        Zone("a", 2, 2);
        Zone("b", 1, 1);
        Update(0);
        Heal("b");

        Update(5);
        Update(10);

        (stopped, resumed).ShouldBe((1, 1));
        RateOf("a", 100).ShouldBe(0.1);
        RateOf("b", 100).ShouldBe(0.1);
    }

    [Fact]
    public void One_zone_alone_is_all_zones()
    {
        Zone("a", 3, 3);
        Update(0);

        stopped.ShouldBe(1);
        RateOf("a", 0).ShouldBe(0);
    }

    [Fact]
    public void A_zone_whose_nodes_are_gone_does_not_make_the_rest_all_zones()
    {
        Zone("a", 1, 1);
        Zone("b", 1, 0);
        Update(0);
        nodes.RemoveAll(n => n.Zone == "b");

        // Every zone there is, is lost, and was: to handleDisruption nothing has changed.
        Update(5);

        stopped.ShouldBe(0);
        RateOf("a", 5).ShouldBe(0.1);
    }

    [Fact]
    public void The_size_of_a_partly_lost_zone_counts_when_it_becomes_so()
    {
        Zone("a", 50, 40);
        Zone("b", 1, 0);
        Update(0);
        Zone("a", 1, 1);

        Update(5);
        RateOf("a", 5).ShouldBe(0, "the state has not changed, so neither has the limiter");
    }

    [Fact]
    public void Nodes_without_a_zone_are_a_zone_of_their_own()
    {
        Zone("", 3, 3);
        Zone("a", 3, 0);
        Update(0);

        stopped.ShouldBe(0);
        RateOf("", 0).ShouldBe(0.1);
    }

    private void Zone(string zone, int size, int lost)
    {
        for (var i = 0; i < size; i++)
        {
            var readiness = i < lost ? NodeReadiness.Unknown : NodeReadiness.True;
            nodes.Add(new(nodes.Count, SmallClusters.Node($"{zone}{i}", zone)) { Readiness = readiness });
        }
    }

    private void Lose(string zone) =>
        nodes.FindAll(n => n.Zone == zone).ForEach(n => n.Readiness = NodeReadiness.Unknown);

    private void Heal(string zone) =>
        nodes.FindAll(n => n.Zone == zone).ForEach(n => n.Readiness = NodeReadiness.True);

    private void Update(double seconds) =>
        zones.Update(nodes, TimeSpan.FromSeconds(seconds), () => stopped++, () => resumed++);

    /// <summary>How often the zone's queue gives a node: the reciprocal of the wait between two.</summary>
    private double RateOf(string zone, double from)
    {
        var queue = zones.QueueOf(zone);
        var probe = new SimNode(0, SmallClusters.Node("probe", zone));
        var taken = new List<double>();
        for (var at = 0.0; at <= 300 && taken.Count < 2; at += 0.5)
        {
            queue.Add(probe);
            if (queue.TryTake(TimeSpan.FromSeconds(from + at)) is not null)
            {
                taken.Add(at);
            }

            queue.Remove(probe);
        }

        return taken.Count < 2 ? 0 : 1 / (taken[1] - taken[0]);
    }
}
