using Evenkeel.Platform.Aws;
using Evenkeel.Provisioning.Runs;

namespace Evenkeel.Provisioning.Live;

/// <summary>
/// Waits until every group has its machines, every slot its volume and every target is healthy.
/// </summary>
/// <param name="aws">AWS.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Is told what is missing whenever that changes.</param>
public sealed class HealthWait(IAwsApi aws, TimeProvider time, IRunProgress progress)
{
    /// <summary>
    /// Founding a cluster takes minutes: machines boot one after the other, and load images.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Waits.</summary>
    /// <exception cref="ProvisioningException">It is not well in time.</exception>
    public async Task WaitAsync(ExpectedCluster expected, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var told = "";
        while (true)
        {
            var live = await LiveCluster.ReadAsync(aws, expected, cancellation);
            var missing = Shortfalls.Of(expected, live).ToList();
            if (missing.Count == 0) return;

            var text = string.Join("; ", missing);
            if (time.GetElapsedTime(started) > Longest)
            {
                throw new ProvisioningException(ProvisioningDiagnostics.NotWell(
                    expected.Cluster, text, (int)Longest.TotalMinutes));
            }

            if (text != told) progress.Step($"waiting: {text}");
            told = text;
            await Task.Delay(Pause, time, cancellation);
        }
    }
}
