using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.LoadBalancing;
using Evenkeel.Simulation.Routing;
using Evenkeel.Simulation.State;
using Evenkeel.Simulation.Tests.Timelines;
using static Evenkeel.Simulation.Tests.Claims.SmallClusters;

namespace Evenkeel.Simulation.Tests.Routing;

/// <summary>
/// The checkers of requests see what they are there to see: in each of these something is changed behind the
/// back of what counts.
/// </summary>
public sealed class RoutingCheckerTests
{
    [Fact]
    public void Nothing_is_wrong_with_what_nobody_touched()
    {
        var (cluster, checker) = Started();
        Touch(cluster);
        checker.Checked.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_pod_that_has_ended_and_is_said_to_answer()
    {
        var (cluster, _) = Started();
        cluster.State.Pods[0].Serving = false;
        Broken(cluster).ShouldContain($"{cluster.State.Pods[0].Name} answers requests to default/web though it is dead");
    }

    [Fact]
    public void A_pod_on_a_machine_that_nobody_reaches()
    {
        var (cluster, _) = Started();
        cluster.State.Pods[0].Node!.Connected = false;
        Broken(cluster).ShouldContain("though it is dead");
    }

    [Fact]
    public void A_pod_that_serves_and_is_said_not_to_answer()
    {
        var (cluster, _) = Started();
        Web(cluster).Endpoints.Weigh(static _ => 0.5);
        Broken(cluster).ShouldContain("answers for default/web is 0.5, 1 client by client");
    }

    [Fact]
    public void An_endpoint_too_many()
    {
        var (cluster, _) = Started();
        Web(cluster).Endpoints.All.Add(new(Ready: true, Terminating: false, Answers: 0, Hint: -1), 1);
        Broken(cluster).ShouldContain("answered of default/web is 0.75, 1 client by client");
    }

    [Fact]
    public void An_endpoint_that_is_counted_in_no_zone()
    {
        var (cluster, _) = Started();
        Web(cluster).Endpoints.InZone(0).Add(new(Ready: true, Terminating: false, Answers: 1, Hint: -1), -1);
        Broken(cluster).ShouldContain("crosses zones of default/web is");
    }

    [Fact]
    public void A_client_on_a_node_that_is_lost()
    {
        var (cluster, _) = Started(ServiceOf("web") with { InternalTrafficLocal = true });
        var idle = cluster.State.Nodes.First(static n => n.Pods.Count == 0);
        idle.Connected = false;
        Broken(cluster).ShouldContain("answered of default/web is 0.75, 1 client by client");
    }

    [Fact]
    public void A_target_that_is_taken_for_healthy()
    {
        var (cluster, _) = Started(Exposed(local: true));
        Group(cluster).Targets.First(static t => t.Node.Pods.Count == 0).Healthy = false;
        Broken(cluster).ShouldContain("answered of default/web from outside is");
    }

    [Fact]
    public void A_target_that_is_taken_for_lost()
    {
        var (cluster, _) = Started(Exposed(local: false));
        var target = Group(cluster).Targets.First();
        Group(cluster).Change(target, static t => t.Reached = false);
        Broken(cluster).ShouldContain("answered of default/web from outside is");
    }

    [Fact]
    public void A_target_that_is_counted_in_another_zone()
    {
        var (cluster, _) = Started(Exposed(local: false), crossZone: true);
        var target = Group(cluster).Targets.First();
        Group(cluster).InZone(target.Zone).Add(target, -1);
        Broken(cluster).ShouldContain("of default/web from outside is");
    }

    /// <summary>Nobody has to remember to attach the one that no dead pod may escape.</summary>
    [Fact]
    public void Every_simulation_looks_for_dead_pods_that_answer()
    {
        var cluster = Simulate(ServiceOf("web"), crossZone: false);
        cluster.State.Pods[0].Serving = false;
        Broken(cluster).ShouldContain("though it is dead");
    }

    private static (SimulatedCluster Cluster, RoutingChecker Checker) Started(
        Service? service = null, bool crossZone = false)
    {
        var cluster = Simulate(service ?? ServiceOf("web"), crossZone);
        return (cluster, RoutingChecker.On(cluster));
    }

    /// <summary>Three pods on a1, b1 and c1 of four nodes, and the clock of requests runs.</summary>
    private static SimulatedCluster Simulate(Service service, bool crossZone)
    {
        var objects = new KubernetesObjects
        {
            Nodes = Nodes(2, 1, 1),
            Workloads = [Deployment("web", 3)],
            Services = [service],
        };
        var balancer = new NetworkLoadBalancer
        {
            Name = "nlb",
            Zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
            CrossZone = crossZone,
            TargetGroups =
            [
                new()
                {
                    Name = "web",
                    Service = service.Name,
                    HealthCheck = new() { Answer = ProbeAnswer.Agent },
                },
            ],
        };
        var around = Surroundings.Unknown with
        {
            Aws = new() { LoadBalancers = service.Type == "NodePort" ? [balancer] : [] },
        };
        var phases = new Phases(() => TimeSpan.Zero, TimeSpan.FromSeconds(2), TimeSpan.Zero, TimeSpan.Zero);
        var cluster = new SimulatedCluster(
            objects, new() { End = TimeSpan.MaxValue }, new FirstTies(), phases, probes: false, around);
        cluster.RunUntil(TimeSpan.FromSeconds(10));
        cluster.State.Pods.Select(static p => p.Node!.Zone).Distinct().Count().ShouldBe(3);
        cluster.Inject(new ScenarioAction.RefuseLaunches(null));
        return cluster;
    }

    private static Service Exposed(bool local) =>
        ServiceOf("web") with { Type = "NodePort", ExternalTrafficLocal = local };

    private static ServiceState Web(SimulatedCluster cluster) => cluster.Meter.Find(new("default", "web"))!;

    private static TargetGroupState Group(SimulatedCluster cluster) => cluster.Balancers.Groups[0];

    private static void Touch(SimulatedCluster cluster) => cluster.Meter.Remeasure(Web(cluster));

    private static string Broken(SimulatedCluster cluster) =>
        Should.Throw<InvalidOperationException>(() => Touch(cluster)).Message;
}
