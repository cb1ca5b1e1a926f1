using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Claims;
using Evenkeel.Simulation.ControlPlane;
using Evenkeel.Simulation.Tests.Claims;
using Evenkeel.Supervision;

namespace Evenkeel.Simulation.Tests.ControlPlane;

/// <summary>What becomes of Services when zones do not hear each other, and when servers are rolled.</summary>
public sealed class PartedZonesTests
{
    /// <summary>
    /// Three pods, one a zone, and as many clients: of nine ways two are cut for two minutes, 2 / 9 × 120 =
    /// 26.67 s. Whether one way or both are lost is the same to a request, and losses cost less.
    /// </summary>
    [Theory]
    [InlineData(27, Verdict.Proven)]
    [InlineData(26, Verdict.Refuted)]
    public void Requests_between_parted_zones_are_lost(int errors, Verdict expected)
    {
        var verdict = Decide(Three(errors, trafficDistribution: null));

        verdict.Verdict.ShouldBe(expected, string.Join("; ", verdict.Reasons));
        verdict.Worst!.OutageSeconds.ShouldBe(0);
        verdict.Worst.ErrorSeconds!.Value.ShouldBe(2 / 9.0 * 120, 0.001);
        verdict.Worst.RecoveredSeconds.ShouldBe(120);
        verdict.Faults.Length.ShouldBe(12);
    }

    /// <summary>A request of which any of four messages is lost has failed: 1 − 0.67⁴ of them.</summary>
    [Fact]
    public void A_third_of_all_messages_is_most_of_all_requests()
    {
        var model = Three(errors: 1000, trafficDistribution: null);
        var lossy = new ScenarioAction.Partition("eu-west-1a", "eu-west-1b", 33, true);
        var steps = new ScenarioStep[]
        {
            new(TimeSpan.Zero, null, lossy),
            new(TimeSpan.FromMinutes(2), null, new ScenarioAction.Heal(lossy)),
        };
        var claim = model.Claims[0] with
        {
            Survive = [new FaultSelector.Scenario("lossy.yaml", [.. steps], TimeSpan.Zero)],
            RepairedAfter = null,
        };

        Decide(model with { Claims = [claim] }).Worst!.ErrorSeconds!.Value
            .ShouldBe((1 - Math.Pow(0.67, 4)) * 2 / 9 * 120, 0.001);
    }

    [Fact]
    public void Requests_that_stay_in_their_zone_lose_nothing()
    {
        var verdict = Decide(Three(errors: 0, "PreferSameZone"));

        verdict.Verdict.ShouldBe(Verdict.Proven, string.Join("; ", verdict.Reasons));
    }

    /// <summary>
    /// The zone with one server of three reaches none that answers. Its node is lost to the others, who drop
    /// its pod 41 to 56 s later; its own clients go on with the rules that they have, and half of what they
    /// send is lost, until it is mended.
    /// </summary>
    [Fact]
    public void A_zone_that_reaches_no_server_goes_on_with_what_it_knows()
    {
        var cut = new ScenarioAction.Partition("eu-west-1a", "eu-west-1b", 100, true);
        var steps = new ScenarioStep[]
        {
            new(TimeSpan.Zero, null, cut),
            new(TimeSpan.FromMinutes(4), null, new ScenarioAction.Heal(cut)),
        };
        var verdict = Decide(Two(new FaultSelector.Scenario("cut.yaml", [.. steps], TimeSpan.Zero)));
        verdict.Verdict.ShouldBe(Verdict.Held, string.Join("; ", verdict.Reasons));
        verdict.Worst!.OutageSeconds.ShouldBe(0);
        verdict.Worst.ErrorSeconds!.Value.ShouldBeInRange(
            0.5 * ((0.5 * 240) + (0.5 * 41)), 0.5 * ((0.5 * 240) + (0.5 * 85)));
        verdict.WorstScenario!.Timeline.ShouldContain(e => e.Node == "b1" && e.Ready == "Unknown");
    }

    /// <summary>
    /// The lone server hears a leader where one way is open, and is not heard by it: it answers no read. Where
    /// some messages come through TCP repeats the others.
    /// </summary>
    [Fact]
    public void A_lone_server_answers_only_while_both_ways_are_open()
    {
        var model = Two(new FaultSelector.Any(FaultKind.Partition));
        var forecasts = new PlaneForecasts(model, Rules.Real);
        foreach (var fault in new FaultCatalogue(model).Of(model.Claims[0]).Faults)
        {
            var zones = forecasts.Of(fault).Worst.ZoneSilences.Where(static z => z.Silence.To is null)
                .Select(static z => z.Zone);
            zones.ShouldBe(fault.Name.Contains("third") ? [] : ["eu-west-1b"], fault.Name);
        }
    }

    [Fact]
    public void A_zone_that_has_its_own_server_with_two_others_reaches_one_that_answers()
    {
        var model = Three(errors: 1000, trafficDistribution: null);
        var forecasts = new PlaneForecasts(model, Rules.Real);
        foreach (var fault in new FaultCatalogue(model).Of(model.Claims[0]).Faults)
        {
            forecasts.Of(fault).Worst.ZoneSilences.ShouldBeEmpty(fault.Name);
        }
    }

