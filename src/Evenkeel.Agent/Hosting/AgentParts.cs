using System.Globalization;
using System.Security.Cryptography;
using Evenkeel.Agent.Certificates;
using Evenkeel.Agent.Etcd;
using Evenkeel.Agent.Execution;
using Evenkeel.Agent.Http;
using Evenkeel.Agent.Kubernetes;
using Evenkeel.Agent.Logging;
using Evenkeel.Agent.Platforms;
using Evenkeel.Agent.Processes;
using Evenkeel.Agent.Sampling;
using Evenkeel.Agent.Snapshots;
using Evenkeel.Agent.Volumes;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Hosting;

/// <summary>The parts of a node's agent, put together.</summary>
internal sealed class AgentParts : IDisposable
{
    private readonly NodeConfiguration node;
    private readonly INodePlatform platform;
    private readonly TimeProvider time;
    private readonly AgentLog log;
    private readonly EtcdGateway gateway;
    private readonly KubernetesApi api;

    /// <summary>Programs of this machine, asked over loopback: who they are is not in doubt.</summary>
    private readonly HttpClient local = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(2),
        UseProxy = false,
        SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
    });

    /// <summary>The parts of a node's agent.</summary>
    public AgentParts(
        NodeConfiguration node, INodePlatform platform, string run, AgentLog log, TimeProvider time)
    {
        (this.node, this.platform, this.log, this.time) = (node, platform, log, time);
        var own = node.Slots.FirstOrDefault(s => s.Name == node.Slot);
        var folders = new NodeFolders(platform.VolumeFolder(own), run);
        Memory = new VolumeMemory(Path.Combine(run, "volume"));
        Children = new ChildHost(folders, Clock, (child, reason, detail) =>
            Loop!.Post(now => new ChildExited(now, child, reason, detail)));
        gateway = new EtcdGateway(
            folders.Certificate("etcd-client"), folders.Key("etcd-client"),
            folders.Authority(AuthorityKind.Etcd));
        api = new KubernetesApi(
            () => Context.Slot is { } slot ? ControlPlaneFlags.UrlOf(slot) : null,
            folders.Certificate("agent"), folders.Key("agent"),
            folders.Authority(AuthorityKind.Kubernetes));
        var members = new EtcdMembers(node, gateway, () => Context.Slot)
        {
            PrivateUrl = () => Children.PrivateUrl(Child.Etcd),
        };
        var upstream = new UpstreamChildren(node, platform, Context, folders, api, local);
        var k3s = new K3sChildren(
            node, platform, Context, folders, api, local,
            node.Platform is PlatformSettings.Aws ? "/etc/rancher/node" : Path.Combine(run, "k3s-node"));
        EtcdSampler = node.HasEtcd
            ? new EtcdSampler(members, () => Children.StartedAt(Database), Clock) : null;
        ChildSampler = new ChildSampler(
            Children, node.Kubernetes.Distribution switch
            {
                NodeDistribution.Upstream => upstream.Probes(),
                NodeDistribution.K3s => k3s.Probes(),
                _ => new Dictionary<Child, ChildProbe>(),
            }, Clock);
        Canary = new Canary(() => Context.Mounted, Clock);
        var secrets = new ClusterSecrets(platform.Parameters, platform.ParameterPath, time);
        var issuer = new CertificateIssuer(node, folders, secrets, time);
        Facts = new FactSampler(Canary, EtcdSampler, ChildSampler, issuer, Clock);
        IEtcdFence? fence = null;
        var children = new ChildRequests(node, platform, Context, folders, Children, upstream, k3s)
        {
            Fence = () => fence!,
        };
        fence = new ProcessFence(Children, () => _ = RevealAsync(children));
        var requests = new PlatformRequests(node, platform, Context, secrets, issuer, () =>
        {
            Facts.ForgetCertificates();
            upstream.WriteKubeconfigs();
        });
        var leases = new EtcdLeases(
            gateway, members, Nonce.ToString("x", CultureInfo.InvariantCulture));
        Manifests = node.Role == NodeRole.Server && node.Kubernetes.Distribution != NodeDistribution.None
            ? new ManifestDuty(
                node, api, leases, folders, log, () => Status.Verdict.Status != VerdictStatus.Failing,
                platform.ManifestsFile) : null;
        Loop = new SupervisorLoop(
            new NodeSupervisor(node), new OrderExecutor(Children, fence, Memory, Status, log),
            Requests(folders, members, leases, requests, children, k3s), Clock);
    }

    /// <summary>What is learnt while it runs.</summary>
    public NodeContext Context { get; } = new();

    /// <summary>What the node says of itself.</summary>
    public NodeStatus Status { get; } = new();

    /// <summary>What was last kept of the volume.</summary>
    public VolumeMemory Memory { get; }

    /// <summary>The children.</summary>
    public ChildHost Children { get; }

    /// <summary>The own member's samples; null where this node has none.</summary>
    public EtcdSampler? EtcdSampler { get; }

    /// <summary>The children's samples.</summary>
    public ChildSampler ChildSampler { get; }

    /// <summary>The disk's canary.</summary>
    public Canary Canary { get; }

    /// <summary>All samples together.</summary>
    public FactSampler Facts { get; }

    /// <summary>Applies manifests; null where this node has no Kubernetes API.</summary>
    public ManifestDuty? Manifests { get; }

    /// <summary>The loop.</summary>
    public SupervisorLoop Loop { get; }

    /// <summary>The child that has the member's data.</summary>
    private Child Database =>
        node.Etcd.Mode == Core.Model.Cluster.EtcdMode.Embedded ? Child.K3s : Child.Etcd;

    /// <summary>This life of the agent.</summary>
    public ulong Nonce { get; } = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));

    /// <summary>Milliseconds on a clock that never goes back.</summary>
    public long Clock() => time.GetTimestamp() / (time.TimestampFrequency / 1000);

    /// <inheritdoc/>
    public void Dispose()
    {
        gateway.Dispose();
        api.Dispose();
        local.Dispose();
    }

    private RequestExecutor Requests(
        NodeFolders folders, EtcdMembers members, EtcdLeases leases, PlatformRequests requests,
        ChildRequests children, K3sChildren k3s)
    {
        var snapshots = new SnapshotStore(
            platform.Snapshots, new SnapshotTools(node.Etcd.Version, platform.Program, folders), members,
            folders, time);
        var etcd = new EtcdRequests(
            node, members, snapshots, leases, Context, token => IncarnationAsync(requests, token),
            (slot, token) => node.Kubernetes.Distribution != NodeDistribution.None
                ? api.IsFineAsync(ControlPlaneFlags.UrlOf(slot), "/readyz", token)
                : Task.FromResult(false),
            token => File.Exists(folders.Certificate("etcd-client"))
                ? Task.CompletedTask : requests.IssueAsync(token),
            k3s.RestoreAsync);
        return new RequestExecutor(
            node, requests, etcd, new KubernetesRequests(node, platform, Context, api, leases, Clock),
            children, log);
    }

    private async Task RevealAsync(ChildRequests requests)
    {
        try
        {
            await requests.RevealEtcdAsync(CancellationToken.None);
        }
        catch (IOException e)
        {
            log.Write(AgentEvent.Broken, "etcd cannot be started where it can be reached: " + e.Message);
        }
    }

    private async Task<string> IncarnationAsync(
        PlatformRequests requests, CancellationToken cancellation)
    {
        if (Context.Incarnation.Length == 0)
        {
            await requests.ReadIncarnationAsync(cancellation);
        }

        return Context.Incarnation.Length > 0 ? Context.Incarnation
            : throw new IOException("the cluster's incarnation cannot be read");
    }
}
