using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Claims;
using Evenkeel.Simulation.ControlPlane;
using Evenkeel.Simulation.Tests.Claims;
using Evenkeel.Supervision;

namespace Evenkeel.Simulation.Tests.ControlPlane;

/// <summary>What becomes of Services when servers of the control plane are lost with what they run on.</summary>
public sealed class LostServersTests
{
    [Fact]
    public void Without_a_quorum_nothing_is_moved()
    {
        var verdict = Decide(new FaultSelector.OneZone("eu-west-1a"), null, "a", "a", "b");
        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Worst!.RecoveredSeconds.ShouldBeNull();
        verdict.Reasons.ShouldContain(r => r.Contains("nothing is moved while the Kubernetes API"));
    }

    [Fact]
    public void The_zone_with_one_server_of_three_can_be_lost() =>
        Decide(new FaultSelector.OneZone("eu-west-1b"), null, "a", "a", "b")
            .Verdict.ShouldBe(Verdict.Proven);

    [Fact]
    public void When_the_servers_are_back_others_take_over_and_count_anew()
    {
        // Ten minutes without a server, at most two until a member leads, 20 s until others take over. The
        // zone's node reports at once then, and its pod is ready again: nothing had to be moved.
        var verdict = Decide(
            new FaultSelector.OneZone("eu-west-1a"), TimeSpan.FromMinutes(10), "a", "a", "b");
        verdict.Worst!.RecoveredSeconds.ShouldNotBeNull().ShouldBeInRange(600, 760);
    }

    [Fact]
    public void Leaders_that_are_lost_delay_what_follows_by_their_takeover()
    {
        // Noticed at the latest after 55 s. With the leading controllers lost others take over after 20 s and
        // give every node the grace of 50 s from then; the monitor looks up to 5 s later, and the tainting
        // queue 0.1 s after it.
        var known = Decide(new FaultSelector.OneZone("eu-west-1a"), null, "a", "b", "c");
        var unknown = Decide(new FaultSelector.OneZone("eu-west-1a"), null);
        (known.Worst!.RecoveredSeconds!.Value - unknown.Worst!.RecoveredSeconds!.Value)
            .ShouldBeInRange(20 - 5, 20 + 5 + 0.101);
        known.Assumptions.ShouldContain(a => a.Contains("simulated first"));
        unknown.Assumptions.ShouldContain(a => a.Contains("stays reachable"));
    }

    // The time-outs are given, in rounds of 250 ms: drawn, two could be the same, and a second election follow.
    [Theory]
    [InlineData(EtcdMode.Agent, new[] { 4, 5, 7 }, 0.5, 3)]
    [InlineData(EtcdMode.Embedded, new[] { 20, 28, 39 }, 5, 13)]
    public void An_election_takes_as_long_as_its_time_outs(EtcdMode mode, int[] timeouts, double least, double most)
    {
        var model = Model(new FaultSelector.OneZone("eu-west-1a"), null, "a", "b", "c");
        model = model with { Etcd = model.Etcd! with { Mode = mode } };
        var fault = new FaultCatalogue(model).Of(model.Claims[0]).Faults[0];
        var forecast = new PlaneForecasts(model, Rules.Real, new PlaneDraws([.. timeouts], BootSeconds: 60)).Of(fault);
        forecast.Best.IsNothing.ShouldBeTrue();
        forecast.Worst.LeadersLost.ShouldBe([TimeSpan.Zero]);
        forecast.Worst.SilentSeconds.ShouldBeInRange(least, most);
    }

    [Fact]
    public void The_control_plane_of_EKS_bears_the_loss_of_a_zone()
    {
        var model = Model(new FaultSelector.AnyZone(), null) with { Distribution = Distribution.Eks };
        var claim = model.Claims[0] with
        {
            Service = null,
            ControlPlaneMaxOutage = TimeSpan.FromSeconds(30),
        };
        var verdict = Prover.Prove(model with { Claims = [claim] }, new() { Seeds = 3 }).Claims[0];
        verdict.Verdict.ShouldBe(Verdict.Held);
        verdict.Assumptions.ShouldContain(a => a.Contains("AWS runs the control plane"));
    }

