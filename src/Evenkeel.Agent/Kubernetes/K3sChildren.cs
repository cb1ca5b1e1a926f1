using System.Security.Cryptography;
using Evenkeel.Agent.Certificates;
using Evenkeel.Agent.Execution;
using Evenkeel.Agent.Platforms;
using Evenkeel.Agent.Processes;
using Evenkeel.Agent.Sampling;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Kubernetes;

/// <summary>
/// K3s as a child. Before a server starts, the cluster's authorities are put where K3s would make its own, so
/// that
/// every server has the same ones and the agent's certificates are good there, too (docs.k3s.io, "Using
/// Custom CA
/// Certificates").
/// </summary>
/// <param name="node">The node.</param>
/// <param name="platform">Where its program is.</param>
/// <param name="context">What is learnt while it runs.</param>
/// <param name="folders">Where files lie.</param>
/// <param name="api">The API server of the node.</param>
/// <param name="local">Programs of this machine.</param>
/// <param name="passwords">Where K3s looks for the node's password.</param>
internal sealed class K3sChildren(
    NodeConfiguration node, INodePlatform platform, NodeContext context, NodeFolders folders,
    KubernetesApi api, HttpClient local, string passwords)
{
    private bool IsEmbedded => node.Etcd.Mode == EtcdMode.Embedded;

    /// <summary>How it is run.</summary>
    public ChildCommand Command(ChildOptions options)
    {
        var flags = Flags();
        if (node.Role == NodeRole.Worker)
        {
            var authority = Read(folders.Authority(AuthorityKind.Kubernetes));
            PrivateFile.Replace(
                folders.K3sToken, K3sFlags.PinnedToken(authority, Read(folders.WorkerToken).Trim()) + "\n");
            return new(platform.Program("k3s"), flags.Worker());
        }

        Prepare(flags.Folder);
        return new(platform.Program("k3s"), flags.Server(options as ChildOptions.K3s));
    }

    /// <summary>Makes a snapshot the data of this server.</summary>
    public async Task RestoreAsync(string snapshot, CancellationToken cancellation)
    {
        var flags = Flags();
        Prepare(flags.Folder);
        await Tool.RunAsync(platform.Program("k3s"), flags.Restore(snapshot), cancellation);
    }

    /// <summary>How it says that it lives.</summary>
    public IReadOnlyDictionary<Child, ChildProbe> Probes() => new Dictionary<Child, ChildProbe>
    {
        [Child.K3s] = node.Role == NodeRole.Worker
            ? new(AskKubeletAsync, AskKubeletAsync)
            : new(
                t => api.IsFineAsync(ControlPlaneFlags.UrlOf(Slot), "/livez?exclude=etcd", t),
                t => api.IsFineAsync(ControlPlaneFlags.UrlOf(Slot), "/readyz", t)),
    };

    private SlotAddress Slot => context.Slot ?? throw new IOException("no slot is taken");

    private K3sFlags Flags() => new(
        node, node.Role == NodeRole.Worker ? null : Slot,
        NodeIdentity.NameOf(node, context.Slot, platform.Instance), folders);

    /// <summary>Puts authorities, password and, for K3s' own etcd, the folder of its data in place.</summary>
    public void Prepare(string folder)
    {
        var tls = Path.Combine(folder, "server", "tls");
        Directory.CreateDirectory(Path.Combine(tls, "etcd"));
        var kubernetes = Read(folders.Authority(AuthorityKind.Kubernetes));
        foreach (var name in new[] { "server-ca", "client-ca" })
        {
            Place(Path.Combine(tls, name), kubernetes, Read(folders.Key("ca")));
        }

        Place(
            Path.Combine(tls, "request-header-ca"), Read(folders.Authority(AuthorityKind.FrontProxy)),
            Read(folders.Key("front-proxy-ca")));
        PlaceIfMissing(Path.Combine(tls, "service.key"), Read(folders.Key("service-account")));
        if (IsEmbedded)
        {
            foreach (var name in new[] { "server-ca", "peer-ca" })
            {
                Place(
                    Path.Combine(tls, "etcd", name), Read(folders.Authority(AuthorityKind.Etcd)),
                    Read(folders.Key("etcd-ca")));
            }

            LinkDatabase(Path.Combine(folder, "server", "db"));
        }

        Directory.CreateDirectory(folders.Kubeconfigs);
        KeepPassword();
    }

    private async Task<bool> AskKubeletAsync(CancellationToken cancellation)
    {
        using var answer = await local.GetAsync(
            new Uri($"http://127.0.0.1:{ControlPlanePorts.KubeletHealth}/healthz"), cancellation);
        return answer.IsSuccessStatusCode;
    }

    private static void Place(string path, string certificate, string key)
    {
        PlaceIfMissing(path + ".key", key);
        PlaceIfMissing(path + ".crt", certificate);
    }

    /// <summary>K3s may have rotated what was placed: what is there stays.</summary>
    private static void PlaceIfMissing(string path, string content)
    {
        if (!File.Exists(path))
        {
            PrivateFile.Replace(path, content);
        }
    }

    /// <summary>The database lies on the slot's volume; everything else of K3s does not.</summary>
    private void LinkDatabase(string link)
    {
        var target = Path.Combine(
            context.Mounted ?? throw new IOException("the volume is not mounted"), "k3s", "server", "db");
        Directory.CreateDirectory(target);
        if (new FileInfo(link).LinkTarget != target)
        {
            if (Directory.Exists(link))
            {
                Directory.Delete(link, recursive: new FileInfo(link).LinkTarget is null);
            }

            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, target);
        }
    }

    /// <summary>
    /// A node that comes back under its name has to know the password it had (k3s-io/k3s#10408): it lies on
    /// the
    /// slot's volume.
    /// </summary>
    private void KeepPassword()
    {
        if (context.Mounted is not { } mounted)
        {
            return;
        }

        var kept = Path.Combine(mounted, "node-password");
        if (PrivateFile.ReadOrNull(kept) is not { Length: > 0 } password)
        {
            password = RandomNumberGenerator.GetHexString(32, lowercase: true) + "\n";
            PrivateFile.Replace(kept, password);
        }

        Directory.CreateDirectory(passwords);
        PrivateFile.Replace(Path.Combine(passwords, "password"), password);
    }

    private static string Read(string path) =>
        PrivateFile.ReadOrNull(path) ?? throw new IOException($"{path} is not there yet");
}
