using System.Collections.Immutable;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Quorum;
using Evenkeel.Core.Spec;

namespace Evenkeel.Compiler.Lowering.Manifests;

/// <summary>
/// What the cluster's own parts depend on: the same from a file that is proven and from a model that is
/// rendered, so that both have the same parts.
/// </summary>
internal sealed record PartSettings
{
    /// <summary>The cluster's name.</summary>
    public required string Cluster { get; init; }

    /// <summary>Its region.</summary>
    public required string Region { get; init; }

    /// <summary>Its Kubernetes version.</summary>
    public required KubernetesVersion Version { get; init; }

    /// <summary>The addresses of Services.</summary>
    public required Ipv4Network Services { get; init; }

    /// <summary>How requests come in.</summary>
    public required IngressSettings Ingress { get; init; }

    /// <summary>Names, keys and handoff.</summary>
    public required AccountSettings Account { get; init; }

    /// <summary>What cluster-autoscaler is told; null where none runs.</summary>
    public ClusterAutoscalerSettings? Autoscaler { get; init; }

    /// <summary>Whether the descheduler runs.</summary>
    public bool Descheduler { get; init; }

    /// <summary>Whether there is a file system over all zones.</summary>
    public bool SharedFiles { get; init; }

    /// <summary>Members of etcd.</summary>
    public required int Members { get; init; }

    /// <summary>Whether those run on nodes, and not on machines of their own.</summary>
    public bool HasEtcdOnNodes { get; init; } = true;

    /// <summary>Each pool, and how few nodes it has at the least.</summary>
    public required ImmutableArray<(string Name, int Min)> Pools { get; init; }

    /// <summary>Whether cert-manager proves its names in Route 53.</summary>
    public bool DnsChallenge => Ingress.AcmeEmail is not null && Account.Dns is not null;

    /// <summary>The settings of a cluster file.</summary>
    public static PartSettings Of(ClusterSpec spec) => new()
    {
        Cluster = spec.Name.Value,
        Region = spec.Region.Value,
        Version = spec.Version.Value,
        Services = spec.Network.Settings.ServiceCidr,
        Ingress = spec.Ingress,
        Account = spec.Account,
        SharedFiles = spec.SharedFiles,
        Members = QuorumMath.MembersFor(spec.Zones.Length),
        Pools = [.. spec.NodePools.Select(p => (p.Name.Value, p.Min))],
        Autoscaler = Binding.MemberPlan.Autoscaler(spec.ClusterAutoscaler),
        Descheduler = spec.Descheduler,
    };

    /// <summary>The settings of a bound cluster.</summary>
    public static PartSettings Of(ClusterModel model) => new()
    {
        Cluster = model.Name,
        Region = model.Region,
        Version = model.Version,
        Services = model.Network.ServiceCidr,
        Ingress = model.Ingress,
        Account = model.Account,
        SharedFiles = model.SharedFiles,
        Members = model.ControlPlane.Members,
        HasEtcdOnNodes = !Usage.DedicatedEtcd(model),
        Pools =
        [
            .. model.NodePools.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => (p.Name, p.Min)),
        ],
        Autoscaler = model.Aws.Autoscaler,
        Descheduler = model.Descheduler,
    };
}
