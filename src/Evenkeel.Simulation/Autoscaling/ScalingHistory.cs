using System.Globalization;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>
/// What one HorizontalPodAutoscaler recommended and did, and what that still allows: stabilization windows
/// and policies (pkg/controller/podautoscaler/horizontal.go).
/// </summary>
/// <param name="downscaleStabilization">--horizontal-pod-autoscaler-downscale-stabilization.</param>
internal sealed class ScalingHistory(TimeSpan downscaleStabilization)
{
    private readonly List<(TimeSpan At, int Replicas)> recommendations = [];
    private readonly List<(TimeSpan At, int Change)> ups = [];
    private readonly List<(TimeSpan At, int Change)> downs = [];

    /// <summary>
    /// The first pass remembers what it found, as if recommended (recordInitialRecommendation).
    /// </summary>
    public void Begin(TimeSpan now, int current)
    {
        if (recommendations.Count == 0)
        {
            recommendations.Add((now, current));
        }
    }

    /// <summary>Remembers nothing.</summary>
    public void Clear()
    {
        recommendations.Clear();
        ups.Clear();
        downs.Clear();
    }

    /// <summary>Remembers a change; policies count it.</summary>
    public void Changed(TimeSpan now, int from, int to)
    {
        if (to > from)
        {
            ups.Add((now, to - from));
        }
        else
        {
            downs.Add((now, from - to));
        }
    }

    /// <summary>
    /// What becomes of a recommendation where no behavior is written (normalizeDesiredReplicas).
    /// </summary>
    public int Normalize(TimeSpan now, int current, int desired, int least, int most)
    {
        var highest = recommendations.Where(r => r.At >= now - downscaleStabilization)
            .Select(static r => r.Replicas).Append(desired).Max();
        Remember(now, desired, downscaleStabilization);
        var limit = Math.Min(most, ReplicaArithmetic.ScaleUpLimit(current));
        return highest < least ? least : Math.Min(highest, limit);
    }

    /// <summary>The same under a behavior (normalizeDesiredReplicasWithBehaviors).</summary>
    public int Normalize(
        TimeSpan now, int current, int desired, int least, int most, ScalingBehavior behavior)
    {
        var upWindow = behavior.Up.Stabilization ?? TimeSpan.Zero;
        var downWindow = behavior.Down.Stabilization ?? downscaleStabilization;
        var lowest = Within(now, upWindow).Append(desired).Min();
        var highest = Within(now, downWindow).Append(desired).Max();
        Remember(now, desired, upWindow > downWindow ? upWindow : downWindow);

        // The current count, brought to within both stabilization limits.
        var stabilized = Math.Min(Math.Max(current, lowest), highest);
        if (stabilized > current)
        {
            var limit = Math.Max(current, UpLimit(now, current, behavior.Up));
            return Math.Min(stabilized, Math.Min(limit, most));
        }

        if (stabilized < current)
        {
            var limit = Math.Min(current, DownLimit(now, current, behavior.Down));
            return Math.Max(stabilized, Math.Max(limit, least));
        }

        return stabilized;
    }

    /// <summary>Everything that it remembers, for telling states apart.</summary>
    public string Signature => string.Join(';', recommendations.Concat(ups).Concat(downs)
        .Select(static r => string.Create(CultureInfo.InvariantCulture, $"{r.At.Ticks}:{r.Item2}")));

    private IEnumerable<int> Within(TimeSpan now, TimeSpan window) =>
        recommendations.Where(r => r.At > now - window).Select(static r => r.Replicas);

    private void Remember(TimeSpan now, int desired, TimeSpan window)
    {
        recommendations.RemoveAll(r => r.At < now - window);
        recommendations.Add((now, desired));
    }

    /// <summary>calculateScaleUpLimitWithScalingRules.</summary>
    private int UpLimit(TimeSpan now, int current, ScalingRules rules)
    {
        if (rules.Select == ScalingPolicySelect.Disabled)
        {
            return current;
        }

        var limits = rules.Policies.Select(policy =>
        {
            var start = AtPeriodStart(now, current, policy.Period);
            return policy.IsPercent
                ? (int)Math.Min(int.MaxValue, Math.Ceiling(start * (1 + (policy.Value / 100.0))))
                : (int)Math.Min(int.MaxValue, (long)start + policy.Value);
        });
        return rules.Select == ScalingPolicySelect.Min ? limits.Min() : limits.Max();
    }

    /// <summary>calculateScaleDownLimitWithBehaviors; percentages round towards zero.</summary>
    private int DownLimit(TimeSpan now, int current, ScalingRules rules)
    {
        if (rules.Select == ScalingPolicySelect.Disabled)
        {
            return current;
        }

        var limits = rules.Policies.Select(policy =>
        {
            var start = AtPeriodStart(now, current, policy.Period);
            return policy.IsPercent ? (int)(start * (1 - (policy.Value / 100.0))) : start - policy.Value;
        });
        return rules.Select == ScalingPolicySelect.Min ? limits.Max() : limits.Min();
    }

    /// <summary>The replicas at the start of a policy's period: changes within it taken back.</summary>
    private int AtPeriodStart(TimeSpan now, int current, TimeSpan period)
    {
        var cutoff = now - period;
        return current - ups.Where(u => u.At > cutoff).Sum(static u => u.Change)
            + downs.Where(d => d.At > cutoff).Sum(static d => d.Change);
    }
}