    [Fact]
    public void A_store_whose_zone_nobody_knows_leaves_a_claim_undecided()
    {
        var model = Three(errors: 1000, trafficDistribution: null);
        model = model with
        {
            Data = model.Data with { Stores = [new("orders", StoreKind.Aurora, TimeSpan.FromMinutes(1))] },
            DependsOn = [new(SmallClusters.Web, "orders", null, null)],
        };

        var verdict = Decide(model);
        verdict.Verdict.ShouldBe(Verdict.Undecided);
        verdict.Reasons.ShouldContain(r => r.Contains("in which zone the store orders is"));
    }

    /// <summary>Each server leaves once the one before is a member again, and with each the leaders may go.</summary>
    [Fact]
    public void A_roll_replaces_the_servers_in_order()
    {
        var model = Three(errors: 0, trafficDistribution: null, FaultKind.Roll);
        var effects = new PlaneForecasts(model, Rules.Real)
            .Of(new FaultCatalogue(model).Of(model.Claims[0]).Faults[0]).Worst;

        effects.Leaves.Select(static l => l.Machine).ShouldBe(["server-1", "server-2", "server-3"]);
        for (var i = 1; i < 3; i++)
        {
            effects.Leaves[i].From.ShouldBeGreaterThanOrEqualTo(effects.Leaves[i - 1].Back!.Value);
        }

        effects.LeadersLost.Length.ShouldBe(3);
        effects.SilentSeconds.ShouldBeLessThan(8);
        Decide(model).Verdict.ShouldBe(Verdict.Proven);
    }

    /// <summary>Servers that take workloads are drained, one after the other, and their pods move.</summary>
    [Fact]
    public void Pods_on_servers_move_when_these_are_rolled()
    {
        var servers = PlaneModels.Servers("a", "b", "c");
        var claim = SmallClusters.Survives(new FaultSelector.Any(FaultKind.Roll), outage: 0, recovered: 30);
        var model = SmallClusters.Model(servers, [SmallClusters.Deployment("web", 3)], claim);
        var verdict = Decide(model with { Etcd = PlaneModels.Stacked });

        verdict.Verdict.ShouldBe(Verdict.Refuted, string.Join("; ", verdict.Reasons));
        verdict.Worst!.OutageSeconds.ShouldBe(0);
        verdict.Worst.RecoveredSeconds.ShouldNotBeNull().ShouldBeInRange(180, 1200);
        verdict.Counterexample!.Timeline.Select(static e => e.Action).OfType<ScenarioAction.Drain>()
            .SelectMany(static d => d.Target.Nodes).ShouldBe(["server-1", "server-2", "server-3"]);
    }

    /// <summary>The server whose disk hangs is cut off and killed by its agent: others lead within seconds.</summary>
    [Fact]
    public void A_disk_that_hangs_costs_an_election_and_moves_the_leaders()
    {
        var model = Three(errors: 0, trafficDistribution: null, FaultKind.Disk);
        var faults = new FaultCatalogue(model).Of(model.Claims[0]).Faults;
        var forecast = new PlaneForecasts(model, Rules.Real).Of(faults.First(f => f.Name.Contains("hangs")));

        forecast.Best.SilentSeconds.ShouldBe(0);
        forecast.Worst.SilentSeconds.ShouldBeInRange(0.5, 5);
        forecast.Worst.LeadersLost.ShouldHaveSingleItem();
        Decide(model).Verdict.ShouldBe(Verdict.Proven);
    }

    private static ClaimVerdict Decide(ClusterModel model) => Prover.Prove(model, new()).Claims[0];

    private static ClusterModel Three(
        int errors, string? trafficDistribution, FaultKind kind = FaultKind.Partition)
    {
        var spread = SmallClusters.Pod("web") with
        {
            SpreadConstraints =
            [
                new()
                {
                    MaxSkew = 1,
                    TopologyKey = Labels.Zone,
                    DoNotSchedule = true,
                    Selector = LabelSelector.OfLabels(Labels.None.SetItem("app", "web")),
                },
            ],
        };
        var claim = SmallClusters.Survives(new FaultSelector.Any(kind), outage: 0, errors) with
        {
            RepairedAfter = TimeSpan.FromMinutes(2),
        };
        var model = SmallClusters.Model(
            SmallClusters.Nodes(1, 1, 1), [SmallClusters.Deployment("web", 3, spread)], claim);
        var service = model.Objects.Services[0] with { TrafficDistribution = trafficDistribution };
        return PlaneModels.WithServers(
            model with { Objects = model.Objects with { Services = [service] } }, "a", "b", "c");
    }

    private static ClusterModel Two(FaultSelector fault)
    {
        var apart = SmallClusters.Pod("web") with
        {
            RequiredAntiAffinity =
            [
                new(LabelSelector.OfLabels(Labels.None.SetItem("app", "web")), Labels.Hostname, [], null),
            ],
        };
        return PlaneModels.WithServers(
            SmallClusters.Model(
                SmallClusters.Nodes(1, 1), [SmallClusters.Deployment("web", 2, apart)],
                SmallClusters.Survives(fault, outage: 0, errors: 1000)),
            "a", "a", "b");
    }
}
