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
    private readonly SortedDictionary<string, Dictionary<string, TrackedPod>> pods =
        new(StringComparer.Ordinal);
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
    public int Serving(string app) =>
        PodsOf(app).Count(p => p.Ready && p.DeletingSince is null && !IsDown(p.Node));

    /// <summary>How many pods the app is to have.</summary>
    public int Declared(string app) =>
        scaled.TryGetValue(app, out var count) ? count
        : cluster.Declared(app) ?? PodsOf(app).Count(p => p.DeletingSince is null);

    /// <summary>Takes in the next event.</summary>
    public void Apply(TimelineEvent happening)
    {
        if (happening.Kind is TimelineEventKind.Injected or TimelineEventKind.Rescaled)
        {
            Inject(happening.Action!);
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
        pods.TryGetValue(app, out var own) ? own.Values : [];

    private void ApplyToPod(TimelineEvent happening, string app, string name)
    {
        if (!pods.TryGetValue(app, out var own))
        {
            pods.Add(app, own = new(StringComparer.Ordinal));
        }

        // A StatefulSet's next pod has its predecessor's name, and may be told of first.
        if (happening.Kind == TimelineEventKind.PodCreated || !own.TryGetValue(name, out var pod))
        {
            own[name] = pod = new(app, name);
        }

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
            case TimelineEventKind.PodGone when pod.Node == happening.Node:
                own.Remove(name);
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
}
