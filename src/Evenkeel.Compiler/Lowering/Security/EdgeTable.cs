using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Security;

/// <summary>
/// Everybody who talks to somebody in a cluster: security group rules are made from this table and from
/// nothing else. The ports inside the cluster are those of K3s ("Requirements", inbound rules for nodes).
/// </summary>
internal static class EdgeTable
{
    private static readonly EdgeCondition Always = new("always", _ => true);
    private static readonly EdgeCondition Ingress = new(
        "`ingress.class` is not `none`", Usage.ServiceBalancer);

    private static readonly EdgeCondition IngressOnServers = new(
        "`ingress.class` is not `none`, `controlPlane.schedulable`",
        m => Usage.ServiceBalancer(m) && m.ControlPlane.Schedulable);

    private static readonly EdgeCondition Verdict = new(
        "`ingress.healthCheck: agent`", m => Usage.ServiceBalancer(m) && !m.Ingress.HasEcho);

    private static readonly EdgeCondition VerdictOnServers = new(
        "`ingress.healthCheck: agent`, `controlPlane.schedulable`",
        m => Usage.ServiceBalancer(m) && !m.Ingress.HasEcho && m.ControlPlane.Schedulable);

    private static readonly EdgeCondition Echo = new(
        "`ingress.healthCheck: daemonset`", m => m.Ingress.HasEcho);

    private static readonly EdgeCondition EchoOnServers = new(
        "`ingress.healthCheck: daemonset`, `controlPlane.schedulable`",
        m => m.Ingress.HasEcho && m.ControlPlane.Schedulable);

    private static readonly EdgeCondition Watched = new(
        "`alarms.prometheusRule`", m => m.Account.HasPrometheusRule);

    private static readonly EdgeCondition Shared = new("`storage.efs`", m => m.SharedFiles);
    private static readonly EdgeCondition SharedByServers = new(
        "`storage.efs`, `controlPlane.schedulable`", m => m.SharedFiles && m.ControlPlane.Schedulable);

    private static readonly EdgeCondition ApiPublic = new("`apiAccess.public`", m => m.ApiAccess.Public);
    private static readonly EdgeCondition ApiInternal = new(
        "not `apiAccess.public`", m => !m.ApiAccess.Public);

    private static readonly EdgeCondition Bastion = new(
        "`network.access.bastion`", m => m.Network.Bastion is not null);

    private static readonly EdgeCondition Dedicated = new("`etcd.topology: dedicated`", Usage.DedicatedEtcd);
    private static readonly EdgeCondition Stacked = new(
        "`etcd.topology: stacked`", m => !Usage.DedicatedEtcd(m));

    private static readonly EdgeCondition DedicatedBastion = new(
        "`etcd.topology: dedicated`, `network.access.bastion`",
        m => Usage.DedicatedEtcd(m) && m.Network.Bastion is not null);

    private static readonly EdgeCondition GoesOut = new("not `nat: none`", m => !IsClosed(m));
    private static readonly EdgeCondition Closed = new("`nat: none`", IsClosed);
    private static readonly EdgeCondition ClosedDedicated = new(
        "`nat: none`, `etcd.topology: dedicated`", m => IsClosed(m) && Usage.DedicatedEtcd(m));

    private static readonly EdgeCondition OpenDedicated = new(
        "not `nat: none`, `etcd.topology: dedicated`", m => !IsClosed(m) && Usage.DedicatedEtcd(m));

    private static readonly EdgeCondition MirrorsInside = new(
        "for each port of `mirrors` with `addresses`", static _ => true);

    private static readonly EdgeCondition MirrorsOutside = new(
        "not `nat: none`, for each port but 443 of `mirrors` without `addresses`", m => !IsClosed(m));

    private static readonly EdgeCondition DataPorts = new(
        "for each of `data.ports`", m => !m.Data.Ports.IsEmpty);

    private static readonly EdgeCondition DataPortsOfServers = new(
        "for each of `data.ports`, `controlPlane.schedulable`",
        m => !m.Data.Ports.IsEmpty && m.ControlPlane.Schedulable);

    private static readonly EdgeCondition DataPortsOfBastion = new(
        "for each of `data.ports`, `network.access.bastion`",
        m => !m.Data.Ports.IsEmpty && m.Network.Bastion is not null);

    /// <summary>The edges, but for those of the data tier, whose ports the cluster file names.</summary>
    public static ImmutableArray<Edge> Fixed { get; } =
    [
        .. FromOutside(), .. ToTheApi(), .. AmongNodes(), .. OfPrometheus(),
        .. ToEtcd(), .. ToFiles(), .. OfOperators(), .. ToOutside(),
    ];

