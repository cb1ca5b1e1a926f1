using Evenkeel.Agent.Certificates;
using Evenkeel.Agent.Execution;
using Evenkeel.Agent.Platforms;
using Evenkeel.Agent.Processes;
using Evenkeel.Agent.Sampling;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Kubernetes;

/// <summary>The programs of kubernetes.io as children: how they are run, and how they say that they
/// live.</summary>
internal sealed class UpstreamChildren(
    NodeConfiguration node, INodePlatform platform, NodeContext context, NodeFolders folders,
    KubernetesApi api, HttpClient local)
{
    /// <summary>How a child is run.</summary>
    /// <exception cref="IOException">Something that it needs is not there yet.</exception>
    public ChildCommand Command(Child child)
    {
        var program = platform.Program(ChildHost.Name(child));
        return child switch
        {
            Child.ApiServer => new(program, Flags().ApiServer()),
            Child.ControllerManager => new(program, WithKubeconfigs().ControllerManager()),
            Child.Scheduler => new(program, WithKubeconfigs().Scheduler()),
            Child.Kubelet => new(program, WithFiles().KubeletArguments()),
            Child.Proxy => new(program, WithFiles().ProxyArguments()),
            _ => throw new InvalidOperationException($"child {child}"),
        };
    }

    /// <summary>
    /// How each says that it lives. An API server whose etcd has no quorum lives; it is not ready.
    /// </summary>
    public IReadOnlyDictionary<Child, ChildProbe> Probes() => new Dictionary<Child, ChildProbe>
    {
        [Child.ApiServer] = new(
            t => api.IsFineAsync(ControlPlaneFlags.UrlOf(Slot), "/livez?exclude=etcd", t),
            t => api.IsFineAsync(ControlPlaneFlags.UrlOf(Slot), "/readyz", t)),
        [Child.ControllerManager] = Inner(ControlPlanePorts.ControllerManager),
        [Child.Scheduler] = Inner(ControlPlanePorts.Scheduler),
        [Child.Kubelet] = Plain(ControlPlanePorts.KubeletHealth),
        [Child.Proxy] = Plain(ControlPlanePorts.ProxyHealth),
    };

    /// <summary>Writes what programs and people read, once there are certificates.</summary>
    public void WriteKubeconfigs()
    {
        if (node.Role == NodeRole.Server && context.Slot is { } slot && File.Exists(folders.Key("admin")))
        {
            new Kubeconfigs(node, slot, folders).Write();
        }
    }

    private SlotAddress Slot => context.Slot ?? throw new IOException("no slot is taken");

    private ControlPlaneFlags Flags() => new(node, Slot, folders);

    private ControlPlaneFlags WithKubeconfigs()
    {
        WriteKubeconfigs();
        return Flags();
    }

    private KubeletFiles WithFiles()
    {
        var name = NodeIdentity.NameOf(node, context.Slot, platform.Instance);
        var files = new KubeletFiles(node, name, platform.Instance, folders);
        var server = node.Role == NodeRole.Server ? ControlPlaneFlags.UrlOf(Slot)
            : node.Kubernetes.Endpoint ?? throw new IOException("kubernetes.endpoint is not given");
        files.Write(
            PrivateFile.ReadOrNull(folders.WorkerToken)?.Trim()
                ?? throw new IOException("the token of workers is not there yet"),
            server);
        return files;
    }

    /// <summary>Their certificates are made by themselves at each start, and they are asked on this
    /// machine.</summary>
    private ChildProbe Inner(int port)
    {
        async Task<bool> AskAsync(CancellationToken token)
        {
            using var answer = await local.GetAsync(new Uri(Flags().InnerUrl(port) + "/healthz"), token);
            return answer.IsSuccessStatusCode;
        }

        return new(AskAsync, AskAsync);
    }

    private ChildProbe Plain(int port)
    {
        async Task<bool> AskAsync(CancellationToken token)
        {
            using var answer = await local.GetAsync(new Uri($"http://127.0.0.1:{port}/healthz"), token);
            return answer.IsSuccessStatusCode;
        }

        return new(AskAsync, AskAsync);
    }
}
