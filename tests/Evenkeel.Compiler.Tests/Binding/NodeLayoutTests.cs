using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Compiler.Tests.Binding;

public sealed class NodeLayoutTests
{
    [Theory]
    [InlineData("perZone")]
    [InlineData("regional")]
    [InlineData("fixed")]
    public void Nodes_go_round_the_zones_from_the_first(string placement)
    {
        var model = Bindings.Good(Bindings.File($"{{name: general, placement: {placement}, min: 5}}"));
        model.Nodes.Select(n => n.Name).ShouldBe([
            "general-eu-west-1a-1", "general-eu-west-1b-1", "general-eu-west-1c-1",
            "general-eu-west-1a-2", "general-eu-west-1b-2",
        ]);
    }

    [Fact]
    public void A_pool_of_two_zones_stays_in_them()
    {
        var model = Bindings.Good(Bindings.File("{name: gpu, zones: [eu-west-1b, eu-west-1c], min: 3}"));
        model.Nodes.Select(n => n.Zone).ShouldBe(["eu-west-1b", "eu-west-1c", "eu-west-1b"]);
    }

    [Fact]
    public void Nodes_carry_the_labels_that_Kubernetes_and_AWS_give_them()
    {
        var model = Bindings.Good(Bindings.File(
            "{name: general, instanceTypes: [m7g.large], min: 1, labels: {tier: front, "
            + "topology.kubernetes.io/zone: moon}}"));
        model.Nodes[0].Labels.ShouldBe(new Dictionary<string, string>
        {
            ["evenkeel.dev/pool"] = "general",
            ["kubernetes.io/arch"] = "arm64",
            ["kubernetes.io/hostname"] = "general-eu-west-1a-1",
            ["kubernetes.io/os"] = "linux",
            ["node.kubernetes.io/instance-type"] = "m7g.large",
            ["tier"] = "front",
            ["topology.kubernetes.io/region"] = "eu-west-1",
            ["topology.kubernetes.io/zone"] = "eu-west-1a",
        });
    }

    [Fact]
    public void Taints_of_the_pool_are_on_every_node()
    {
        var model = Bindings.Good(Bindings.File(
            $"{Bindings.Pool}, {{name: gpu, min: 3, taints: [{{key: gpu, effect: NoSchedule}}]}}"));
        model.Nodes.Where(n => n.Name.StartsWith("gpu"))
            .ShouldAllBe(n => n.Taints.Single() == new Taint("gpu", "", TaintEffect.NoSchedule));
    }

    [Fact]
    public void The_control_plane_takes_workloads_only_where_it_may()
    {
        Bindings.Good(Bindings.File()).Nodes.Length.ShouldBe(3);
        var model = Bindings.Good(Bindings.File(more: "  controlPlane: {schedulable: true}"));
        model.Nodes.Select(n => n.Name).Take(3).ShouldBe([
            "control-plane-eu-west-1a-1", "control-plane-eu-west-1b-1", "control-plane-eu-west-1c-1",
        ]);
        model.Nodes[0].Labels["node-role.kubernetes.io/control-plane"].ShouldBe("true");
        model.ControlPlane.Members.ShouldBe(3);
    }

    [Fact]
    public void The_control_plane_of_EKS_is_not_among_the_nodes()
    {
        var model = Bindings.Good(Bindings.File(
            distribution: "eks", more: "  controlPlane: {schedulable: true}"));
        model.Nodes.Length.ShouldBe(3);
        model.ControlPlane.Members.ShouldBe(0);
    }

    [Fact]
    public void What_was_taken_for_granted_is_said()
    {
        var said = Bindings.Good(Bindings.File()).Assumptions;
        said.ShouldContain("Every node pool is at its minimum: general 3 × m7i.large.");
        said.ShouldContain(s => s.Contains("1930m CPU") && s.Contains("6012 MiB"));
        said.ShouldContain(s => s.Contains("Karpenter"));
        said.ShouldAllBe(s => s.EndsWith('.'));
    }
}
