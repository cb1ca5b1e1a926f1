using Evenkeel.Lab.Balancing;
using Evenkeel.Lab.Layout;

namespace Evenkeel.Lab.HealthChecks;

/// <summary>Three balancers that probe the same node, each in a way of its own.</summary>
internal sealed class PoolWatches(
    LabSettings settings, string address, int clusterPort, int localPort, TimeProvider time)
    : IAsyncDisposable
{
    private readonly PoolWatch cluster = new(settings, address, null, clusterPort, time);
    private readonly PoolWatch local = new(settings, address, null, localPort, time);
    private readonly PoolWatch verdict = new(settings, address, "/healthz", settings.HealthPort, time);

    /// <summary>Whether the node has left all three pools.</summary>
    public bool HaveAllLeft => cluster.LeftAt is not null && local.LeftAt is not null
        && verdict.LeftAt is not null;

    /// <summary>Waits until it is in all three.</summary>
    /// <exception cref="LabException">It is not in time.</exception>
    public Task AwaitHealthyAsync(TimeSpan limit, CancellationToken cancellation) => Task.WhenAll(
        cluster.AwaitHealthyAsync(limit, cancellation), local.AwaitHealthyAsync(limit, cancellation),
        verdict.AwaitHealthyAsync(limit, cancellation));

    /// <summary>What came of it.</summary>
    public HealthCheckRow Row(string fault, long begun) =>
        new(fault, cluster.Since(begun), local.Since(begun), verdict.Since(begun));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        await local.DisposeAsync();
        await verdict.DisposeAsync();
    }
}

/// <summary>Probes one node as the lab's balancer would, and keeps when it left the pool.</summary>
internal sealed class PoolWatch : IAsyncDisposable
{
    private readonly TimeProvider time;
    private readonly TargetProber prober;
    private readonly string address;
    private long leftAt;

    public PoolWatch(LabSettings settings, string address, string? path, int port, TimeProvider time)
    {
        (this.time, this.address) = (time, address);
        var timeout = TimeSpan.FromSeconds(2);
        prober = new TargetProber(
            new BalancerTarget(address, "", address),
            new BalancerProbe
            {
                Path = path, Port = port, Interval = settings.ProbeInterval,
                Timeout = settings.ProbeInterval < timeout ? settings.ProbeInterval : timeout,
            },
            time,
            (_, change) =>
            {
                if (change.State == TargetState.Unhealthy)
                {
                    Interlocked.CompareExchange(ref leftAt, time.GetTimestamp(), 0);
                }
            });
    }

    /// <summary>When it left; null while it has not.</summary>
    public long? LeftAt => Interlocked.Read(ref leftAt) is var at and not 0 ? at : null;

    /// <summary>Seconds from a moment until it left; null where it has not.</summary>
    public double? Since(long begun) => LeftAt is { } at ? time.GetElapsedTime(begun, at).TotalSeconds : null;

    /// <summary>Waits until the node is in the pool.</summary>
    public async Task AwaitHealthyAsync(TimeSpan limit, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        while (prober.State != TargetState.Healthy)
        {
            if (time.GetElapsedTime(begun) > limit)
            {
                throw new LabException(
                    $"the probes of {address} do not succeed", "see `evenkeel lab status`");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellation);
        }

        Interlocked.Exchange(ref leftAt, 0);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => prober.DisposeAsync();
}
