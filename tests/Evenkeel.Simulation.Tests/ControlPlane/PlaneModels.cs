using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quantities;
using Evenkeel.Simulation.Tests.Claims;

namespace Evenkeel.Simulation.Tests.ControlPlane;

/// <summary>Clusters of which it is known which machines are servers.</summary>
internal static class PlaneModels
{
    public const string Role = "node-role.kubernetes.io/control-plane";

    /// <summary>Servers in zones by their letters, which take no workloads.</summary>
    public static ClusterModel WithServers(ClusterModel model, params string[] servers) => model with
    {
        ControlPlaneNodes =
        [
            .. Servers(servers).Select(static n => n with { Taints = [new(Role, "", TaintEffect.NoSchedule)] }),
        ],
        Etcd = Stacked,
    };

    /// <summary>etcd beside the servers, run by the node agent.</summary>
    public static EtcdSettings Stacked { get; } =
        new(EtcdTopology.Stacked, EtcdMode.Agent, Quantity.Parse("20Gi"), TimeSpan.FromMinutes(15), 96);

    /// <summary>Servers in zones by their letters.</summary>
    public static ImmutableArray<NodeObject> Servers(params string[] zones) =>
    [
        .. zones.Select((zone, i) => SmallClusters.Node($"server-{i + 1}", "eu-west-1" + zone))
            .Select(n => n with { Labels = n.Labels.SetItem(Role, "true") }),
    ];
}
