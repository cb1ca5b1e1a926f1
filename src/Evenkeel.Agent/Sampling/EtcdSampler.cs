using Evenkeel.Agent.Etcd;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Sampling;

/// <summary>
/// Asks the own member of etcd how it is, once a second, in the background: its status, and a read that a
/// quorum
/// confirms. Each has a time of its own, so that one that hangs does not hide the other.
/// </summary>
/// <param name="members">The members.</param>
/// <param name="startedAt">When the own member's process was started, by the clock; null where none
/// runs.</param>
/// <param name="clock">Milliseconds on a clock that never goes back.</param>
internal sealed class EtcdSampler(EtcdMembers members, Func<long?> startedAt, Func<long> clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private long forStart = -1;
    private EtcdStatus? status;
    private long statusAt;
    private long readAt;

    /// <summary>Samples until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(
        LoopAsync(async token =>
        {
            var found = await members.StatusAsync(members.OwnUrl, token);
            return () => (status, statusAt) = (found, clock());
        }, cancellation),
        LoopAsync(async token =>
        {
            await members.ReadAsync(members.OwnUrl, token);
            return () => readAt = clock();
        }, cancellation));

    /// <summary>
    /// The last status, and how long ago it and a read came through: since the process' start at the longest.
    /// </summary>
    public (EtcdStatus? Status, long SilentMs, long ReadSilentMs) Look()
    {
        if (startedAt() is not { } started)
        {
            return (null, 0, 0);
        }

        lock (gate)
        {
            var now = clock();
            return forStart != started
                ? (null, now - started, now - started)
                : (status, now - Math.Max(statusAt, started), now - Math.Max(readAt, started));
        }
    }

    private async Task LoopAsync(
        Func<CancellationToken, Task<Action>> sample, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            if (startedAt() is { } started)
            {
                await SampleAsync(sample, started, cancellation);
            }

            try
            {
                await Task.Delay(Pause, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task SampleAsync(
        Func<CancellationToken, Task<Action>> sample, long started, CancellationToken cancellation)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Patience);
            var keep = await sample(patience.Token);
            lock (gate)
            {
                if (startedAt() == started)
                {
                    if (forStart != started)
                    {
                        (forStart, status, statusAt, readAt) = (started, null, 0, 0);
                    }

                    keep();
                }
            }
        }
        catch (Exception e) when (EtcdMembers.IsProblem(e))
        {
            // The silence grows.
        }
    }
}
