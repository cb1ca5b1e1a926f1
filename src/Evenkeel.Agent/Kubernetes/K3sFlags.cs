using System.Globalization;
using Evenkeel.Agent.Certificates;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Kubernetes;

/// <summary>
/// The arguments of K3s (docs.k3s.io, "k3s server" and "k3s agent"). What is the same on every machine of a
/// cluster
/// stands in its configuration file, which cloud-init writes.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="slot">Its slot; null for a worker.</param>
/// <param name="name">The name of its Node object.</param>
/// <param name="folders">Where certificates and tokens lie.</param>
internal sealed class K3sFlags(
    NodeConfiguration node, SlotAddress? slot, string name, NodeFolders folders)
{
    /// <summary>K3s' folder: on AWS its own, in which images lie that are loaded before it starts.</summary>
    public string Folder => node.Platform is PlatformSettings.Aws
        ? "/var/lib/rancher/k3s" : Path.Combine(folders.Run, "k3s");

    /// <summary>The arguments of a server, on the agent's etcd or with K3s' own.</summary>
    public IReadOnlyList<string> Server(ChildOptions.K3s? embedded)
    {
        var own = slot ?? throw new InvalidOperationException("a server without a slot");
        var address = ControlPlaneFlags.AddressOf(own);
        return
        [
            "server",
            $"--data-dir={Folder}",
            $"--token-file={folders.K3sToken}",
            $"--agent-token-file={folders.WorkerToken}",
            $"--node-name={name}",
            $"--node-ip={address}",
            $"--advertise-address={address}",
            .. node.Platform is PlatformSettings.Aws ? [] : new[] { $"--bind-address={address}" },
            .. Names().Select(n => $"--tls-san={n}"),
            $"--cluster-cidr={node.Kubernetes.PodNetwork}",
            $"--service-cidr={node.Kubernetes.ServiceNetwork}",
            $"--cluster-dns={node.Kubernetes.ClusterDns}",
            .. node.Etcd.Mode == EtcdMode.Embedded ? Embedded(embedded) : OnAgentsEtcd(own),
            .. LabelsAndTaints(),
            $"--write-kubeconfig={folders.Kubeconfig("k3s")}",
            "--write-kubeconfig-mode=0600",
        ];
    }

    /// <summary>
    /// The arguments with which K3s makes a snapshot its data, and ends; its cluster has one member then.
    /// </summary>
    public IReadOnlyList<string> Restore(string snapshot) =>
        [.. Server(null), "--cluster-reset", $"--cluster-reset-restore-path={snapshot}"];

    /// <summary>The arguments of a worker.</summary>
    public IReadOnlyList<string> Worker() =>
    [
        "agent",
        $"--data-dir={Folder}",
        $"--server={node.Kubernetes.Endpoint}",
        $"--token-file={folders.K3sToken}",
        $"--node-name={name}",
        .. LabelsAndTaints(),
    ];

    /// <summary>
    /// A worker's token: the authority's hash before it makes sure that it joins this cluster and no other
    /// (docs.k3s.io, "k3s token", secure format).
    /// </summary>
    public static string PinnedToken(string authorityPem, string token)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(authorityPem));
        return $"K10{Convert.ToHexStringLower(hash)}::node:{token}";
    }

    /// <summary>Addresses of every slot, so that a server can be joined through any.</summary>
    private IEnumerable<string> Names() =>
        node.Kubernetes.Names.Concat(node.Slots.Select(ControlPlaneFlags.AddressOf)).Distinct();

    private IEnumerable<string> OnAgentsEtcd(SlotAddress own) =>
    [
        "--datastore-endpoint=" + string.Join(',', (node.IsEtcdDedicated ? node.Slots : [own]).Select(s =>
            string.Create(CultureInfo.InvariantCulture, $"https://{s.Address}:{node.Etcd.ClientPort}"))),
        $"--datastore-cafile={folders.Authority(AuthorityKind.Etcd)}",
        $"--datastore-certfile={folders.Certificate("apiserver-etcd-client")}",
        $"--datastore-keyfile={folders.Key("apiserver-etcd-client")}",
    ];

    private IEnumerable<string> Embedded(ChildOptions.K3s? options)
    {
        if (options is { IsClusterInit: true })
        {
            yield return "--cluster-init";
        }

        if (options is { Join: { } through })
        {
            // A peer's address and never the balancer's, behind which it may meet itself (k3s-io/k3s#9661).
            yield return "--server=" + ControlPlaneFlags.UrlOf(node.Slots.First(s => s.Name == through));
        }

        // Snapshots are the agent's: scheduled, checked and pruned as for any other etcd.
        yield return "--etcd-disable-snapshots";
        yield return Etcd("heartbeat-interval", node.Etcd.HeartbeatMs);
        yield return Etcd("election-timeout", node.Etcd.ElectionMs);
        yield return Etcd("quota-backend-bytes", node.Etcd.QuotaBytes);
    }

    private IEnumerable<string> LabelsAndTaints() =>
    [
        .. NodeIdentity.LabelsOf(node).Select(static l => $"--node-label={l}"),
        .. NodeIdentity.TaintsOf(node).Select(static t => $"--node-taint={t}"),
    ];

    private static string Etcd(string flag, long value) =>
        string.Create(CultureInfo.InvariantCulture, $"--etcd-arg={flag}={value}");
}
