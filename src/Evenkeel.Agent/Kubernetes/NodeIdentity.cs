using Evenkeel.Core.Model.Node;

namespace Evenkeel.Agent.Kubernetes;

/// <summary>The name of a node's Node object, and its provider id.</summary>
internal static class NodeIdentity
{
    /// <summary>
    /// A slot's machines have one name, so that the next finds what the one before left; a worker is named by
    /// its instance.
    /// </summary>
    public static string NameOf(NodeConfiguration node, SlotAddress? slot, string instance) =>
        node.Role == NodeRole.Worker || slot is null ? instance : $"{node.Cluster}-{slot.Name}";

    /// <summary>How the cloud's controllers find the machine; null where there is no cloud.</summary>
    public static string? ProviderId(NodeConfiguration node, string instance) =>
        node.Platform is PlatformSettings.Aws ? $"aws:///{node.Zone}/{instance}" : null;

    /// <summary>The instance of a provider id.</summary>
    public static string InstanceOf(string providerId) =>
        providerId[(providerId.LastIndexOf('/') + 1)..];

    /// <summary>
    /// Labels that the kubelet may give its own node (kubernetes.io, "NodeRestriction"); the others are the
    /// server's to give.
    /// </summary>
    public static IEnumerable<string> LabelsOf(NodeConfiguration node) =>
    [
        .. node.Kubernetes.Labels.Select(static l => $"{l.Key}={l.Value}"),
        .. node.Platform is PlatformSettings.Aws ? [] : new[] { $"topology.kubernetes.io/zone={node.Zone}" },
    ];

    /// <summary>Taints: those of the file, and the control plane's where no workloads may run
    /// there.</summary>
    public static IReadOnlyList<string> TaintsOf(NodeConfiguration node) =>
        node is { Role: NodeRole.Server, Kubernetes.Schedulable: false }
            && !node.Kubernetes.Taints.Any(static t =>
                t.StartsWith("node-role.kubernetes.io/control-plane", StringComparison.Ordinal))
            ? [.. node.Kubernetes.Taints, "node-role.kubernetes.io/control-plane=:NoSchedule"]
            : node.Kubernetes.Taints;
}
