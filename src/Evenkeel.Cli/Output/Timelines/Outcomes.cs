using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Cli.Output.Timelines;

/// <summary>How each app fared: how few of its pods served, and when it was whole again.</summary>
/// <param name="App">The app.</param>
/// <param name="Before">How many pods served before the first fault.</param>
/// <param name="Lowest">How few served at worst.</param>
/// <param name="Serving">How many served in the end.</param>
/// <param name="Declared">How many it is to have in the end.</param>
/// <param name="WholeAfter">From the first fault until it was whole for good; null where it is not.</param>
internal sealed record AppOutcome(
    string App, int Before, int Lowest, int Serving, int Declared, TimeSpan? WholeAfter)
{
    /// <summary>Whether it was no better before the fault.</summary>
    public bool BrokenBefore => Before <= Serving && Serving < Declared;

    /// <summary>Whether it lost anything.</summary>
    public bool Disturbed => Lowest < Before || WholeAfter is null || Serving != Before;
}

/// <summary>Works out how each app fared.</summary>
internal static class Outcomes
{
    /// <summary>
    /// The outcome of every app, in ordinal order; none where nothing was done from outside.
    /// </summary>
    public static IReadOnlyList<AppOutcome> Of(ClusterView cluster, IEnumerable<TimelineEvent> events)
    {
        var tracker = new PodTracker(cluster);
        TimeSpan? fault = null;
        var states = new SortedDictionary<string, State>(StringComparer.Ordinal);
        foreach (var happening in events)
        {
            if (happening.Kind == TimelineEventKind.Injected && fault is null)
            {
                fault = happening.At;
                foreach (var app in tracker.Apps)
                {
                    states[app] = new(tracker.Serving(app));
                }
            }

            tracker.Apply(happening);
            if (fault is not null)
            {
                Update(states, tracker, happening, fault.Value);
            }
        }

        return
        [
            .. states.Select(s => new AppOutcome(
                s.Key, s.Value.Before, s.Value.Lowest, tracker.Serving(s.Key), tracker.Declared(s.Key),
                s.Value.Whole ? s.Value.WholeSince : null)),
        ];
    }

    /// <summary>Why an app is not whole in the end, a sentence each.</summary>
    public static IEnumerable<string> WhyNotWhole(ClusterView cluster, PodTracker tracker, string app)
    {
        var pods = tracker.Pods(app);
        foreach (var group in pods.Where(p => p.Node is null && p.DeletingSince is null)
            .GroupBy(p => p.PendingReason ?? "not tried yet", StringComparer.Ordinal))
        {
            yield return $"{Named(group)} Pending: {group.Key}";
        }

        var stuck = pods.Where(p => p.DeletingSince is not null && tracker.IsDown(p.Node)).ToList();
        if (stuck.Count > 0)
        {
            var why = cluster.IsStateful(app)
                ? "; a StatefulSet starts no replacement until the node confirms the end, or its Node object "
                    + "goes"
                : "";
            yield return $"{Named(stuck)} Terminating on {Nodes(stuck)}, which cannot confirm the end{why}";
        }

        var silent = pods.Where(p => p.DeletingSince is null && tracker.IsDown(p.Node)).ToList();
        if (silent.Count > 0)
        {
            yield return $"{Named(silent)} still bound to {Nodes(silent)}, without power";
        }

        var starting = pods.Count(
            p => p.Node is not null && !p.Ready && p.DeletingSince is null && !tracker.IsDown(p.Node));
        if (starting > 0)
        {
            yield return $"{starting} placed and not Ready yet";
        }
    }

    private static string Nodes(IEnumerable<TrackedPod> pods) => Phrases.List(
        pods.Select(p => p.Node!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static string Named(IEnumerable<TrackedPod> pods)
    {
        var names = pods.Select(p => p.Name).ToList();
        return names.Count <= 3 ? string.Join(", ", names) : Phrases.Count(names.Count, "pod");
    }

    private static void Update(
        SortedDictionary<string, State> states, PodTracker tracker, TimelineEvent happening, TimeSpan fault)
    {
        var touched = happening.Kind == TimelineEventKind.Injected ? tracker.Apps
            : happening is { Pod: not null, App: { } one } ? [one]
            : (IReadOnlyList<string>)[];
        foreach (var app in touched)
        {
            if (!states.TryGetValue(app, out var state))
            {
                states[app] = state = new(0);
            }

            state.See(tracker.Serving(app), tracker.Declared(app), happening.At - fault);
        }
    }

    private sealed class State(int before)
    {
        public int Before { get; } = before;

        public int Lowest { get; private set; } = before;

        public bool Whole { get; private set; } = true;

        public TimeSpan WholeSince { get; private set; }

        public void See(int serving, int declared, TimeSpan sinceFault)
        {
            Lowest = Math.Min(Lowest, serving);
            var whole = serving >= declared;
            if (whole && !Whole)
            {
                WholeSince = sinceFault;
            }

            Whole = whole;
        }
    }
}
