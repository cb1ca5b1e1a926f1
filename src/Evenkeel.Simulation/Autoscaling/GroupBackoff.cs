using Evenkeel.Core.Model.Aws;
using Evenkeel.Simulation.Aws;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>
/// Which groups are left alone after launches that failed, and until when
/// (cluster-autoscaler/utils/backoff/exponential_backoff.go).
/// </summary>
internal sealed class GroupBackoff(ClusterAutoscalerSettings settings)
{
    private readonly Dictionary<SimGroup, Entry> entries = [];

    /// <summary>Leaves a group alone: 5 min at first, twice as long after each wait, at most 30.</summary>
    public void Begin(SimGroup group, TimeSpan now)
    {
        var duration = settings.InitialBackoff;
        if (entries.TryGetValue(group, out var last))
        {
            var twice = last.Until < now ? 2 * last.Duration : last.Duration;
            duration = twice < settings.MaxBackoff ? twice : settings.MaxBackoff;
        }

        entries[group] = new(duration, now + duration, now);
    }

    /// <summary>Whether a group is left alone.</summary>
    public bool Holds(SimGroup group, TimeSpan now) =>
        entries.TryGetValue(group, out var entry) && entry.Until >= now;

    /// <summary>Forgets failures that lie long back.</summary>
    public void Forget(TimeSpan now)
    {
        foreach (var group in entries.Where(e => e.Value.FailedAt + settings.BackoffReset < now)
            .Select(static e => e.Key).ToList())
        {
            entries.Remove(group);
        }
    }

    private readonly record struct Entry(TimeSpan Duration, TimeSpan Until, TimeSpan FailedAt);
}
