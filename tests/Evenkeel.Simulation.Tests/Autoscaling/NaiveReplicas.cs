using Evenkeel.Simulation.Autoscaling;

namespace Evenkeel.Simulation.Tests.Autoscaling;

/// <summary>
/// The replica calculator step by step and case by case, as its documentation tells it: written for clarity
/// alone.
/// </summary>
internal static class NaiveReplicas
{
    public static int? ForUtilization(int current, PodSample[] pods, int percent, Tolerances tolerances)
    {
        var ready = Of(pods, PodMetricState.Ready);
        var missing = Of(pods, PodMetricState.Missing);
        var unready = Of(pods, PodMetricState.Unready);
        if (ready.Count == 0)
        {
            return null;
        }

        var ratio = Utilization(ready) / percent;
        if (ratio > 1 && (missing.Count > 0 || unready.Count > 0))
        {
            return Damped(current, ready.Concat(missing.Select(Idle)).Concat(unready.Select(Idle)).ToList());
        }

        if (ratio < 1 && missing.Count > 0)
        {
            return Damped(current, ready.Concat(missing.Select(Busy)).ToList());
        }

        return ratio == 1 || Near(ratio, tolerances) ? current : (int)Math.Ceiling(ratio * ready.Count);

        PodSample Busy(PodSample pod) => pod with { Usage = pod.Request * (percent > 100 ? percent : 100) / 100 };

        int Damped(int now, List<PodSample> all)
        {
            var after = Utilization(all) / percent;
            return Settle(now, ratio, after, all.Count, tolerances);
        }
    }

    public static int? ForAverage(int current, PodSample[] pods, long target, Tolerances tolerances)
    {
        var ready = Of(pods, PodMetricState.Ready);
        var missing = Of(pods, PodMetricState.Missing);
        var unready = Of(pods, PodMetricState.Unready);
        if (ready.Count == 0)
        {
            return null;
        }

        var ratio = Average(ready) / target;
        if (ratio > 1 && (missing.Count > 0 || unready.Count > 0))
        {
            var all = ready.Concat(missing.Select(Idle)).Concat(unready.Select(Idle)).ToList();
            return Settle(current, ratio, Average(all) / target, all.Count, tolerances);
        }

        if (missing.Count > 0)
        {
            var used = ratio < 1 ? target : 0;
            var all = ready.Concat(missing.Select(p => p with { Usage = used })).ToList();
            return Settle(current, ratio, Average(all) / target, all.Count, tolerances);
        }

        return Near(ratio, tolerances) ? current : (int)Math.Ceiling(ratio * ready.Count);
    }

    private static int Settle(int current, double before, double after, int count, Tolerances tolerances)
    {
        if (Near(after, tolerances) || (before < 1 && after > 1) || (before > 1 && after < 1))
        {
            return current;
        }

        var replicas = (int)Math.Ceiling(after * count);
        var wrongWay = after < 1 ? replicas > current : replicas < current;
        return wrongWay ? current : replicas;
    }

    private static List<PodSample> Of(PodSample[] pods, PodMetricState state) =>
        pods.Where(p => p.State == state).ToList();

    private static PodSample Idle(PodSample pod) => pod with { Usage = 0 };

    private static double Utilization(List<PodSample> pods) =>
        Math.Floor(pods.Sum(p => p.Usage) * 100.0 / pods.Sum(p => p.Request));

    private static double Average(List<PodSample> pods) =>
        Math.Floor((double)pods.Sum(p => p.Usage) / pods.Count);

    private static bool Near(double ratio, Tolerances tolerances) =>
        ratio >= 1 - tolerances.Down && ratio <= 1 + tolerances.Up;
}
