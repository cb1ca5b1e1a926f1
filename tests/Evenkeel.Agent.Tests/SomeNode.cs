using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Node;

namespace Evenkeel.Agent.Tests;

/// <summary>Configurations of nodes.</summary>
internal static class SomeNode
{
    public static SlotAddress SlotA { get; } = new("a", "eu-west-1a", "10.20.0.10");

    public static NodeConfiguration Server(
        NodeDistribution distribution = NodeDistribution.None, string etcd = "3.5.21",
        EtcdMode mode = EtcdMode.Agent) => new()
    {
        Cluster = "shop",
        Role = NodeRole.Server,
        Zone = "eu-west-1a",
        Slot = "a",
        Slots = [SlotA, new("b", "eu-west-1b", "10.20.1.10"), new("c", "eu-west-1c", "10.20.2.10")],
        Platform = new PlatformSettings.Local("world"),
        Etcd = new() { Version = etcd, Mode = mode },
        Kubernetes = new()
        {
            Distribution = distribution,
            Version = distribution == NodeDistribution.None ? null : "1.35.2",
            Endpoint = "https://api.shop.example.com:6443",
            Names = ["api.shop.example.com"],
        },
    };
}
