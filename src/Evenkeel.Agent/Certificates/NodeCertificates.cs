using System.Globalization;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Node;

namespace Evenkeel.Agent.Certificates;

/// <summary>Which certificates a node needs, by what runs on it.</summary>
internal static class NodeCertificates
{
    /// <summary>The group whose members may do everything (kubernetes.io, "Using RBAC
    /// Authorization").</summary>
    private const string Masters = "system:masters";

    /// <summary>The certificates, in a fixed order.</summary>
    public static IReadOnlyList<CertificateWish> Of(NodeConfiguration node, SlotAddress? slot)
    {
        var wishes = new List<CertificateWish>();
        if (node.Role == NodeRole.Worker)
        {
            return wishes;
        }

        wishes.Add(Client("etcd-client", AuthorityKind.Etcd, "evenkeel-agent"));
        if (node is { HasEtcd: true, Etcd.Mode: EtcdMode.Agent } && slot is not null)
        {
            string[] hosts = [slot.Address, "127.0.0.1", "localhost"];

            // Clients come through a balancer, too; members never do.
            wishes.Add(new(
                "etcd-server", AuthorityKind.Etcd, slot.Name, [], IsServer: true,
                [.. hosts, .. node.Kubernetes.Names]));
            wishes.Add(new("etcd-peer", AuthorityKind.Etcd, slot.Name, [], IsServer: true, hosts));
        }

        if (node.Role == NodeRole.Server && node.Kubernetes.Distribution != NodeDistribution.None)
        {
            wishes.Add(Client("apiserver-etcd-client", AuthorityKind.Etcd, "kube-apiserver"));
            wishes.Add(Client("agent", AuthorityKind.Kubernetes, "evenkeel-agent", Masters));
            wishes.Add(Client("admin", AuthorityKind.Kubernetes, "evenkeel-admin", Masters));
        }

        if (node is { Role: NodeRole.Server, Kubernetes.Distribution: NodeDistribution.Upstream })
        {
            wishes.AddRange(OfControlPlane(node, slot));
        }

        return wishes;
    }

    private static IEnumerable<CertificateWish> OfControlPlane(NodeConfiguration node, SlotAddress? slot)
    {
        var address = slot is null ? [] : new[] { slot.Server ?? slot.Address };
        var first = node.Kubernetes.ServiceNetwork.Address + 1;
        string[] hosts =
        [
            "kubernetes", "kubernetes.default", "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local", "localhost", "127.0.0.1",
            AddressText(first), .. address, .. node.Kubernetes.Names,
        ];
        yield return new("apiserver", AuthorityKind.Kubernetes, "kube-apiserver", [], IsServer: true, hosts);
        yield return Client(
            "apiserver-kubelet-client", AuthorityKind.Kubernetes, "kube-apiserver-kubelet-client", Masters);
        yield return Client("front-proxy-client", AuthorityKind.FrontProxy, "front-proxy-client");
        yield return Client(
            "controller-manager", AuthorityKind.Kubernetes, "system:kube-controller-manager");
        yield return Client("scheduler", AuthorityKind.Kubernetes, "system:kube-scheduler");
    }

    private static CertificateWish Client(
        string file, AuthorityKind authority, string name, params IReadOnlyList<string> groups) =>
        new(file, authority, name, groups, IsServer: false, []);

    private static string AddressText(uint address) => string.Create(
        CultureInfo.InvariantCulture,
        $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}");
}