    /// <summary>The edges of the data tier; their port stands for each of <c>data.ports</c>.</summary>
    public static ImmutableArray<Edge> DataTier { get; } =
    [
        new(Actor.Worker, Actor.Data, default, "applications use the database", DataPorts),
        new(
            Actor.ControlPlane, Actor.Data, default,
            "applications that run on servers use the database", DataPortsOfServers),
        new(
            Actor.Bastion, Actor.Data, default,
            "administrators of the database come through the bastion", DataPortsOfBastion),
    ];

    /// <summary>The edges to mirrors at private addresses; their port stands for each that these have.
    /// </summary>
    public static ImmutableArray<Edge> ToMirrorsInside { get; } =
    [
        new(Actor.ControlPlane, Actor.Mirrors, default, "images", MirrorsInside),
        new(Actor.Worker, Actor.Mirrors, default, "images", MirrorsInside),
    ];

    /// <summary>
    /// The edge to mirrors on the internet; its port stands for each that these have. Nodes of pools reach
    /// all of the internet in any case.
    /// </summary>
    public static ImmutableArray<Edge> ToMirrorsOutside { get; } =
        [new(Actor.ControlPlane, Actor.Internet, default, "images from a mirror", MirrorsOutside)];

    /// <summary>The edges whose ports the cluster file names.</summary>
    public static IEnumerable<Edge> Named => DataTier.Concat(ToMirrorsInside).Concat(ToMirrorsOutside);

    /// <summary>The edges of a cluster, each with a port.</summary>
    public static IEnumerable<Edge> Of(ClusterModel model)
    {
        var data = model.Data.Ports.SelectMany(port => DataTier.Select(edge => edge with
        {
            Ports = PortRange.Tcp(port.Value),
            Why = $"{edge.Why} ({port.Key})",
        }));
        return Fixed.Concat(data).Concat(ToMirrors(model)).Where(edge => edge.When.Holds(model));
    }

    private static IEnumerable<Edge> ToMirrors(ClusterModel model) =>
        from edges in new[]
        {
            (IsInside: true, Edges: ToMirrorsInside), (IsInside: false, Edges: ToMirrorsOutside),
        }
        from port in model.Account.Mirrors.Where(m => m.IsInside == edges.IsInside)
            .SelectMany(static m => m.Ports).Distinct().Order()
        where edges.IsInside || port != Ports.Https
        from edge in edges.Edges
        select edge with { Ports = PortRange.Tcp(port) };

    private static bool IsClosed(ClusterModel model) =>
        model.Network is { Existing: null, Nat: NatMode.None };

    private static IEnumerable<Edge> FromOutside() =>
    [
        new(
            Actor.Internet, Actor.ServiceBalancer, PortRange.Tcp(Ports.Http),
            "clients come by HTTP, and Let's Encrypt asks for its challenge", Ingress),
        new(
            Actor.Internet, Actor.ServiceBalancer, PortRange.Tcp(Ports.Https),
            "clients come by HTTPS", Ingress),
        .. ToIngress(Actor.Worker, Ingress, Verdict, Echo),
        .. ToIngress(Actor.ControlPlane, IngressOnServers, VerdictOnServers, EchoOnServers),
    ];

    private static IEnumerable<Edge> ToIngress(
        Actor nodes, EdgeCondition when, EdgeCondition verdict, EdgeCondition echo) =>
    [
        new(
            Actor.ServiceBalancer, nodes, PortRange.Tcp(Ports.IngressHttp),
            "the balancer hands HTTP to the ingress controller", when),
        new(
            Actor.ServiceBalancer, nodes, PortRange.Tcp(Ports.IngressHttps),
            "the balancer hands HTTPS to the ingress controller", when),
        new(
            Actor.ServiceBalancer, nodes, PortRange.Tcp(Ports.AgentHealth),
            "the balancer asks the agent whether the node is well", verdict),
        new(
            Actor.ServiceBalancer, nodes, PortRange.Tcp(Ports.Echo),
            "the balancer asks the echo on the node, which another node's pod may answer", echo),
    ];

    private static IEnumerable<Edge> ToTheApi() =>
    [
        new(
            Actor.ApiClients, Actor.ApiBalancer, PortRange.Tcp(Ports.Api),
            "clients named by apiAccess use the API", ApiPublic),
        new(
            Actor.ControlPlane, Actor.ApiBalancer, PortRange.Tcp(Ports.Api),
            "sessions of operators that end on a server go on to the API", ApiInternal),
        new(
            Actor.Worker, Actor.ApiBalancer, PortRange.Tcp(Ports.Api),
            "sessions of operators that end on a node go on to the API", ApiInternal),
        new(
            Actor.Bastion, Actor.ApiBalancer, PortRange.Tcp(Ports.Api),
            "operators use the API from the bastion", Bastion),
        new(
            Actor.ApiBalancer, Actor.ControlPlane, PortRange.Tcp(Ports.Api),
            "the balancer hands requests to the API servers", Always),
        new(
            Actor.ApiBalancer, Actor.ControlPlane, PortRange.Tcp(Ports.AgentHealth),
            "the balancer asks the agent whether the server is well", Always),
        new(
            Actor.ControlPlane, Actor.ControlPlane, PortRange.Tcp(Ports.Api),
            "a server joins through a peer", Always),
        new(
            Actor.Worker, Actor.ControlPlane, PortRange.Tcp(Ports.Api),
            "kubelets and pods use the API of each server", Always),
    ];

