using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Cli.Output.Timelines;

/// <summary>Sorts a timeline's events into bursts, with what the cluster was like after each.</summary>
/// <param name="cluster">What the timeline is about.</param>
/// <param name="pace">How near to each other the events of a burst are.</param>
internal sealed class BurstBuilder(ClusterView cluster, Pace pace)
{
    private readonly PodTracker tracker = new(cluster);
    private readonly NodeChanges nodes = new(cluster.Nodes);
    private readonly Dictionary<(TimelineEventKind Kind, string Subject), Burst> open = [];
    private readonly Dictionary<(string App, string Pod), string> reasonsTold = [];
    private readonly HashSet<string> draining = new(StringComparer.Ordinal);
    private TimelineEvent? lastPending;

    /// <summary>The bursts, in order of their first events.</summary>
    public List<Burst> Bursts { get; } = [];

    /// <summary>The cluster as it was after the last event.</summary>
    public PodTracker Tracker => tracker;

    /// <summary>Takes in the next event.</summary>
    public void Add(TimelineEvent happening)
    {
        if (happening.Kind == TimelineEventKind.Injected)
        {
            AddInjected(happening);
            return;
        }

        var cause = happening.Kind == TimelineEventKind.PodDeleting ? CauseOf(happening) : "";
        lastPending = happening.Kind == TimelineEventKind.PodUnschedulable ? happening : lastPending;
        tracker.Apply(happening);
        foreach (var subject in SubjectsOf(happening, cause))
        {
            if (open.TryGetValue((happening.Kind, subject), out var burst) && burst.Takes(happening.At))
            {
                burst.Events.Add(happening);
            }
            else
            {
                burst = Begin(happening, subject);
                burst.Cause = cause;
            }

            if (happening is { Pod: not null, App: { } app })
            {
                burst.Shares[app] = (tracker.Serving(app), tracker.Declared(app));
            }
        }
    }

    private void AddInjected(TimelineEvent happening)
    {
        var before = tracker.Apps.Select(app => (App: app, Serving: tracker.Serving(app))).ToList();
        tracker.Apply(happening);
        if (happening.Action is ScenarioAction.Drain { Target: var target })
        {
            draining.UnionWith(tracker.NodesOf(target));
        }

        // What follows is told as its consequence, never together with what came before.
        open.Clear();
        var burst = Begin(happening, "");
        foreach (var (app, serving) in before)
        {
            if (tracker.Serving(app) is var after && after != serving)
            {
                burst.Impact.Add((app, serving, after));
            }
        }
    }

    private Burst Begin(TimelineEvent happening, string subject)
    {
        var burst = new Burst(happening, subject, pace);
        Bursts.Add(burst);
        open[(happening.Kind, subject)] = burst;
        return burst;
    }

    /// <summary>
    /// What an event shares with others of its kind; nothing where it is not worth telling.
    /// </summary>
    private IReadOnlyList<string> SubjectsOf(TimelineEvent happening, string cause) => happening.Kind switch
    {
        TimelineEventKind.PodCreated => [],
        TimelineEventKind.Node => nodes.Describe(happening),
        TimelineEventKind.Snapshot => [],
        // The first size of a group is no change.
        TimelineEventKind.GroupResized => happening.Was is null ? [] : [happening.Group!],
        TimelineEventKind.NodeJoined or TimelineEventKind.NodeRemoved => [happening.Group!],
        TimelineEventKind.PodDeleting => [$"{AppOf(happening)}|{cause}"],
        TimelineEventKind.PodUnschedulable =>
            IsNewReason(happening) ? [$"{AppOf(happening)}|{happening.Reason}"] : [],
        TimelineEventKind.PodWaiting => [$"{AppOf(happening)}|{happening.Reason}"],
        TimelineEventKind.PodGone => WasExpected(happening) ? [] : [AppOf(happening)],
        TimelineEventKind.Rescaled => [$"{happening.Action}"],
        // Both changes of a Service matter, however near to each other.
        TimelineEventKind.Service => [$"{happening.App}|{happening.Reason}"],
        _ => [AppOf(happening)],
    };

    private string AppOf(TimelineEvent happening) => pace.AppsTogether ? "" : happening.App ?? "";

    private bool IsNewReason(TimelineEvent pending)
    {
        var key = (pending.App ?? "", pending.Pod ?? "");
        var reason = pending.Reason ?? "";
        var isNew = reasonsTold.GetValueOrDefault(key) != reason;
        reasonsTold[key] = reason;
        return isNew;
    }

    /// <summary>On a live node a deleted pod ends soon after, which says nothing new.</summary>
    private bool WasExpected(TimelineEvent gone) => gone.Node is null || !tracker.IsDown(gone.Node);

    private string CauseOf(TimelineEvent deleting) =>
        deleting.Reason
        ?? (nodes.IsTaintedNoExecute(deleting.Node) ? DeletionCauses.TolerationOver
            : deleting.Node is not null && draining.Contains(deleting.Node) ? DeletionCauses.Drain
            : IsPreempted(deleting) ? $"preempted by {lastPending!.App}"
            : "");

    /// <summary>
    /// The scheduler reports a pod as unschedulable and deletes its victims in one step; nothing else deletes
    /// another app's pod at that instant.
    /// </summary>
    private bool IsPreempted(TimelineEvent deleting) =>
        lastPending is not null && lastPending.At == deleting.At && lastPending.App != deleting.App;
}
