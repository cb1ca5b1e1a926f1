using System.Net.Sockets;
using Evenkeel.Lab.Layout;

namespace Evenkeel.Lab.Balancing;

/// <summary>
/// The balancer as a process of its own: it does what its settings file says, takes changes of that file into
/// use, and writes what it does into others.
/// </summary>
/// <param name="folder">The lab.</param>
/// <param name="time">The clock.</param>
public sealed class BalancerHost(LabFolder folder, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var balancer = new Balancer(time, change =>
        {
            lock (gate)
            {
                LabJson.Append(folder.BalancerChanges, change);
            }
        });
        BalancerReport? written = null;
        DateTime? taken = null;
        while (!cancellation.IsCancellationRequested)
        {
            var changed = File.GetLastWriteTimeUtc(folder.BalancerSettings);
            if (changed != taken && LabJson.Read<BalancerSettings>(folder.BalancerSettings) is { } settings)
            {
                taken = await UseAsync(balancer, settings, cancellation) ? changed : null;
            }

            if (taken is not null && balancer.Report() is var report && !Equal(report, written))
            {
                LabJson.Write(folder.BalancerReport, report);
                written = report;
            }

            await Task.Delay(Look, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> UseAsync(
        Balancer balancer, BalancerSettings settings, CancellationToken cancellation)
    {
        try
        {
            balancer.Use(settings);
            return true;
        }
        catch (SocketException e)
        {
            // An address of another process that is about to end, or one that does not exist yet.
            await Console.Error.WriteLineAsync($"an address cannot be listened on: {e.Message}");
            await Task.Delay(Retry, time, cancellation);
            return false;
        }
    }

    private static bool Equal(BalancerReport report, BalancerReport? written) =>
        written is not null && report.IsFailingOpen == written.IsFailingOpen
        && report.Targets.SequenceEqual(written.Targets) && report.InName.SequenceEqual(written.InName);
}
