using System.Collections.Immutable;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Cli.Output.Timelines;

/// <summary>A timeline, told: what was so before the first fault, what followed, and how it ended.</summary>
internal sealed class TimelineStory
{
    private const int LookBack = 4;
    private readonly ClusterView cluster;

    /// <summary>Reads a timeline.</summary>
    /// <param name="cluster">What it is about.</param>
    /// <param name="events">Its events, in order of time.</param>
    public TimelineStory(ClusterView cluster, ImmutableArray<TimelineEvent> events)
    {
        this.cluster = cluster;
        var first = events.FirstOrDefault(e => e.Kind == TimelineEventKind.Injected);
        FaultAt = first?.At;
        var settling = new BurstBuilder(cluster);
        var whole = new BurstBuilder(cluster);
        foreach (var happening in events)
        {
            // What is done at the instant of the fault itself comes after it in the list.
            if (first is not null && happening.At < first.At)
            {
                settling.Add(happening);
            }

            whole.Add(happening);
        }

        Start = settling;
        End = whole;
        Bursts = Merged(whole.Bursts.Where(b => FaultAt is null || b.Start >= FaultAt));
    }

    /// <summary>When the first thing was done from outside, or null.</summary>
    public TimeSpan? FaultAt { get; }

    /// <summary>What happened until then.</summary>
    public BurstBuilder Start { get; }

    /// <summary>What had happened in the end.</summary>
    public BurstBuilder End { get; }

    /// <summary>What happened from then on.</summary>
    public IReadOnlyList<Burst> Bursts { get; }

    /// <summary>The same, told.</summary>
    public IReadOnlyList<TimelineLine> Lines()
    {
        var sentences = new Sentences(cluster);
        return [.. Bursts.SelectMany(sentences.Of)];
    }

    /// <summary>
    /// How things stood before the first fault: a line an app, and one for what was Pending.
    /// </summary>
    public IReadOnlyList<TimelineLine> StartLines()
    {
        var lines = new List<TimelineLine>();
        foreach (var app in Start.Tracker.Apps)
        {
            var pods = Start.Tracker.Pods(app);
            var placed = pods.Where(p => p.Node is not null).ToList();
            var at = Start.Bursts
                .Where(b => b.Kind == TimelineEventKind.PodReady && b.Subject == app)
                .Select(b => b.End).DefaultIfEmpty(TimeSpan.Zero).Max();
            var fine = Start.Tracker.Serving(app) >= Start.Tracker.Declared(app);
            var zones = placed.GroupBy(p => Start.Tracker.ZoneOf(p.Node), StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => KeyValuePair.Create(g.Key.Length == 0 ? "no zone" : g.Key, g.Count()));
            lines.Add(new(at, at, fine ? '✓' : '!', fine ? Tone.Good : Tone.Bad,
                $"{app}: {Start.Tracker.Serving(app)} of {Start.Tracker.Declared(app)} Ready: "
                + $"{Phrases.Counts(zones)}"));
            lines.AddRange(PendingLines(Start.Tracker, app, at));
        }

        return [.. lines.OrderBy(l => l.At)];
    }

    private static List<Burst> Merged(IEnumerable<Burst> bursts)
    {
        var merged = new List<Burst>();
        foreach (var burst in bursts)
        {
            // What befell other nodes at that time may stand between.
            if (!merged.TakeLast(LookBack).Reverse().Any(earlier => earlier.TryMerge(burst)))
            {
                merged.Add(burst);
            }
        }

        return merged;
    }

    private static IEnumerable<TimelineLine> PendingLines(PodTracker tracker, string app, TimeSpan at) =>
        tracker.Pods(app)
            .Where(p => p.Node is null && p.PendingReason is not null)
            .GroupBy(p => p.PendingReason!, StringComparer.Ordinal)
            .Select(g => new TimelineLine(at, at, '!', Tone.Bad,
                $"{app}: {Phrases.Count(g.Count(), "pod")} Pending: {g.Key}"));
}
