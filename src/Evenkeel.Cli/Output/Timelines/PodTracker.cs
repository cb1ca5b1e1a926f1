using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Cli.Output.Timelines;

/// <summary>One pod as a timeline tells of it.</summary>
internal sealed class TrackedPod(string app, string name)
{
    public string App { get; } = app;

    public string Name { get; } = name;

    public string? Node { get; set; }

    public bool Ready { get; set; }

    public TimeSpan? DeletingSince { get; set; }

    public string? PendingReason { get; set; }
}

/// <summary>
/// Follows a timeline event by event, and knows at each instant how many pods of each app serve.
/// </summary>
internal sealed class PodTracker
{
    private readonly ClusterView cluster;
    private readonly SortedDictionary<string, AppPods> pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> scaled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> zones = new(StringComparer.Ordinal);
    private readonly HashSet<string> down = new(StringComparer.Ordinal);
    private readonly HashSet<string> unreached = new(StringComparer.Ordinal);

    public PodTracker(ClusterView cluster)
    {
        this.cluster = cluster;
        foreach (var node in cluster.Nodes)
        {
            zones[node.Name] = node.Zone;
        }
    }

    /// <summary>Every app seen so far, in ordinal order.</summary>
    public IReadOnlyList<string> Apps =>
        [.. pods.Keys.Concat(cluster.Apps).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The pods of an app, by name.</summary>
    public IReadOnlyList<TrackedPod> Pods(string app) =>
        [.. PodsOf(app).OrderBy(p => p.Name, StringComparer.Ordinal)];

    /// <summary>Whether a node is without power, cut off, or gone.</summary>
    public bool IsDown(string? node) =>
        node is not null && (down.Contains(node) || unreached.Contains(node));

    /// <summary>A node's zone; empty where nothing says.</summary>
    public string ZoneOf(string? node) => node is null ? "" : zones.GetValueOrDefault(node, "");

    /// <summary>The nodes that an action is about.</summary>
    public IReadOnlyList<string> NodesOf(NodeTarget target) => target.Zone is null
        ? target.Nodes
        : [.. zones.Where(z => z.Value == target.Zone).Select(z => z.Key).Order(StringComparer.Ordinal)];

    /// <summary>Pods of an app that are Ready on a node that is up, and are to stay.</summary>
    public int Serving(string app) => pods.TryGetValue(app, out var own) ? own.Serving : 0;

    /// <summary>How many pods the app is to have.</summary>
    public int Declared(string app) =>
        scaled.TryGetValue(app, out var count) ? count
        : cluster.Declared(app) ?? (pods.TryGetValue(app, out var own) ? own.Staying : 0);

    /// <summary>Takes in the next event.</summary>
    public void Apply(TimelineEvent happening)
    {
        if (happening.Kind is TimelineEventKind.Injected or TimelineEventKind.Rescaled)
        {
            Inject(happening.Action!);
            foreach (var own in pods.Values)
            {
                own.Recount(Serves);
            }

            return;
        }

        if (happening.Kind is TimelineEventKind.Node or TimelineEventKind.NodeJoined
            && happening.Node is not null)
        {
            zones.TryAdd(happening.Node, happening.Zone ?? "");
        }

        if (happening.Pod is not null)
        {
            ApplyToPod(happening, happening.App ?? "", happening.Pod);
        }
    }

    private IEnumerable<TrackedPod> PodsOf(string app) =>
        pods.TryGetValue(app, out var own) ? own.ByName.Values : [];

    private bool Serves(TrackedPod pod) => pod.Ready && pod.DeletingSince is null && !IsDown(pod.Node);

    private void ApplyToPod(TimelineEvent happening, string app, string name)
    {
        if (!pods.TryGetValue(app, out var own))
        {
            pods.Add(app, own = new());
        }

        // A StatefulSet's next pod has its predecessor's name, and may be told of first.
        if (happening.Kind == TimelineEventKind.PodCreated || !own.ByName.TryGetValue(name, out var pod))
        {
            own.Replace(pod = new(app, name), Serves);
        }

        own.Count(pod, -1, Serves);
        Change(pod, happening);
        if (happening.Kind == TimelineEventKind.PodGone && pod.Node == happening.Node)
        {
            own.ByName.Remove(name);
        }
        else
        {
            own.Count(pod, 1, Serves);
        }
    }

    private void Change(TrackedPod pod, TimelineEvent happening)
    {
        switch (happening.Kind)
        {
            case TimelineEventKind.PodBound:
                pod.Node = happening.Node;
                pod.PendingReason = null;
                zones.TryAdd(happening.Node ?? "", happening.Zone ?? "");
                break;
            case TimelineEventKind.PodReady:
                pod.Ready = true;
                pod.Node ??= happening.Node;
                break;
            case TimelineEventKind.PodUnready:
                pod.Ready = false;
                break;
            case TimelineEventKind.PodDeleting:
                pod.DeletingSince = happening.At;
                break;
            case TimelineEventKind.PodUnschedulable:
                pod.PendingReason = happening.Reason;
                break;
        }
    }

    private void Inject(ScenarioAction action)
    {
        switch (action)
        {
            case ScenarioAction.Fail { Target: var target }:
                down.UnionWith(NodesOf(target));
                break;
            case ScenarioAction.Isolate { Target: var target }:
                unreached.UnionWith(NodesOf(target));
                break;
            case ScenarioAction.HangNodes { Target: var target }:
                unreached.UnionWith(NodesOf(target));
                break;
            case ScenarioAction.Restore { Target: var target }:
                down.ExceptWith(NodesOf(target));
                unreached.ExceptWith(NodesOf(target));
                break;
            case ScenarioAction.Heal { Fault: ScenarioAction.Fail { Target: var target } }:
                down.ExceptWith(NodesOf(target));
                break;
            case ScenarioAction.Heal { Fault: ScenarioAction.Isolate { Target: var target } }:
                unreached.ExceptWith(NodesOf(target));
                break;
            case ScenarioAction.Heal { Fault: ScenarioAction.HangNodes { Target: var target } }:
                unreached.ExceptWith(NodesOf(target));
                break;
            case ScenarioAction.DeleteNode { Target: var target }:
                down.UnionWith(NodesOf(target));
                break;
            case ScenarioAction.Scale scale:
                if (cluster.Scaled(scale.Kind, scale.Name) is { } found)
                {
                    scaled[found.App] = found.Others + scale.Replicas;
                }

                break;
            case ScenarioAction.AddNodes added:
                foreach (var node in added.Nodes)
                {
                    zones[node.Name] = node.Zone;
                    down.Remove(node.Name);
                }

                break;
        }
    }

    /// <summary>
    /// The pods of one app, counted as they change: counting anew takes all of them each time.
    /// </summary>
    private sealed class AppPods
    {
        public Dictionary<string, TrackedPod> ByName { get; } = new(StringComparer.Ordinal);

        /// <summary>How many serve.</summary>
        public int Serving { get; private set; }

        /// <summary>How many are to stay.</summary>
        public int Staying { get; private set; }

        /// <summary>Takes in a pod, in place of one of its name.</summary>
        public void Replace(TrackedPod pod, Func<TrackedPod, bool> serves)
        {
            if (ByName.TryGetValue(pod.Name, out var former))
            {
                Count(former, -1, serves);
            }

            ByName[pod.Name] = pod;
            Count(pod, 1, serves);
        }

        /// <summary>Counts a pod, or what it counted no more.</summary>
        public void Count(TrackedPod pod, int one, Func<TrackedPod, bool> serves)
        {
            Serving += serves(pod) ? one : 0;
            Staying += pod.DeletingSince is null ? one : 0;
        }

        /// <summary>Counts anew, since who serves has changed by something else than the pods.</summary>
        public void Recount(Func<TrackedPod, bool> serves)
        {
            Serving = ByName.Values.Count(serves);
            Staying = ByName.Values.Count(static pod => pod.DeletingSince is null);
        }
    }
}
