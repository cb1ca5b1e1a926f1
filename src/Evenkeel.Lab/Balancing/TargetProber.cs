namespace Evenkeel.Lab.Balancing;

/// <summary>Probes one target, again and again.</summary>
internal sealed class TargetProber : IAsyncDisposable
{
    private readonly BalancerTarget target;
    private readonly BalancerProbe probe;
    private readonly TimeProvider time;
    private readonly TargetHealth health;
    private readonly Action<TargetProber, TargetChange> changed;
    private readonly CancellationTokenSource end = new();
    private readonly Task work;
    private CancellationTokenSource? drain;

    public TargetProber(
        BalancerTarget target, BalancerProbe probe, TimeProvider time,
        Action<TargetProber, TargetChange> changed)
    {
        (this.target, this.probe, this.time, this.changed) = (target, probe, time, changed);
        health = new TargetHealth(probe);
        work = RunAsync();
    }

    /// <summary>What is thought of the target.</summary>
    public TargetState State => drain is null ? health.State : TargetState.Draining;

    /// <summary>Why the last probe failed; null where it did not.</summary>
    public string? Cause { get; private set; }

    /// <summary>Whether it probes what is wanted.</summary>
    public bool IsFor(BalancerTarget wanted, BalancerProbe by) =>
        target with { IsDraining = wanted.IsDraining } == wanted && probe == by;

    /// <summary>Begins to drain, or takes the target back.</summary>
    /// <param name="isWanted">Which of the two.</param>
    /// <param name="delay">How long connections are kept.</param>
    /// <param name="cut">Cuts them then.</param>
    public void Drain(bool isWanted, TimeSpan delay, Action cut)
    {
        if (isWanted == drain is not null)
        {
            return;
        }

        var was = State;
        drain?.Cancel();
        drain?.Dispose();
        drain = isWanted ? new CancellationTokenSource() : null;
        changed(this, new TargetChange(time.GetUtcNow(), target.Name, was, State, Cause));
        if (drain is { Token: var token })
        {
            _ = Task.Delay(delay, time, token).ContinueWith(
                _ => cut(), token, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }
    }

    /// <summary>Ends it, without waiting for a probe under way.</summary>
    public void Stop()
    {
        end.Cancel();
        drain?.Cancel();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await work;
        end.Dispose();
        drain?.Dispose();
    }

    private async Task RunAsync()
    {
        while (!end.IsCancellationRequested)
        {
            var begun = time.GetTimestamp();
            try
            {
                var cause = await HealthProbe.AskAsync(probe, target.Address, end.Token);
                Take(cause);
                var rest = probe.Interval - time.GetElapsedTime(begun);
                if (rest > TimeSpan.Zero)
                {
                    await Task.Delay(rest, time, end.Token);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Take(string? cause)
    {
        var was = State;
        Cause = cause;
        if (health.Take(cause is null) && State != was)
        {
            changed(this, new TargetChange(time.GetUtcNow(), target.Name, was, State, cause));
        }
    }
}
