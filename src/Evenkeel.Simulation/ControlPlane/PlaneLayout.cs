using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Core.Quorum;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>The members of etcd, where they are, and when they elect.</summary>
/// <param name="Members">Each with its machine and its zone.</param>
/// <param name="ElectionMs">The least time without a heartbeat after which a member stands.</param>
/// <param name="Assumption">What is assumed of it besides; empty for nothing.</param>
internal sealed record PlaneLayout(
    ImmutableArray<(string Name, string Zone)> Members, int ElectionMs, string Assumption)
{
    /// <summary>The agent's etcd has etcd's own time-outs (--election-timeout).</summary>
    private const int Usual = 1000;

    /// <summary>K3s, pkg/etcd: heartbeat-interval 500, election-timeout 5000.</summary>
    private const int OfK3s = 5000;

    /// <summary>The layout of a cluster; null where its machines are not known.</summary>
    public static PlaneLayout? Of(ClusterModel model)
    {
        if (model.Distribution == Distribution.Eks)
        {
            return OfEks(model);
        }

        ImmutableArray<(string Name, string Zone)> servers =
        [
            .. model.ControlPlaneNodes.Concat(model.Nodes).Where(static n => n.IsServer)
                .Select(static n => (n.Name, n.Zone)),
        ];
        return servers.Length == 0 || servers.Length != model.ControlPlane.Members ? null : model.Etcd switch
        {
            { Mode: EtcdMode.Embedded } => new(
                servers, OfK3s,
                "etcd that K3s runs itself elects after 5 to 10 s (its defaults of 500 and 5000 ms), and a "
                    + "server comes back to it as one of the node agent does."),
            { Topology: EtcdTopology.Dedicated } => new(
                Dedicated(model), Usual,
                "etcd has machines of its own in the zones of the servers, each of which asks all of them."),
            { } => new(servers, Usual, ""),
            null => null,
        };
    }

    /// <summary>
    /// The servers among nodes, each with a member of the agent's etcd; null where there are none.
    /// </summary>
    public static PlaneLayout? OfNodes(IEnumerable<NodeObject> nodes)
    {
        ImmutableArray<(string Name, string Zone)> servers =
            [.. nodes.Where(static n => n.IsServer).Select(static n => (n.Name, n.Zone))];
        return servers.IsEmpty ? null : new(servers, Usual, "");
    }

    /// <summary>Whether a fault of these nodes strikes a member's machine.</summary>
    public bool Has(NodeTarget target) => Members.Any(m => Is(m, target));

    /// <summary>The places of the members that a target names.</summary>
    public IEnumerable<int> Of(NodeTarget target) =>
        Enumerable.Range(0, Members.Length).Where(i => Is(Members[i], target));

    /// <summary>Whether a member's machine is named.</summary>
    private static bool Is((string Name, string Zone) member, NodeTarget target) =>
        member.Zone == target.Zone || target.Nodes.Contains(member.Name);

    private static ImmutableArray<(string Name, string Zone)> Dedicated(ClusterModel model)
    {
        var perZone = QuorumMath.Spread(model.ControlPlane.Members, model.Zones.Length);
        return
        [
            .. model.Zones.SelectMany((zone, z) => Enumerable.Range(1, perZone[z]).Select(i => (
                string.Create(CultureInfo.InvariantCulture, $"etcd-{zone}-{i}"), zone))),
        ];
    }

    /// <summary>
    /// Three members in three zones (EKS user guide, "Amazon EKS architecture"). Which zones is AWS's
    /// matter: those of the cluster are taken, the worst case.
    /// </summary>
    private static PlaneLayout OfEks(ClusterModel model) => new(
        [
            .. model.Zones.Concat(["elsewhere", "elsewhere too"]).Take(3)
                .Select(static z => ("EKS in " + z, z)),
        ],
        Usual,
        "AWS runs the control plane in three zones, those of the cluster first, one member of etcd each, "
            + "with etcd's own time-outs; how it mends its machines is not known, and is taken to be as "
            + "here.");
}
