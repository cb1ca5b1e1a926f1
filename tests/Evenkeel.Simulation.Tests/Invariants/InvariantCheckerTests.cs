using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quantities;
using Evenkeel.Simulation.State;
using static Evenkeel.Simulation.Tests.Claims.SmallClusters;

namespace Evenkeel.Simulation.Tests.Invariants;

/// <summary>The checker sees what it is there to see.</summary>
public sealed class InvariantCheckerTests
{
    private static readonly Taint Broken = new("broken", "", TaintEffect.NoSchedule);

    [Fact]
    public void A_pod_on_a_node_whose_taint_it_does_not_tolerate()
    {
        var state = Settled(Deployment("web", 1));
        state.Nodes[1].Taints.Add(Broken);

        Should.Throw<InvalidOperationException>(() => Bind(state, NewPod(state, "web-x"), state.Nodes[1]))
            .Message.ShouldContain("against broken");
    }

    [Fact]
    public void More_than_a_node_has()
    {
        var state = Settled(Deployment("web", 2, Pod("web", milliCpu: 2500)));
        var full = state.Nodes.First(n => n.Pods.Count > 0);

        Should.Throw<InvalidOperationException>(() => Bind(state, NewPod(state, "web-x"), full))
            .Message.ShouldContain("has 4000 CPU, its pods request 5000");
    }

    [Fact]
    public void Two_pods_of_one_name()
    {
        var state = Settled(Deployment("web", 1));

        Should.Throw<InvalidOperationException>(() => NewPod(state, state.Pods[0].Name.Name))
            .Message.ShouldContain("two pods are called");
    }

    [Fact]
    public void Two_pods_of_one_number()
    {
        var state = Settled(StatefulSet("db", 2));

        Should.Throw<InvalidOperationException>(() => NewPod(state, "db-x", ordinal: 1))
            .Message.ShouldContain("while another pod has its number");
    }

    [Fact]
    public void A_pod_on_two_nodes()
    {
        var state = Settled(Deployment("web", 1));
        var pod = NewPod(state, "web-x");
        state.Nodes[2].Pods.Add(pod);

        Should.Throw<InvalidOperationException>(() => Bind(state, pod, state.Nodes[1]))
            .Message.ShouldContain("is on a2 and b1");
    }

    [Fact]
    public void A_volume_out_of_reach()
    {
        var state = Settled(StatefulSet("db", 1, ZonalClaim()));
        var elsewhere = state.Nodes.First(n => n.Zone != state.Pods[0].Node!.Zone);
        var pod = NewPod(state, "db-x", ordinal: 7, claims: state.Pods[0].Claims);

        Should.Throw<InvalidOperationException>(() => Bind(state, pod, elsewhere))
            .Message.ShouldContain("out of reach from");
    }

    [Fact]
    public void An_eviction_beyond_a_budget()
    {
        var state = Settled(Deployment("web", 4));
        var node = state.Nodes.First(n => n.Pods.Count > 0);
        state.ChangeNode(node, n => n.Cordoned = true);
        state.Delete(node.Pods[0]);

        var other = state.Nodes.First(n => n != node && n.Pods.Count > 0);
        state.ChangeNode(other, n => n.Cordoned = true);
        Should.Throw<InvalidOperationException>(() => state.Delete(other.Pods[0]))
            .Message.ShouldContain("is evicted, 2 are left, default/web wants 3");
    }

    [Fact]
    public void A_pod_that_serves_on_a_lost_node()
    {
        var state = Settled(Deployment("web", 1));
        var pod = state.Pods[0];
        pod.Node!.Powered = false;
        pod.Serving = false;

        Should.Throw<InvalidOperationException>(() => state.SetServing(pod, true))
            .Message.ShouldContain("serves on a lost node");
    }

    [Fact]
    public void An_identity_that_runs_on_a_machine_that_is_cut_off()
    {
        var state = Settled(StatefulSet("db", 1));
        var pod = state.Pods[0];
        state.ChangeMachine(pod.Node!, n => n.Connected = false);
        state.Remove(pod);
        var other = NewPod(state, "db-0", ordinal: 0);
        Bind(state, other, state.Nodes.First(n => n != pod.Node));

        Should.Throw<InvalidOperationException>(() => state.SetServing(other, true))
            .Message.ShouldContain($"runs on {other.Node!.Name} and on {pod.Node!.Name}");
    }

    [Fact]
    public void A_machine_that_has_lost_power_runs_no_identity()
    {
        var state = Settled(StatefulSet("db", 1));
        var pod = state.Pods[0];
        state.ChangeMachine(pod.Node!, n => n.Connected = false);
        state.Remove(pod);
        state.ChangeMachine(pod.Node!, n => n.Powered = false);
        var other = NewPod(state, "db-0", ordinal: 0);
        Bind(state, other, state.Nodes.First(n => n != pod.Node));

        Should.NotThrow(() => state.SetServing(other, true));
    }

    [Fact]
    public void A_volume_that_another_machine_has()
    {
        var state = Settled(StatefulSet("db", 1, ZonalClaim()));
        var pod = state.Pods[0];
        var neighbour = state.Nodes.First(n => n != pod.Node && n.Zone == pod.Node!.Zone);
        pod.Claims[0].Volume!.AttachedTo = neighbour;
        state.SetServing(pod, false);

        Should.Throw<InvalidOperationException>(() => state.SetServing(pod, true))
            .Message.ShouldContain($"which {neighbour.Name} has");
    }

    /// <summary>Nobody has to remember to attach the checker.</summary>
    [Fact]
    public void Every_simulation_has_a_checker()
    {
        var cluster = Simulations.Start(new() { Nodes = Nodes(1) });
        cluster.State.ChangeNode(cluster.State.Nodes[0], n => n.Taints.Add(Broken));

        Should.Throw<InvalidOperationException>(
            () => cluster.State.ChangeNode(cluster.State.Nodes[0], n => n.Taints.Add(Broken)))
            .Message.ShouldContain("has a taint twice");
    }

    private static ClusterState Settled(Workload workload) => Simulations.Settled(new()
    {
        Nodes = Nodes(2, 2),
        Workloads = [workload],
        StorageClasses = [new() { Name = "gp3", Provisioner = "ebs.csi.aws.com", WaitForFirstConsumer = true }],
        Budgets =
        [
            new()
            {
                Name = new("default", "web"),
                Selector = LabelSelector.OfLabels(Labels.None.SetItem("app", "web")),
                MaxUnavailable = IntOrPercent.Count(1),
            },
        ],
    }).State;

    private static SimPod NewPod(
        ClusterState state,
        string name,
        int ordinal = -1,
        ImmutableArray<SimClaim>? claims = null)
    {
        var pod = new SimPod
        {
            Index = state.Pods.Count,
            Name = new("default", name),
            App = "web",
            Class = state.Classes[0],
            Owner = state.Workloads[0],
            Ordinal = ordinal,
            Claims = claims ?? [],
            Priority = 0,
            MayPreempt = true,
            CreatedAt = state.Now,
        };
        state.AddPod(pod);
        return pod;
    }

    private static void Bind(ClusterState state, SimPod pod, SimNode node)
    {
        state.Assume(pod, node);
        state.Bind(pod);
    }
}
