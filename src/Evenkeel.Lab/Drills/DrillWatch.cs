using System.Globalization;
using Evenkeel.Lab.Balancing;
using Evenkeel.Lab.Layout;

namespace Evenkeel.Lab.Drills;

/// <summary>
/// Watches a lab from beside while it is drilled: who leads, how many clusters there are, and what the
/// balancer thinks of its targets.
/// </summary>
internal sealed class DrillWatch(LabFolder folder, LabObserver observer, DrillLog log, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private readonly SortedSet<string> clusters = new(StringComparer.Ordinal);
    private ulong term;
    private long read;

    /// <summary>The ids of all clusters that were seen.</summary>
    public IReadOnlyList<string> Clusters => [.. clusters];

    /// <summary>Watches until it is told to end.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        read = File.Exists(folder.BalancerChanges) ? new FileInfo(folder.BalancerChanges).Length : 0;
        while (!end.IsCancellationRequested)
        {
            await LookAsync(CancellationToken.None);
            await Task.Delay(Look, time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await LookAsync(CancellationToken.None);
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var members = await observer.StatusesAsync(cancellation);
        foreach (var (slot, status) in members)
        {
            var id = status.ClusterId.ToString("x", CultureInfo.InvariantCulture);
            if (clusters.Add(id) && clusters.Count > 1)
            {
                log.Say("second-cluster", $"slot {slot} runs another cluster, {id}", ("slot", slot));
            }

            if (status.LeaderId == status.MemberId && status.Term > term)
            {
                if (term > 0)
                {
                    log.Say("leader", $"slot {slot} leads, in term {status.Term}", ("slot", slot));
                }

                term = status.Term;
            }
        }

        TakeChanges();
    }

    private void TakeChanges()
    {
        if (!File.Exists(folder.BalancerChanges))
        {
            return;
        }

        using var file = new FileStream(
            folder.BalancerChanges, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(read, SeekOrigin.Begin);
        using var reader = new StreamReader(file);
        var text = reader.ReadToEnd();
        var whole = text.LastIndexOf('\n') + 1;
        read += whole;
        foreach (var line in text[..whole].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (LabJson.Parse<TargetChange>(line) is { } change)
            {
                log.SayAt(
                    change.At, "target",
                    $"slot {change.Target} is {change.State} for the balancer"
                    + (change.Cause is null ? "" : $": {change.Cause}"),
                    ("slot", change.Target), ("state", change.State.ToString().ToLowerInvariant()),
                    ("cause", change.Cause));
            }
        }
    }
}
