using Evenkeel.Agent.Processes;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Sampling;

/// <summary>How a child says that it lives and that it can serve.</summary>
/// <param name="Lives">Whether it answers that it is alive.</param>
/// <param name="Serves">Whether it answers that it can serve.</param>
internal sealed record ChildProbe(
    Func<CancellationToken, Task<bool>> Lives, Func<CancellationToken, Task<bool>> Serves);

/// <summary>Probes the children once a second, each in a loop of its own.</summary>
internal sealed class ChildSampler(
    ChildHost children, IReadOnlyDictionary<Child, ChildProbe> probes, Func<long> clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Lock gate = new();
    private readonly Dictionary<Child, (long For, long AliveAt, bool IsReady)> seen = [];

    /// <summary>Probes until it is cancelled; one loop for each child that has a probe.</summary>
    public IEnumerable<Task> Run(CancellationToken cancellation) =>
        probes.Select(p => LoopAsync(p.Key, p.Value, cancellation));

    /// <summary>The children that run; one without a probe of its own lives as long as its process
    /// does.</summary>
    /// <param name="etcd">What is known of etcd, whose status is its sign of life.</param>
    public IReadOnlyList<ChildFacts> Look((EtcdStatus? Status, long SilentMs, long ReadSilentMs) etcd)
    {
        var now = clock();
        var facts = new List<ChildFacts>();
        lock (gate)
        {
            foreach (var child in children.Alive())
            {
                if (children.StartedAt(child) is not { } started)
                {
                    continue;
                }

                var known = seen.TryGetValue(child, out var last) && last.For == started ? last : default;
                facts.Add(child == Child.Etcd
                    ? new ChildFacts(child, etcd.SilentMs, etcd.Status is not null && etcd.SilentMs < 5000)
                    : probes.ContainsKey(child)
                        ? new ChildFacts(child, now - Math.Max(known.AliveAt, started), known.IsReady)
                        : new ChildFacts(child, 0, IsReady: true));
            }
        }

        return facts;
    }

    private async Task LoopAsync(Child child, ChildProbe probe, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            if (children.StartedAt(child) is { } started)
            {
                var (lives, serves) =
                    (await AskAsync(probe.Lives, cancellation), await AskAsync(probe.Serves, cancellation));
                lock (gate)
                {
                    var before = seen.TryGetValue(child, out var last) && last.For == started
                        ? last.AliveAt : 0;
                    seen[child] = (started, lives ? clock() : before, lives && serves);
                }
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

    private static async Task<bool> AskAsync(
        Func<CancellationToken, Task<bool>> ask, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            return await ask(patience.Token);
        }
        catch (Exception e) when (
            e is IOException or HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
