using System.Net;
using System.Net.Sockets;
using Evenkeel.Agent.Http;
using Evenkeel.Agent.Logging;
using Evenkeel.Agent.Platforms;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Hosting;

/// <summary>Runs a node's agent.</summary>
internal sealed class AgentHost(
    NodeConfiguration node, INodePlatform platform, string run, AgentLog log, TimeProvider time,
    Systemd systemd) : IDisposable
{
    /// <summary>A loop that has not moved for so long is not alive: systemd starts the agent anew.</summary>
    private const long LoopPatienceMs = 10_000;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly AgentParts parts = new(node, platform, run, log, time);

    /// <summary>Runs until it is cancelled; children live on.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // What lives on from an agent before is known before anything is decided.
        var adopted = parts.Children.Adopt();
        if (node.Slot is not null)
        {
            parts.Context.Slot = node.Slots.First(s => s.Name == node.Slot);
        }

        parts.Loop.Post(now => new Started(
            now, platform.Instance, parts.Nonce, [.. adopted.Select(c => new RunningChild(c))],
            parts.Memory.Read()));
        parts.Canary.Start();
        using var server = await ListenAsync(cancellation);
        systemd.Ready();
        var work = new List<Task>
        {
            parts.Loop.RunAsync(cancellation), server.RunAsync(cancellation), TickAsync(cancellation),
        };
        work.AddRange(parts.ChildSampler.Run(cancellation));
        if (parts.EtcdSampler is { } sampler)
        {
            work.Add(sampler.RunAsync(cancellation));
        }

        if (parts.Manifests is { } manifests)
        {
            work.Add(manifests.RunAsync(cancellation));
        }

        // None of them ends by itself: one that does has failed, and the agent ends with it.
        await await Task.WhenAny(work);
        systemd.Ends();
        log.Write(AgentEvent.Ends, "the agent ends; what it started lives on");
    }

    /// <summary>The node is to leave.</summary>
    public void Leave() => parts.Loop.Post(now => new LeaveOrdered(now));

    /// <inheritdoc/>
    public void Dispose() => parts.Dispose();

    private async Task TickAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Second, time);
        do
        {
            parts.Loop.PostTick(now => new Tick(
                now, time.GetUtcNow().ToUnixTimeMilliseconds(), Random.Shared.NextDouble(),
                parts.Facts.Look()));
            if (parts.Clock() - parts.Loop.LastStepAt < LoopPatienceMs)
            {
                systemd.Alive(parts.Status.Verdict.Status.ToString());
            }
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
        "/healthz" => parts.Status.Health(isVerbose: false),
        "/healthz?verbose" => parts.Status.Health(isVerbose: true),
        "/metrics" => new(200, "text/plain; version=0.0.4", Metrics.Write(
            node, parts.Status, parts.Facts.Look(), parts.Canary.TookMs, Environment.WorkingSet)),
        _ => null,
    };
}
