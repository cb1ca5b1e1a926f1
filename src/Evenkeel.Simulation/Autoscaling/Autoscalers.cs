using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.Recording;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>Everything in a cluster that scales or moves pods by itself, wired together.</summary>
internal sealed class Autoscalers : ILeaderState
{
    private readonly KubernetesTiming timing;
    private readonly PodMetrics metrics;
    private readonly HorizontalPodAutoscalerController horizontal;
    private readonly Descheduler? descheduler;
    private readonly bool scalesByLoad;

    public Autoscalers(
        ClusterState cluster,
        Scenario scenario,
        TimelineRecorder timeline,
        DisruptionBudgets budgets,
        ITieBreaker ties)
    {
        timing = scenario.Timing;
        metrics = new(cluster, timing.MetricResolution);
        horizontal = new(cluster, timing, scenario.Version, timeline, metrics);
        descheduler = timing.DeschedulingInterval > TimeSpan.Zero
            ? new(cluster, budgets, ties, timing.DeschedulingInterval)
            : null;
        scalesByLoad = !cluster.Objects.HorizontalAutoscalers.IsEmpty;
        if (scalesByLoad)
        {
            cluster.Remember(() => $"{metrics.Signature}#{horizontal.Signature}");
        }
    }

    /// <summary>Those that hear of changes.</summary>
    public IEnumerable<IClusterObserver> Observers => [horizontal];

    /// <summary>
    /// The controllers are others; the descheduler and metrics-server are Deployments of their own.
    /// </summary>
    public void LeaderChanged() => horizontal.LeaderChanged();

    /// <summary>Starts what there is to do.</summary>
    public void Start(Phases phases)
    {
        descheduler?.Start(phases.Pass(timing.DeschedulingInterval));
        if (!scalesByLoad)
        {
            return;
        }

        // Kubelets are read before an autoscaler looks where both fall on one instant.
        metrics.Start(phases.Pass(timing.MetricResolution));
        horizontal.Start(phases.Pass(timing.HorizontalPodAutoscalerSyncPeriod));
    }
}
