using System.Collections.Immutable;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Recording;

/// <summary>Writes down what happens, as it happens.</summary>
internal sealed class TimelineRecorder(ClusterState cluster) : IClusterObserver, ISchedulingListener
{
    private readonly List<TimelineEvent> events = [];
    private readonly HashSet<SimPod> announcedReady = [];
    private readonly HashSet<SimPod> ready = [];
    private readonly Dictionary<SimPod, string> lastReason = [];

    /// <summary>Everything so far.</summary>
    public ImmutableArray<TimelineEvent> Events => [.. events];

    /// <summary>Everything so far, in a list that grows as more happens.</summary>
    public IReadOnlyList<TimelineEvent> SoFar => events;

    /// <summary>Notes something done from outside.</summary>
    public void Injected(ScenarioAction action) =>
        events.Add(new(cluster.Now, TimelineEventKind.Injected) { Action = action });

    /// <summary>Notes that something in the cluster sets a workload's replicas.</summary>
    public void Rescaled(SimWorkload workload, int replicas, string by) =>
        events.Add(new(cluster.Now, TimelineEventKind.Rescaled)
        {
            App = workload.App,
            Action = new ScenarioAction.Scale(workload.Kind, workload.Name, replicas),
            Reason = by,
        });

    /// <summary>Notes that a Service began or ceased to answer.</summary>
    public void ServiceChanged(string service, string what) =>
        events.Add(new(cluster.Now, TimelineEventKind.Service) { App = service, Reason = what });

    /// <summary>Notes that a group's desired size was set, for the first time where it was null.</summary>
    public void GroupResized(string group, int desired, int? was) =>
        events.Add(new(cluster.Now, TimelineEventKind.GroupResized)
        {
            Group = group,
            Desired = desired,
            Was = was,
        });

    /// <summary>Notes that an instance of a group registered its Node.</summary>
    public void NodeJoined(SimNode node, string group) => events.Add(new(
        cluster.Now, TimelineEventKind.NodeJoined) { Node = node.Name, Zone = node.Zone, Group = group });

    /// <summary>Notes that the Node of an instance of a group went.</summary>
    public void NodeRemoved(SimNode node, string group) => events.Add(new(
        cluster.Now, TimelineEventKind.NodeRemoved) { Node = node.Name, Zone = node.Zone, Group = group });

    /// <summary>Notes a snapshot.</summary>
    public void Snapshot(Snapshot snapshot) =>
        events.Add(new(cluster.Now, TimelineEventKind.Snapshot) { Snapshot = snapshot });

    /// <summary>Notes that a kubelet cannot start a pod's containers yet.</summary>
    public void PodWaits(SimPod pod, string reason) =>
        events.Add(new(cluster.Now, TimelineEventKind.PodWaiting)
        {
            Pod = pod.Name.Name,
            App = pod.App,
            Node = pod.Node?.Name,
            Zone = pod.Node?.Zone,
            Reason = $"ImagePullBackOff: {reason}",
        });

    void IClusterObserver.PodCreated(SimPod pod) => Add(TimelineEventKind.PodCreated, pod, withNode: false);

    void IClusterObserver.PodBound(SimPod pod)
    {
        lastReason.Remove(pod);
        Add(TimelineEventKind.PodBound, pod, withNode: true);
    }

    void IClusterObserver.PodReadinessChanged(SimPod pod)
    {
        if (pod.Ready && ready.Add(pod))
        {
            if (announcedReady.Add(pod))
            {
                Add(TimelineEventKind.PodReady, pod, withNode: true);
            }
        }
        else if (!pod.Ready && ready.Remove(pod) && pod is { Active: true, Node.Alive: true })
        {
            announcedReady.Remove(pod);
            Add(TimelineEventKind.PodUnready, pod, withNode: true);
        }
    }

    void IClusterObserver.PodDeleting(SimPod pod) => Add(TimelineEventKind.PodDeleting, pod, withNode: true);

    void IClusterObserver.PodGone(SimPod pod) => Add(TimelineEventKind.PodGone, pod, withNode: true);

    void IClusterObserver.NodeAdded(SimNode node)
    {
        if (cluster.Now > TimeSpan.Zero)
        {
            AddNode(node);
        }
    }

    void IClusterObserver.NodeChanged(SimNode node) => AddNode(node);

    void ISchedulingListener.PodUnschedulable(SimPod pod, string reason)
    {
        if (!lastReason.TryGetValue(pod, out var last)
            || !string.Equals(last, reason, StringComparison.Ordinal))
        {
            lastReason[pod] = reason;
            events.Add(new(cluster.Now, TimelineEventKind.PodUnschedulable)
            {
                Pod = pod.Name.Name,
                App = pod.App,
                Reason = reason,
            });
        }
    }

    private void Add(TimelineEventKind kind, SimPod pod, bool withNode) => events.Add(new(cluster.Now, kind)
    {
        Pod = pod.Name.Name,
        App = pod.App,
        Node = withNode && pod.Bound ? pod.Node?.Name : null,
        Zone = withNode && pod.Bound ? pod.Node?.Zone : null,
    });

    private void AddNode(SimNode node) => events.Add(new(cluster.Now, TimelineEventKind.Node)
    {
        Node = node.Name,
        Zone = node.Zone,
        Ready = node.Readiness.ToString(),
        Taints = [.. node.Taints.Select(static t => t.ToString()).Order(StringComparer.Ordinal)],
    });
}
