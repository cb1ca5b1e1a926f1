using System.Globalization;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quorum;

namespace Evenkeel.Simulation.Parts;

/// <summary>
/// What must be there for the Kubernetes API to answer: a quorum of etcd, a server, and a node of the
/// balancer before the servers, which leads to those of all zones.
/// </summary>
internal static class ControlPlaneCondition
{
    private const string Role = "node-role.kubernetes.io/control-plane";

    /// <summary>The condition.</summary>
    public static Condition Of(ClusterModel model, PartIndex parts, PlaceConditions places)
    {
        if (model.Distribution == Distribution.Eks)
        {
            return parts.Is(PartKind.ControlPlane, "the control plane that AWS runs");
        }

        NodeObject[] servers =
        [
            .. model.ControlPlaneNodes.Concat(model.Nodes).Where(static n => n.Labels.ContainsKey(Role)),
        ];
        var machines = servers.Select(s => places.Machine(s.Name, s.Zone)).ToArray();
        var isDedicated = model.Etcd is { Topology: EtcdTopology.Dedicated };
        var members = Members(model, isDedicated ? [] : servers)
            .Select(m => Condition.All(
                places.Machine(m.Machine, m.Zone),
                parts.Is(PartKind.Member, $"etcd member on {m.Machine}"),
                parts.Is(PartKind.Volume, $"volume of etcd on {m.Machine}")))
            .ToArray();
        var balancer = model.Aws.LoadBalancers
            .FirstOrDefault(static b => b.TargetGroups.Any(static g => g.Service is null));
        return Condition.All(
            new Condition.AtLeast(QuorumMath.Quorum(members.Length), members),
            machines.Length == 0 ? Condition.Always : Condition.Any(machines),
            balancer is null ? Condition.Always : Condition.Any(balancer.Zones.Select(places.Balancer)));
    }

    /// <summary>The machines of etcd: the servers, or machines of their own.</summary>
    private static IEnumerable<(string Machine, string Zone)> Members(
        ClusterModel model, NodeObject[] servers)
    {
        if (servers.Length == model.ControlPlane.Members)
        {
            return servers.Select(static s => (s.Name, s.Zone));
        }

        var perZone = QuorumMath.Spread(model.ControlPlane.Members, model.Zones.Length);
        return model.Zones.SelectMany((zone, z) => Enumerable.Range(1, perZone[z])
            .Select(i => (string.Create(CultureInfo.InvariantCulture, $"etcd-{zone}-{i}"), zone)));
    }
}
