using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Duties;

/// <summary>Which children of Kubernetes a node has, and when they are wanted.</summary>
internal sealed class KubernetesWishes(Node node)
{
    /// <summary>Every child that this node has besides its database.</summary>
    public IReadOnlyList<Child> Children { get; } = Of(node.Configuration);

    /// <summary>The child that serves the Kubernetes API; null where none does.</summary>
    public Child? ApiServer { get; } = node.Configuration switch
    {
        { Role: not NodeRole.Server } or { Kubernetes.Distribution: NodeDistribution.None } => null,
        { Kubernetes.Distribution: NodeDistribution.K3s } => Child.K3s,
        _ => Child.ApiServer,
    };

    /// <summary>Wants all of them.</summary>
    public void Want()
    {
        foreach (var child in Children)
        {
            node.Children.Want(child, ChildOptions.None.Value);
        }
    }

    /// <summary>Wants none of them.</summary>
    public void Stop()
    {
        foreach (var child in Children)
        {
            node.Children.Stop(child);
        }
    }

    private static IReadOnlyList<Child> Of(NodeConfiguration configuration) =>
        (configuration.Role, configuration.Kubernetes.Distribution) switch
        {
            (NodeRole.Etcd, _) or (_, NodeDistribution.None) => [],
            (NodeRole.Worker, NodeDistribution.K3s) => [Child.K3s],
            (NodeRole.Worker, _) => [Child.Kubelet, Child.Proxy],
            (_, NodeDistribution.K3s) => configuration.Etcd.Mode == Core.Model.Cluster.EtcdMode.Embedded
                ? [] : [Child.K3s],
            _ => configuration.Kubernetes.Schedulable
                ? [Child.ApiServer, Child.ControllerManager, Child.Scheduler, Child.Kubelet, Child.Proxy]
                : [Child.ApiServer, Child.ControllerManager, Child.Scheduler],
        };
}
