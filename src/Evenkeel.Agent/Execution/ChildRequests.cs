using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Evenkeel.Agent.Etcd;
using Evenkeel.Agent.Kubernetes;
using Evenkeel.Agent.Platforms;
using Evenkeel.Agent.Processes;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Execution;

/// <summary>Starts children: finds their programs and renders their arguments.</summary>
internal sealed class ChildRequests(
    NodeConfiguration node, INodePlatform platform, NodeContext context, NodeFolders folders,
    ChildHost children, UpstreamChildren upstream, K3sChildren k3s)
{
    private readonly SemaphoreSlim starting = new(1);
    private ChildOptions.Etcd? etcdOptions;

    /// <summary>The fence, which decides whether etcd starts out of reach.</summary>
    public required Func<IEtcdFence> Fence { get; init; }

    /// <summary>Starts a child.</summary>
    public async Task<Answer> StartAsync(StartChild start, CancellationToken cancellation)
    {
        await starting.WaitAsync(cancellation);
        try
        {
            if (start.Options is ChildOptions.Etcd etcd)
            {
                etcdOptions = etcd;
                await children.StartAsync(Child.Etcd, Etcd(etcd), cancellation);
                return Done.Value;
            }

            await children.StartAsync(
                start.Child,
                start.Child == Child.K3s ? k3s.Command(start.Options) : upstream.Command(start.Child),
                cancellation);
            return Done.Value;
        }
        finally
        {
            starting.Release();
        }
    }

    /// <summary>Starts etcd again where it can be reached, if it runs where it cannot.</summary>
    public async Task RevealEtcdAsync(CancellationToken cancellation)
    {
        await starting.WaitAsync(cancellation);
        try
        {
            if (children.PrivateUrl(Child.Etcd) is not null && !Fence().StartsPrivately)
            {
                // Data is there: what etcd was told when it was first started does not matter any more.
                var slot = context.Slot ?? throw new IOException("no slot is taken");
                await children.RestartAsync(
                    Child.Etcd, Etcd(etcdOptions ?? new(slot.Name, IsNew: false, "", [])), cancellation);
            }
        }
        finally
        {
            starting.Release();
        }
    }

    private ChildCommand Etcd(ChildOptions.Etcd options)
    {
        var slot = context.Slot ?? throw new IOException("no slot is taken");
        var privately = Fence().StartsPrivately ? new PrivatePorts(FreePort(), FreePort()) : null;
        return new(
            platform.Program("etcd"), EtcdFlags.Render(node, slot, options, folders, privately),
            privately is null ? null
                : string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{privately.Client}"));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
