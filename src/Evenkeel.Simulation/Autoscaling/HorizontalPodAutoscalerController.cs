using System.Globalization;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Recording;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>
/// Sets the replicas of workloads from the CPU that their pods use (pkg/controller/podautoscaler). A workload
/// whose load nothing declares is taken to be in balance: its autoscaler keeps it within its bounds and
/// changes nothing else.
/// </summary>
internal sealed class HorizontalPodAutoscalerController : IClusterObserver, IEventHandler
{
    private readonly ClusterState cluster;
    private readonly KubernetesTiming timing;
    private readonly TimelineRecorder timeline;
    private readonly PodMetrics metrics;
    private readonly bool toleranceIsConfigurable;
    private readonly List<Scaled> all = [];
    private readonly Dictionary<SimPod, (bool Ready, TimeSpan Since)> readiness = [];

    /// <summary>One autoscaler and what it scales.</summary>
    private sealed record Scaled(HorizontalPodAutoscaler By, SimWorkload Workload, ScalingHistory History);

    public HorizontalPodAutoscalerController(
        ClusterState cluster,
        KubernetesTiming timing,
        KubernetesVersion version,
        TimelineRecorder timeline,
        PodMetrics metrics)
    {
        (this.cluster, this.timing, this.timeline, this.metrics) = (cluster, timing, timeline, metrics);

        // HPAConfigurableTolerance is on by default from 1.35 on (pkg/features/kube_features.go).
        toleranceIsConfigurable = version.AtLeast(1, 35);
        foreach (var autoscaler in cluster.Objects.HorizontalAutoscalers)
        {
            if (cluster.Workloads.Find(w => w.Kind == autoscaler.TargetKind && w.Name == autoscaler.Target)
                is { } workload)
            {
                all.Add(new(autoscaler, workload, new(timing.HorizontalPodAutoscalerDownscaleStabilization)));
            }
        }
    }

    /// <summary>Looks at every autoscaler at <paramref name="phase"/> and then each period.</summary>
    public void Start(TimeSpan phase)
    {
        for (var i = 0; i < all.Count; i++)
        {
            cluster.Engine.At(phase, this, 0, i);
        }
    }

    /// <summary>Another controller took over, which knows of no recommendation and no change.</summary>
    public void LeaderChanged() => all.ForEach(static s => s.History.Clear());

    /// <summary>What it remembers, for telling states apart.</summary>
    public string Signature => string.Join('|', all.Select(s => string.Create(
        CultureInfo.InvariantCulture, $"{s.Workload.Replicas}/{s.History.Signature}/{Youth(s)}")));

    void IClusterObserver.PodReadinessChanged(SimPod pod)
    {
        if (!readiness.TryGetValue(pod, out var known) || known.Ready != pod.Ready)
        {
            readiness[pod] = (pod.Ready, cluster.Now);
        }
    }

    void IClusterObserver.PodGone(SimPod pod) => readiness.Remove(pod);

    void IEventHandler.Handle(int kind, int argument)
    {
        Sync(all[argument]);
        cluster.Engine.After(timing.HorizontalPodAutoscalerSyncPeriod, this, 0, argument);
    }

    private void Sync(Scaled scaled)
    {
        var (by, workload, history) = scaled;
        var current = workload.Replicas;
        history.Begin(cluster.Now, current);
        if (Desired(scaled, current) is not { } desired || desired == current)
        {
            return;
        }

        history.Changed(cluster.Now, current, desired);
        timeline.Rescaled(workload, desired, $"HorizontalPodAutoscaler {by.Name.Name}");
        cluster.Scale(workload, desired);
    }