    private static IEnumerable<Edge> AmongNodes() =>
        from edge in new[]
        {
            (From: Actor.ControlPlane, To: Actor.ControlPlane),
            (From: Actor.ControlPlane, To: Actor.Worker),
            (From: Actor.Worker, To: Actor.ControlPlane),
            (From: Actor.Worker, To: Actor.Worker),
        }
        from port in new[]
        {
            (Ports: PortRange.Tcp(Ports.Kubelet), Why: "logs, exec and metrics of the kubelet"),
            (Ports: PortRange.Udp(Ports.Vxlan), Why: "pods talk to pods (Flannel VXLAN)"),
        }
        select new Edge(edge.From, edge.To, port.Ports, port.Why, Always);

    private static IEnumerable<Edge> OfPrometheus() =>
    [
        new(
            Actor.Worker, Actor.Worker, PortRange.Tcp(Ports.AgentHealth),
            "Prometheus asks the agents of nodes what they measure", Watched),
        new(
            Actor.Worker, Actor.ControlPlane, PortRange.Tcp(Ports.AgentHealth),
            "Prometheus asks the agents of servers what they measure", Watched),
    ];

    private static IEnumerable<Edge> ToEtcd() =>
    [
        new(
            Actor.ControlPlane, Actor.ControlPlane, PortRange.Tcp(Ports.EtcdClients, Ports.EtcdPeers),
            "members of etcd talk to each other", Stacked),
        new(
            Actor.Etcd, Actor.Etcd, PortRange.Tcp(Ports.EtcdClients, Ports.EtcdPeers),
            "members of etcd talk to each other", Dedicated),
        new(
            Actor.ControlPlane, Actor.Etcd, PortRange.Tcp(Ports.EtcdClients),
            "API servers use etcd", Dedicated),
    ];

    private static IEnumerable<Edge> ToFiles() =>
    [
        new(
            Actor.Worker, Actor.Files, PortRange.Tcp(Ports.Nfs),
            "nodes mount the file system that zones share", Shared),
        new(
            Actor.ControlPlane, Actor.Files, PortRange.Tcp(Ports.Nfs),
            "servers that run workloads mount the file system that zones share", SharedByServers),
    ];

    private static IEnumerable<Edge> OfOperators() =>
    [
        new(
            Actor.Operators, Actor.Bastion, PortRange.Tcp(Ports.Ssh),
            "operators log in from the addresses that the file names", Bastion),
        new(
            Actor.Bastion, Actor.ControlPlane, PortRange.Tcp(Ports.Ssh),
            "operators go on to servers", Bastion),
        new(Actor.Bastion, Actor.Worker, PortRange.Tcp(Ports.Ssh), "operators go on to nodes", Bastion),
        new(
            Actor.Bastion, Actor.Etcd, PortRange.Tcp(Ports.Ssh),
            "operators go on to members of etcd", DedicatedBastion),
        new(
            Actor.Bastion, Actor.Internet, PortRange.Tcp(Ports.Https),
            "updates, and the APIs of AWS", Bastion),
    ];

    private static IEnumerable<Edge> ToOutside() =>
    [
        new(
            Actor.ControlPlane, Actor.Internet, PortRange.Tcp(Ports.Https),
            "the APIs of AWS, and images", GoesOut),
        new(Actor.Etcd, Actor.Internet, PortRange.Tcp(Ports.Https), "the APIs of AWS", OpenDedicated),
        new(
            Actor.Worker, Actor.Internet, PortRange.All,
            "images, and whatever applications call: NetworkPolicies narrow it", GoesOut),
        .. ToAws(Actor.ControlPlane, Closed),
        .. ToAws(Actor.Etcd, ClosedDedicated),
        .. ToAws(Actor.Worker, Closed),
    ];

    private static IEnumerable<Edge> ToAws(Actor from, EdgeCondition when) =>
    [
        new(from, Actor.Endpoints, PortRange.Tcp(Ports.Https), "the APIs of AWS inside the VPC", when),
        new(from, Actor.S3, PortRange.Tcp(Ports.Https), "the cluster bucket", when),
    ];
}
