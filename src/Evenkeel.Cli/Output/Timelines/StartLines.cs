using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Cli.Output.Timelines;

/// <summary>How things stood before the first fault.</summary>
internal static class StartLines
{
    private const int ListedAtMost = 8;

    /// <summary>
    /// A line an app, or one for all of many that are whole, and one for each reason why pods were Pending;
    /// by time.
    /// </summary>
    public static IReadOnlyList<TimelineLine> Of(ClusterView cluster, IEnumerable<TimelineEvent> events)
    {
        var tracker = new PodTracker(cluster);
        var since = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var happening in events.TakeWhile(e => e.Kind != TimelineEventKind.Injected))
        {
            tracker.Apply(happening);
            if (happening is { Kind: TimelineEventKind.PodReady, App: { } app })
            {
                since[app] = happening.At;
            }
        }

        var whole = tracker.Apps
            .Where(a => tracker.Serving(a) >= tracker.Declared(a))
            .ToHashSet(StringComparer.Ordinal);
        var lines = new List<TimelineLine>();
        if (whole.Count > ListedAtMost)
        {
            var at = whole.Max(a => since.GetValueOrDefault(a));
            lines.Add(Line(at, fine: true, $"{whole.Count} apps: {Share(tracker, [.. whole])}"));
        }

        foreach (var app in tracker.Apps.Where(a => !whole.Contains(a) || whole.Count <= ListedAtMost))
        {
            var at = since.GetValueOrDefault(app);
            lines.Add(Line(at, whole.Contains(app), $"{app}: {Share(tracker, [app])}"));
            lines.AddRange(tracker.Pods(app)
                .Where(p => p.Node is null && p.PendingReason is not null)
                .GroupBy(p => p.PendingReason!, StringComparer.Ordinal)
                .Select(g => $"{app}: {Phrases.Count(g.Count(), "pod")} Pending: {g.Key}")
                .Select(text => Line(at, fine: false, text)));
        }

        return [.. lines.OrderBy(l => l.At)];
    }

    private static TimelineLine Line(TimeSpan at, bool fine, string text) =>
        new(at, at, fine ? '✓' : '!', fine ? Tone.Good : Tone.Bad, text);

    private static string Share(PodTracker tracker, IReadOnlyList<string> apps)
    {
        var zones = apps.SelectMany(tracker.Pods).Where(p => p.Node is not null)
            .GroupBy(p => tracker.ZoneOf(p.Node), StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => KeyValuePair.Create(g.Key.Length == 0 ? "no zone" : g.Key, g.Count()));
        var counts = Phrases.Counts(zones);
        var share = $"{apps.Sum(tracker.Serving)} of {apps.Sum(tracker.Declared)} Ready";
        return counts.Length == 0 ? share : $"{share}: {counts}";
    }
}
