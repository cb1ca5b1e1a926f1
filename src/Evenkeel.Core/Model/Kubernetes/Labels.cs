using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Kubernetes;

/// <summary>Well-known label keys, and the empty label set.</summary>
public static class Labels
{
    /// <summary>No labels.</summary>
    public static readonly ImmutableSortedDictionary<string, string> None =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The label that names a node's availability zone.</summary>
    public const string Zone = "topology.kubernetes.io/zone";

    /// <summary>The label that names a node's region.</summary>
    public const string Region = "topology.kubernetes.io/region";

    /// <summary>The label that names a node's host.</summary>
    public const string Hostname = "kubernetes.io/hostname";

    /// <summary>The label, and the key of the taint, of servers of the control plane.</summary>
    public const string Server = "node-role.kubernetes.io/control-plane";

    /// <summary>The label that names a node's instance type.</summary>
    public const string InstanceType = "node.kubernetes.io/instance-type";
}
