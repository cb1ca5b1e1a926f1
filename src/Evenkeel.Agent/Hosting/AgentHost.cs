using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Evenkeel.Agent.Certificates;
using Evenkeel.Agent.Etcd;
using Evenkeel.Agent.Execution;
using Evenkeel.Agent.Http;
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

/// <summary>Puts a node's agent together and runs it.</summary>
internal sealed class AgentHost : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly NodeConfiguration node;
    private readonly INodePlatform platform;
    private readonly AgentLog log;
    private readonly TimeProvider time;
    private readonly NodeContext context = new();
    private readonly NodeStatus status = new();
    private readonly ulong nonce = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
    private readonly VolumeMemory memory;
    private readonly ChildHost children;
    private readonly EtcdGateway gateway;
    private readonly EtcdSampler? etcdSampler;
    private readonly ChildSampler childSampler;
    private readonly Canary canary;
    private readonly FactSampler facts;
    private readonly SupervisorLoop loop;

    /// <summary>The agent of a node.</summary>
    public AgentHost(
        NodeConfiguration node, INodePlatform platform, string run, AgentLog log, TimeProvider time)
    {
        (this.node, this.platform, this.log, this.time) = (node, platform, log, time);
        var own = node.Slots.FirstOrDefault(s => s.Name == node.Slot);
        var folders = new NodeFolders(platform.VolumeFolder(own), run);
        memory = new VolumeMemory(Path.Combine(run, "volume"));
        children = new ChildHost(folders, Clock, (child, reason, detail) =>
            loop!.Post(now => new ChildExited(now, child, reason, detail)));
        gateway = new EtcdGateway(
            folders.Certificate("etcd-client"), folders.Key("etcd-client"),
            folders.Authority(AuthorityKind.Etcd));
        var members = new EtcdMembers(node, gateway, () => context.Slot)
        {
            PrivateUrl = () => children.PrivateUrl(Child.Etcd),
        };
        etcdSampler = node.HasEtcd
            ? new EtcdSampler(members, () => children.StartedAt(Child.Etcd), Clock) : null;
        childSampler = new ChildSampler(children, new Dictionary<Child, ChildProbe>(), Clock);
        canary = new Canary(() => context.Mounted, Clock);
        var secrets = new ClusterSecrets(platform.Parameters, platform.ParameterPath, time);
        var issuer = new CertificateIssuer(node, folders, secrets, time);
        facts = new FactSampler(canary, etcdSampler, childSampler, issuer, Clock);
        IEtcdFence? fence = null;
        var childRequests = new ChildRequests(node, platform, context, folders, children)
        {
            Fence = () => fence!,
        };
        fence = new LocalFence(children, () => _ = RevealAsync(childRequests));
        var platformRequests = new PlatformRequests(
            node, platform, context, secrets, issuer, facts.ForgetCertificates);
        var snapshots = new SnapshotStore(
            platform.Snapshots, new SnapshotTools(node.Etcd.Version, platform.Program, folders), members,
            folders, time);
        var leases = new EtcdLeases(
            gateway, members, nonce.ToString("x", CultureInfo.InvariantCulture));
        var requests = new RequestExecutor(
            node, platformRequests,
            new EtcdRequests(
                node, members, snapshots, leases, context,
                token => IncarnationAsync(platformRequests, token), (_, _) => Task.FromResult(false),
                token => File.Exists(folders.Certificate("etcd-client"))
                    ? Task.CompletedTask : platformRequests.IssueAsync(token)),
            new KubernetesRequests(node), childRequests, log);
        loop = new SupervisorLoop(
            new NodeSupervisor(node), new OrderExecutor(children, fence, memory, status, log), requests,
            Clock);
    }

    /// <summary>Runs until it is cancelled; children live on.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // What lives on from an agent before is known before anything is decided.
        var adopted = children.Adopt();
        if (node.Slot is not null)
        {
            context.Slot = node.Slots.First(s => s.Name == node.Slot);
        }

        loop.Post(now => new Started(
            now, platform.Instance, nonce, [.. adopted.Select(c => new RunningChild(c))], memory.Read()));
        canary.Start();
        using var server = await ListenAsync(cancellation);
        var work = new List<Task>
        {
            loop.RunAsync(cancellation), server.RunAsync(cancellation), TickAsync(cancellation),
        };
        work.AddRange(childSampler.Run(cancellation));
        if (etcdSampler is not null)
        {
            work.Add(etcdSampler.RunAsync(cancellation));
        }

        // None of them ends by itself: one that does has failed, and the agent ends with it.
        await await Task.WhenAny(work);
        log.Write(AgentEvent.Ends, "the agent ends; what it started lives on");
    }

    /// <summary>The node is to leave.</summary>
    public void Leave() => loop.Post(now => new LeaveOrdered(now));

    /// <inheritdoc/>
    public void Dispose() => gateway.Dispose();

    private long Clock() => time.GetTimestamp() / (time.TimestampFrequency / 1000);

    private async Task TickAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Second, time);
        do
        {
            loop.PostTick(now => new Tick(
                now, time.GetUtcNow().ToUnixTimeMilliseconds(), Random.Shared.NextDouble(), facts.Look()));
        }
        while (await WaitAsync(timer, cancellation));
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken cancellation)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
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
        if (context.Incarnation.Length == 0)
        {
            await requests.ReadIncarnationAsync(cancellation);
        }

        return context.Incarnation.Length > 0 ? context.Incarnation
            : throw new IOException("the cluster's incarnation cannot be read");
    }

    private async Task<StatusServer> ListenAsync(CancellationToken cancellation)
    {
        var end = new IPEndPoint(platform.HealthAddress, node.Health.Port);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new StatusServer(end, Answer);
            }
            catch (SocketException e) when (attempt < 60)
            {
                log.Write(AgentEvent.Broken, $"{end} cannot be listened on: {e.Message}");
                await Task.Delay(Second, cancellation);
            }
        }
    }

    private StatusAnswer? Answer(string target) => target switch
    {
        "/healthz" => status.Health(isVerbose: false),
        "/healthz?verbose" => status.Health(isVerbose: true),
        "/metrics" => new(200, "text/plain; version=0.0.4", Metrics.Write(
            node, status, facts.Look(), canary.TookMs, Environment.WorkingSet)),
        _ => null,
    };
}