    /// <summary>The replicas that it sets; null where it does not act (reconcileAutoscaler).</summary>
    private int? Desired(Scaled scaled, int current)
    {
        var (by, _, history) = scaled;
        if (current == 0 && by.MinReplicas != 0)
        {
            return null;
        }

        if (current > by.MaxReplicas || current < by.MinReplicas)
        {
            return Math.Clamp(current, by.MinReplicas, by.MaxReplicas);
        }

        if (Recommend(scaled, current) is not { } recommended)
        {
            return null;
        }

        return by.Behavior is { } behavior
            ? history.Normalize(
                cluster.Now, current, recommended, by.MinReplicas, by.MaxReplicas, behavior)
            : history.Normalize(cluster.Now, current, recommended, by.MinReplicas, by.MaxReplicas);
    }

    /// <summary>
    /// The highest of what the metrics recommend; null where none can be computed, or where one cannot and
    /// the others would scale down (computeReplicasForMetrics).
    /// </summary>
    private int? Recommend(Scaled scaled, int current)
    {
        if (scaled.Workload.LoadMilliCpu is null)
        {
            return current;
        }

        var proposals = scaled.By.Metrics.Select(m => Propose(scaled, m, current)).ToList();
        var valid = proposals.OfType<int>().DefaultIfEmpty(-1).Max();
        return valid < 0 || (proposals.Contains(null) && valid < current) ? null : valid;
    }

    private int? Propose(Scaled scaled, AutoscalerMetric metric, int current)
    {
        var (workload, rules) = (scaled.Workload, scaled.By.Behavior);
        var tolerances = new Tolerances(Tolerance(rules?.Down), Tolerance(rules?.Up));
        switch (metric)
        {
            case AutoscalerMetric.CpuUtilization target when MetricScope.Covers(workload, target.Container):
                return MetricScope.RequestOf(workload, target.Container) is { } request
                    ? ReplicaArithmetic.ForUtilization(
                        current, Samples(scaled, request), target.Percent, tolerances)
                    : null;
            case AutoscalerMetric.CpuAverage target when MetricScope.Covers(workload, target.Container):
                return ReplicaArithmetic.ForAverage(
                    current, Samples(scaled, request: 0), target.MilliCpu, tolerances);
            default:
                // Nothing declares its value: held where it recommends what there is.
                return current;
        }
    }

    private double Tolerance(ScalingRules? rules) =>
        toleranceIsConfigurable && rules?.Tolerance is { } own
            ? own
            : timing.HorizontalPodAutoscalerTolerance;

    private List<PodSample> Samples(Scaled scaled, long request) =>
    [
        .. scaled.Workload.Pods.Where(static p => p.Active).Select(p =>
            new PodSample(StateOf(p), metrics.Of(p) ?? 0, request)),
    ];

    /// <summary>How a pod counts (replica_calculator.go, groupPods). A pod starts when it is bound.</summary>
    private PodMetricState StateOf(SimPod pod)
    {
        if (pod.ReadyAt is null || pod.BoundAt is not { } started)
        {
            return PodMetricState.Unready;
        }

        if (metrics.Of(pod) is null)
        {
            return PodMetricState.Missing;
        }

        var since = readiness.TryGetValue(pod, out var known) ? known.Since : started;
        var isYoung = started + timing.HorizontalPodAutoscalerCpuInitializationPeriod > cluster.Now;
        var unready = isYoung
            ? !pod.Ready || metrics.ReadAt < since + metrics.Window
            : !pod.Ready && started + timing.HorizontalPodAutoscalerInitialReadinessDelay > since;
        return unready ? PodMetricState.Unready : PodMetricState.Ready;
    }

    /// <summary>The pods whose age still matters, each with when it started and became what it is.</summary>
    private string Youth(Scaled scaled) => string.Join(',', scaled.Workload.Pods
        .Where(p => p.BoundAt + timing.HorizontalPodAutoscalerCpuInitializationPeriod > cluster.Now)
        .Select(p => string.Create(
            CultureInfo.InvariantCulture,
            $"{p.BoundAt?.Ticks}:{(readiness.TryGetValue(p, out var r) ? r.Since.Ticks : -1)}"))
        .Order(StringComparer.Ordinal));
}
