namespace Evenkeel.Simulation.Autoscaling;

/// <summary>How a pod counts when replicas are computed (replica_calculator.go, groupPods).</summary>
internal enum PodMetricState
{
    /// <summary>It has a metric that counts.</summary>
    Ready,

    /// <summary>It is Pending, or too young for its metric to count.</summary>
    Unready,

    /// <summary>It runs, and nothing measures it: its node is lost.</summary>
    Missing,
}

/// <summary>A pod that is not being deleted, as the replica calculator sees it.</summary>
/// <param name="State">How it counts.</param>
/// <param name="Usage">What it uses; of a pod that is not Ready it does not count.</param>
/// <param name="Request">What it requests, in the same unit.</param>
internal readonly record struct PodSample(PodMetricState State, long Usage, long Request);

/// <summary>The ratios around 1 at which replicas stay as they are.</summary>
/// <param name="Down">How far below.</param>
/// <param name="Up">How far above.</param>
internal readonly record struct Tolerances(double Down, double Up)
{
    public bool Hold(double ratio) => 1.0 - Down <= ratio && ratio <= 1.0 + Up;
}

/// <summary>
/// From metrics to replicas (pkg/controller/podautoscaler/replica_calculator.go and metrics/utilization.go).
/// Null where the controller reports an error, and so changes nothing.
/// </summary>
internal static class ReplicaArithmetic
{
    /// <summary>Replicas for a target in percent of the requests (GetResourceReplicas).</summary>
    public static int? ForUtilization(
        int current, IReadOnlyList<PodSample> pods, int targetPercent, Tolerances tolerances)
    {
        // The utilization is whole percent, rounded down (GetResourceUtilizationRatio).
        double? Ratio(IReadOnlyList<PodSample> counted)
        {
            var requests = counted.Sum(static p => p.Request);
            var usage = counted.Sum(static p => p.Usage);
            return requests == 0 ? null : (double)(usage * 100 / requests) / targetPercent;
        }

        // A missing pod is taken to use all of its request, or the target where that is higher; where the
        // rest
        // is at the target exactly it is not counted.
        long? Missing(PodSample pod, double ratio) => ratio switch
        {
            < 1.0 => pod.Request * Math.Max(100, targetPercent) / 100,
            > 1.0 => 0,
            _ => null,
        };
        return Compute(current, pods, Ratio, Missing, tolerances);
    }

    /// <summary>Replicas for a target amount for each pod (calcPlainMetricReplicas).</summary>
    public static int? ForAverage(
        int current, IReadOnlyList<PodSample> pods, long target, Tolerances tolerances) =>
        Compute(
            current,
            pods,
            counted => (double)(counted.Sum(static p => p.Usage) / counted.Count) / target,
            (_, ratio) => ratio < 1.0 ? target : 0,
            tolerances);

    /// <summary>The most that one pass may scale up to without a behavior (calculateScaleUpLimit).</summary>
    public static int ScaleUpLimit(int current) => Math.Max(2 * current, 4);

    private static int? Compute(
        int current,
        IReadOnlyList<PodSample> pods,
        Func<IReadOnlyList<PodSample>, double?> ratioOf,
        Func<PodSample, double, long?> usageOfMissing,
        Tolerances tolerances)
    {
        var counted = pods.Where(static p => p.State == PodMetricState.Ready).ToList();
        if (counted.Count == 0 || ratioOf(counted) is not { } ratio)
        {
            return null;
        }

        var unready = pods.Where(static p => p.State == PodMetricState.Unready).ToList();
        var missing = pods.Where(static p => p.State == PodMetricState.Missing).ToList();
        var upWithUnready = unready.Count > 0 && ratio > 1.0;
        if (!upWithUnready && missing.Count == 0)
        {
            return tolerances.Hold(ratio) ? current : Ceiling(ratio * counted.Count);
        }

        // What is not known is taken to speak against the change: all of it on the way down, none on the
        // way up.
        foreach (var pod in missing)
        {
            if (usageOfMissing(pod, ratio) is { } usage)
            {
                counted.Add(pod with { Usage = usage });
            }
        }

        if (upWithUnready)
        {
            counted.AddRange(unready.Select(static p => p with { Usage = 0 }));
        }

        if (ratioOf(counted) is not { } corrected)
        {
            return null;
        }

        var turned = (ratio < 1.0 && corrected > 1.0) || (ratio > 1.0 && corrected < 1.0);
        if (turned || tolerances.Hold(corrected))
        {
            return current;
        }

        var replicas = Ceiling(corrected * counted.Count);
        return (corrected < 1.0 && replicas > current) || (corrected > 1.0 && replicas < current)
            ? current
            : replicas;
    }

    private static int Ceiling(double replicas) => (int)Math.Min(int.MaxValue, Math.Ceiling(replicas));
}
