using System.Globalization;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Etcd;

/// <summary>The arguments of etcd, by version: flags lost <c>experimental-</c> in 3.6, and some defaults
/// changed
/// in 3.5 (etcd.io/docs, "Configuration options" of each).</summary>
internal static class EtcdFlags
{
    /// <summary>The arguments.</summary>
    /// <param name="node">The node.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="options">What the decisions say.</param>
    /// <param name="folders">Where its data and its certificates lie.</param>
    /// <param name="privately">
    /// Listens on loopback ports that nobody knows, for a cluster that is not to be reached yet; null for the
    /// slot's own.
    /// </param>
    public static IReadOnlyList<string> Render(
        NodeConfiguration node, SlotAddress slot, ChildOptions.Etcd options, NodeFolders folders,
        PrivatePorts? privately)
    {
        var etcd = node.Etcd;
        var version = EtcdVersion.Of(etcd.Version);
        var client = Url(slot.Address, etcd.ClientPort);
        var peer = Url(slot.Address, etcd.PeerPort);
        var members = options.Members.Count == 0
            ? [new EtcdMember(0, options.Name, peer, IsLearner: false)]
            : options.Members;
        List<string> flags =
        [
            $"--name={options.Name}",
            $"--data-dir={folders.EtcdData}",
            $"--listen-client-urls={(privately is null ? client : Url("127.0.0.1", privately.Client))}",
            $"--advertise-client-urls={client}",
            $"--listen-peer-urls={(privately is null ? peer : Url("127.0.0.1", privately.Peer))}",
            $"--initial-advertise-peer-urls={peer}",
            $"--initial-cluster={string.Join(',', members.Select(m => Member(m, node)))}",
            $"--initial-cluster-state={(options.IsNew ? "new" : "existing")}",
            $"--initial-cluster-token={options.Token}",
            $"--cert-file={folders.Certificate("etcd-server")}",
            $"--key-file={folders.Key("etcd-server")}",
            $"--trusted-ca-file={folders.Authority(Certificates.AuthorityKind.Etcd)}",
            "--client-cert-auth=true",
            $"--peer-cert-file={folders.Certificate("etcd-peer")}",
            $"--peer-key-file={folders.Key("etcd-peer")}",
            $"--peer-trusted-ca-file={folders.Authority(Certificates.AuthorityKind.Etcd)}",
            "--peer-client-cert-auth=true",
            string.Create(CultureInfo.InvariantCulture, $"--heartbeat-interval={etcd.HeartbeatMs}"),
            string.Create(CultureInfo.InvariantCulture, $"--election-timeout={etcd.ElectionMs}"),
            string.Create(CultureInfo.InvariantCulture, $"--quota-backend-bytes={etcd.QuotaBytes}"),
            "--strict-reconfig-check=true",
            "--logger=zap",
            "--log-outputs=stderr",
        ];
        if (node.Kubernetes.Distribution == NodeDistribution.None)
        {
            // Kubernetes compacts by itself, every five minutes; nobody else does.
            flags.AddRange(["--auto-compaction-mode=periodic", "--auto-compaction-retention=5m"]);
        }

        flags.AddRange(OfVersion(version));
        return flags;
    }

    private static IEnumerable<string> OfVersion(EtcdVersion version) => version switch
    {
        EtcdVersion.V34 =>
        [
            "--pre-vote=true",
            "--experimental-initial-corrupt-check=true",
            "--experimental-watch-progress-notify-interval=5s",
        ],
        EtcdVersion.V35 =>
        [
            "--experimental-initial-corrupt-check=true",
            "--experimental-compact-hash-check-enabled=true",
            "--experimental-watch-progress-notify-interval=5s",
        ],
        _ =>
        [
            "--feature-gates=InitialCorruptCheck=true,CompactHashCheck=true",
            "--watch-progress-notify-interval=5s",
        ],
    };

    /// <summary>A member that has never started is named by its slot.</summary>
    private static string Member(EtcdMember member, NodeConfiguration node)
    {
        var name = member.Name.Length > 0 ? member.Name
            : node.Slots.FirstOrDefault(s => member.PeerUrl == Url(s.Address, node.Etcd.PeerPort))?.Name
                ?? StoredObjectJson.Hex(member.Id);
        return $"{name}={member.PeerUrl}";
    }

    private static string Url(string address, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"https://{address}:{port}");
}

/// <summary>Ports of loopback that are not told to anybody.</summary>
/// <param name="Client">For clients.</param>
/// <param name="Peer">For members.</param>
internal sealed record PrivatePorts(int Client, int Peer);
