using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Compiler.Tests.Binding;

/// <summary>Settings of the cluster file against instance types and workloads.</summary>
public sealed class SettingsChecksTests
{
    [Fact]
    public void A_pool_has_one_architecture() => Bindings.Single(
        "EK2012", Bindings.File("{name: general, instanceTypes: [m7i.large, m6i.large, m7g.large], min: 3}"))
        .Message.ShouldBe("the pool `general` has types of amd64 and of arm64");

    [Fact]
    public void Every_architecture_in_use_has_its_image()
    {
        var file = Bindings.File(
            "{name: general, instanceTypes: [c7g.large], min: 3}",
            more: "  image: {amd64: ami-0123456789abcdef0}");
        var diagnostic = Bindings.Single("EK2013", file);
        diagnostic.Message.ShouldBe("c7g.large is of arm64, for which `spec.image` names no AMI");
        diagnostic.Span!.Value.Line.ShouldBe(9);
    }

    [Fact]
    public void The_control_planes_image_is_missed_too() => Bindings.Single(
        "EK2013",
        Bindings.File(
            "{name: general, instanceTypes: [c7g.large], min: 3}",
            more: "  image: {arm64: ami-0123456789abcdef0}"))
        .Message.ShouldStartWith("m7i.large is of amd64");

    [Fact]
    public void Images_of_all_architectures_are_enough()
    {
        var model = Bindings.Good(Bindings.File(
            "{name: general, instanceTypes: [c7g.large], min: 3}",
            more: "  image: {amd64: ami-0123456789abcdef0, arm64: ami-0fedcba9876543210}"));
        model.Account.Images["arm64"].ShouldBe("ami-0fedcba9876543210");
    }

    [Fact]
    public void The_bastions_type_is_known() => Bindings.Single(
        "EK2001",
        Bindings.File(more:
            "  network: {access: {bastion: {instanceType: t3.smal, allowFrom: [192.0.2.0/24]}}}"))
        .Fix.ShouldBe("did you mean `t3.small`?");

    [Fact]
    public void A_bastion_may_be_smaller_than_a_node() => Bindings.Good(Bindings.File(more:
        "  network: {access: {bastion: {instanceType: t3.micro, allowFrom: [192.0.2.0/24]}}}"))
        .Network.Bastion!.InstanceType.ShouldBe("t3.micro");

    [Fact]
    public void Nodes_have_room_in_their_subnet()
    {
        var file = Bindings.File(
            "{name: general, instanceTypes: [m7i.large], min: 3, max: 800}",
            more: "  network: {cidr: 10.20.0.0/20}");
        var diagnostic = Bindings.Single("EK2014", file);
        diagnostic.Message.ShouldBe(
            "the application subnet of a zone has 256 addresses, but its nodes may need 415");
        diagnostic.Fix.ShouldStartWith("write `cidr: 10.20.0.0/19`");
    }

    [Fact]
    public void Pods_of_EKS_have_room_in_their_subnet() => Bindings.Single(
        "EK2014",
        Bindings.File(
            "{name: general, instanceTypes: [m7i.large], min: 3, max: 300}",
            distribution: "eks"))
        .Fix.ShouldBe("lower the pools' `max`; a VPC cannot be larger");

    [Theory]
    [InlineData("{workload: shop/wbe, egress: registry.example.com}", "workload shop/wbe")]
    [InlineData("{workload: shop/web, service: shop/api}", "Service shop/api")]
    public void Dependencies_name_what_exists(string dependency, string what) => Bindings.Single(
        "EK2015", Bindings.File(more: $"  dependsOn: [{dependency}]"))
        .Message.ShouldBe($"no workload file holds the {what}");

    [Fact]
    public void Everything_unset_is_in_the_model()
    {
        var model = Bindings.Good(Bindings.File());
        model.Network.Cidr.ShouldBe(Ipv4Network.Parse("10.20.0.0/16"));
        model.Network.Nat.ShouldBe(NatMode.PerZone);
        model.Subnets.Length.ShouldBe(9);
        model.Etcd!.SnapshotKeep.ShouldBe(96);
        model.Ingress.Class.ShouldBe(IngressClass.Traefik);
        model.ApiAccess.Public.ShouldBeFalse();
        model.Account.Handoff.ShouldBe(Handoff.None);
        model.DependsOn.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_set_is_in_the_model()
    {
        var model = Bindings.Good(Bindings.File(
            "{name: general, instanceTypes: [m7i.large], min: 3, labels: {example.com/role: web}, "
            + "taints: [{key: a, value: b, effect: NoExecute}]}",
            distribution: "eks",
            more: """
                  data: {ports: {postgres: 5432}, stores: [{name: orders, kind: dynamodb}]}
                  dependsOn: [{workload: shop/web, store: orders}]
                """));
        model.Etcd.ShouldBeNull();
        model.NodePools[0].Labels["example.com/role"].ShouldBe("web");
        model.NodePools[0].Taints.ShouldBe([new Taint("a", "b", TaintEffect.NoExecute)]);
        model.Data.Ports["postgres"].ShouldBe(5432);
        model.DependsOn.ShouldBe([new Dependency(new ObjectName("shop", "web"), "orders", null, null)]);
        model.Network.PodCidr.ShouldBeNull();
    }
}
