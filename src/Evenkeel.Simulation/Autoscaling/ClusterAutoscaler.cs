using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>
/// cluster-autoscaler: at each pass it takes stock of groups and nodes, places pending pods on what is there
/// and on what is coming, by the scheduler's filters without its scores, grows a group for the rest, and
/// removes what has not been needed for long (cluster-autoscaler/core/static_autoscaler.go, loop/trigger.go,
/// of cluster-autoscaler 1.36).
/// </summary>
internal sealed class ClusterAutoscaler(
    ClusterState cluster,
    Fleet fleet,
    ClusterAutoscalerSettings settings,
    VolumeBinder volumes,
    GroupRegistry groups,
    ScaleUp scaleUp,
    ScaleDown scaleDown) : IEventHandler, IClusterObserver, ISchedulingListener
{
    private const int Signal = -1;

    /// <summary>static_autoscaler.go, unschedulablePodTimeBuffer.</summary>
    private static readonly TimeSpan TooYoung = TimeSpan.FromSeconds(2);

    /// <summary>How long a pass takes, as between two in the recordings: 5.07 s with a scan interval of 5 s.
    /// </summary>
    private static readonly TimeSpan Pass = TimeSpan.FromMilliseconds(70);

    private readonly NodeTemplates templates = new(cluster, groups);
    private readonly HashSet<SimPod> unschedulable = [];
    private int timer;
    private bool started;
    private bool signalled;
    private TimeSpan endsAt;
    private TimeSpan? lastScaleUp;

    /// <summary>Schedules the first pass.</summary>
    public void Start(TimeSpan at) => cluster.Engine.At(at, this, timer);

    void IClusterObserver.NodeAdded(SimNode node)
    {
        if (cluster.Now > TimeSpan.Zero)
        {
            groups.NodeAdded(node);
            templates.Observe(node, isNew: true);
        }
    }

    void IClusterObserver.NodeChanged(SimNode node) => templates.Observe(node, isNew: false);

    void IClusterObserver.NodeDeleted(SimNode node) => groups.Forget(node);

    void IClusterObserver.PodBound(SimPod pod) => unschedulable.Remove(pod);

    void IClusterObserver.PodGone(SimPod pod) => unschedulable.Remove(pod);

    /// <summary>
    /// A pod that turns out to fit nowhere starts a pass, at once or when the one under way has ended.
    /// </summary>
    void ISchedulingListener.PodUnschedulable(SimPod pod, string reason)
    {
        if (pod.Active && unschedulable.Add(pod) && settings.FrequentLoops && started && !signalled)
        {
            signalled = true;
            cluster.Engine.At(endsAt > cluster.Now ? endsAt : cluster.Now, this, Signal);
        }
    }

    void IEventHandler.Handle(int kind, int argument)
    {
        if (kind == Signal ? !signalled : kind != timer)
        {
            return;
        }

        timer++;
        (started, signalled) = (true, false);
        endsAt = cluster.Now + Pass;
        var changed = RunOnce() && settings.FrequentLoops;
        cluster.Engine.At(endsAt + (changed ? TimeSpan.Zero : settings.ScanInterval), this, timer);
    }

    /// <summary>One pass; true where it grew a group or began to remove a node.</summary>
    private bool RunOnce()
    {
        if (!groups.TryRefresh())
        {
            return false;
        }

        var now = cluster.Now;
        groups.Update();
        groups.GiveUpMissing();
        if (!groups.IsClusterHealthy)
        {
            scaleDown.Forget();
            return false;
        }

        groups.GiveUpFailed();
        var next = templates.Make();
        var snapshot = new PackingSnapshot(cluster, volumes);
        var coming = AddComing(snapshot, next);
        var pods = FitNowhere(snapshot);
        var areAllNew = pods.Count > 0 && pods.Min(static p => p.CreatedAt) + TooYoung > now;
        var grew = false;
        if (pods.Count > 0 && !areAllNew)
        {
            var nodes = cluster.Nodes.Count(static n => n.Exists) + coming;
            grew = scaleUp.TryHelp(pods, snapshot, next, nodes);
        }

        lastScaleUp = grew ? now : lastScaleUp;
        if (settings.ScaleDownEnabled)
        {
            scaleDown.Run(snapshot, mayAct: !areAllNew && !grew, lastScaleUp);
        }

        snapshot.Undo(0);
        return grew || scaleDown.LastAt == now;
    }

    /// <summary>Puts nodes that are coming in the place of those that have not started.</summary>
    private int AddComing(PackingSnapshot snapshot, Dictionary<GroupView, NodeTemplate> next)
    {
        var all = 0;
        foreach (var view in groups.Views)
        {
            var coming = groups.UpcomingOf(view);
            for (var i = 0; i < coming; i++)
            {
                snapshot.Add(next[view]);
            }

            if (coming > 0)
            {
                view.NotStarted.ForEach(snapshot.Hide);
                all += coming - view.NotStarted.Count;
            }
        }

        return all;
    }

    /// <summary>
    /// The pods that fit neither on what is there nor on what is coming. The rest is placed on trial, the
    /// more important first. The order of equals is that of a map: at the slow end the oldest find room
    /// first, so that what is left may be too young to be helped at once.
    /// </summary>
    private List<SimPod> FitNowhere(PackingSnapshot snapshot)
    {
        var left = new List<SimPod>();
        foreach (var pod in unschedulable.Where(static p => p.Active)
            .OrderByDescending(static p => p.Priority)
            .ThenBy(p => fleet.Slow ? p.Index : -p.Index))
        {
            if (pod.Owner.Kind == WorkloadKind.DaemonSet
                || pod.Priority < settings.ExpendablePodsPriorityCutoff)
            {
                continue;
            }

            var promised = pod.NominatedNode;
            var fits = promised is not null
                ? snapshot.TryPlace(pod, promised) == Rejection.None
                : snapshot.TryPlaceAnywhere(pod, static _ => true) is not null;
            if (!fits && promised is null && cluster.Now - pod.CreatedAt > settings.NewPodScaleUpDelay)
            {
                left.Add(pod);
            }
        }

        return left;
    }
}
