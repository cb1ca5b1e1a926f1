using System.Collections.Immutable;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.State;
using static Evenkeel.Simulation.Tests.Claims.SmallClusters;

namespace Evenkeel.Simulation.Tests.Dependencies;

/// <summary>When an image comes at the latest, as proofs take it.</summary>
public sealed class LatestPullTests
{
    [Fact]
    public void A_kubelet_that_just_failed_waits_for_all_of_its_back_off_and_looks_again_late()
    {
        var (cluster, pulls, pod) = Waiting();

        // Failures at 0, 10, 30, 70 and 150 s; the registry is back at 200 s, in a back-off of 160 s. It may
        // have begun the very instant before, and the kubelet looks up to 15 s after its end.
        var arrived = default(TimeSpan?);
        pulls.Arrived = p => arrived = p == pod ? cluster.Now : null;
        cluster.Engine.RunUntil(TimeSpan.FromSeconds(200));
        pulls.SetRegistry(lost: false);
        cluster.Engine.RunUntil(TimeSpan.FromSeconds(2000));

        arrived.ShouldBe(TimeSpan.FromSeconds(200 + 160 + 15));
    }

    [Fact]
    public void No_back_off_is_longer_than_five_minutes()
    {
        var (cluster, pulls, _) = Waiting();
        var arrived = default(TimeSpan?);
        pulls.Arrived = _ => arrived = cluster.Now;
        cluster.Engine.RunUntil(TimeSpan.FromHours(1));
        pulls.SetRegistry(lost: false);
        cluster.Engine.RunUntil(TimeSpan.FromHours(2));

        arrived.ShouldBe(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(300 + 15));
    }

    [Theory]
    [InlineData("123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1", false)]
    [InlineData("ghcr.io/example/web:1", true)]
    [InlineData("web:1", true)]
    [InlineData("example.com/123456789012.dkr.ecr.eu-west-1.amazonaws.com/web", true)]
    public void Through_endpoints_the_accounts_own_registry_needs_no_way_out(string image, bool needsInternet)
    {
        new ImageSupply { EcrThroughEndpoints = true }.NeedsInternet(image).ShouldBe(needsInternet);
        ImageSupply.Internet.NeedsInternet(image).ShouldBeTrue();
    }

    [Theory]
    [InlineData("web:1", false)]
    [InlineData("docker.io/example/web:1", false)]
    [InlineData("quay.io/example/web:1", true)]
    [InlineData("ghcr.io/example/web:1", false)]
    public void What_has_a_mirror_at_a_private_address_needs_no_way_out(string image, bool needsInternet) =>
        new ImageSupply
        {
            Mirrors =
            [
                Mirror(RegistryMirror.Every, Ipv4Network.Parse("10.30.0.0/24")),
                Mirror("docker.io", Ipv4Network.Parse("10.30.0.0/24")),
                Mirror("quay.io"),
            ],
        }.NeedsInternet(image).ShouldBe(needsInternet);

    private static RegistryMirror Mirror(string registry, params ImmutableArray<Ipv4Network> addresses) => new(
        registry, ["https://mirror.example.com"], ImmutableSortedDictionary<string, string>.Empty, addresses);

    private static (ClusterState State, ImagePulls Pulls, SimPod Pod) Waiting()
    {
        var model = Model(Nodes(1), [Deployment("web", 1, Pod("web") with { Images = ["web:1"] })]);
        var run = new SimulatedCluster(
            model.Objects with { Nodes = model.Nodes }, new Scenario { End = TimeSpan.Zero },
            new Timelines.FirstTies(), new(() => default, default, default, default), probes: false);
        run.RunUntil(TimeSpan.FromSeconds(20));
        var pod = run.State.Workloads[0].Pods[0];
        pod.Node!.Images.Clear();
        var state = new ClusterState(new(), model.Objects);
        state.Pods.Add(pod);
        var pulls = new ImagePulls(state, new EgressRoutes(null), ImageSupply.Internet, latest: true);
        pulls.SetRegistry(lost: true);
        pulls.MayStart(pod).ShouldBeFalse();
        pulls.IsWaiting(pod).ShouldBeTrue();
        return (state, pulls, pod);
    }
}