    [Fact]
    public void A_silent_API_is_an_outage_of_the_control_plane_until_it_answers()
    {
        var model = Model(new FaultSelector.Any(FaultKind.Api), TimeSpan.FromSeconds(40), "a", "b", "c");
        var claim = model.Claims[0] with
        {
            Service = null,
            ControlPlaneMaxOutage = TimeSpan.FromSeconds(39),
        };
        var verdict = Prover.Prove(model with { Claims = [claim] }, new() { Seeds = 3 }).Claims[0];
        verdict.Verdict.ShouldBe(Verdict.Refuted);

        // Looked at each 250 ms: the last time at which it is silent is 39.75 s.
        verdict.Reasons[0].ShouldContain("for at most 39.75 s");
    }

    /// <summary>
    /// Of two zones that do not reach each other each reaches the third: the leader keeps its majority, and
    /// who does not hear it gets no votes, for the third does. A clock decides nothing in etcd, whose time is
    /// monotonic. A killed member, a rolled one, one whose disk hangs and one that hangs as a whole cost an
    /// election each where they led, and a slow disk one that waits for its first write.
    /// </summary>
    [Theory]
    [InlineData(FaultKind.Partition, 12, 0.5)]
    [InlineData(FaultKind.Clock, 6, 0)]
    [InlineData(FaultKind.Member, 6, 4)]
    [InlineData(FaultKind.Roll, 1, 12)]
    [InlineData(FaultKind.Disk, 6, 5)]
    [InlineData(FaultKind.Hang, 3, 4)]
    public void The_control_plane_bears_what_happens_inside_it(FaultKind kind, int faults, double most)
    {
        var model = Model(new FaultSelector.Any(kind), null, "a", "b", "c");
        var claim = model.Claims[0] with
        {
            Service = null,
            ControlPlaneMaxOutage = TimeSpan.FromSeconds(most),
        };
        var verdict = Prover.Prove(model with { Claims = [claim] }, new() { Seeds = 3 }).Claims[0];
        verdict.Verdict.ShouldBe(Verdict.Held, string.Join("; ", verdict.Reasons));
        verdict.Faults.Length.ShouldBe(faults);
    }

    /// <summary>
    /// A write of 3 s is shorter than the 5 s after which K3s' own etcd elects: the leader stays, and the API
    /// answers between two writes alone.
    /// </summary>
    [Fact]
    public void A_slow_disk_is_not_elected_away_with_the_time_outs_of_K3s()
    {
        var model = Model(new FaultSelector.Any(FaultKind.Disk), null, "a", "b", "c");
        var claim = model.Claims[0] with { Service = null, ControlPlaneMaxOutage = TimeSpan.FromMinutes(1) };
        model = model with { Etcd = model.Etcd! with { Mode = EtcdMode.Embedded }, Claims = [claim] };

        var verdict = Prover.Prove(model, new() { Seeds = 3 }).Claims[0];

        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Reasons[0].ShouldContain("is slow");
        verdict.Reasons[0].ShouldContain("comes and goes");
        verdict.Counterexample!.Case.ShouldStartWith("plane");
    }

    private static ClaimVerdict Decide(FaultSelector fault, TimeSpan? repairedAfter, params string[] servers) =>
        Prover.Prove(Model(fault, repairedAfter, servers), new()).Claims[0];

    private static ClusterModel Model(
        FaultSelector fault, TimeSpan? repairedAfter, params string[] servers)
    {
        var claim = SmallClusters.Survives(fault, recovered: 1200) with
        {
            ZonesLostBy = ZoneLossWay.Power,
            RepairedAfter = repairedAfter,
        };
        var model = SmallClusters.Model(
            SmallClusters.Nodes(1, 1, 1), [SmallClusters.Deployment("web", 3)], claim);
        return PlaneModels.WithServers(model, servers);
    }
}
