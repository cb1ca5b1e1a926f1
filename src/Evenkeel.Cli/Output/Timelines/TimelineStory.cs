using System.Collections.Immutable;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Cli.Output.Timelines;

/// <summary>A timeline from the first fault on, told in lines.</summary>
internal sealed class TimelineStory
{
    private const int LookBack = 4;
    /// <summary>Reads a timeline.</summary>
    /// <param name="cluster">What it is about.</param>
    /// <param name="events">Its events from the beginning, in order of time.</param>
    /// <param name="most">How many lines it should take at most, if it can be told in so few.</param>
    public TimelineStory(ClusterView cluster, ImmutableArray<TimelineEvent> events, int most)
    {
        FaultAt = events.FirstOrDefault(e => e.Kind == TimelineEventKind.Injected)?.At;
        var sentences = new Sentences(cluster, FaultAt is null ? "whole" : "whole again");
        End = new(cluster);
        foreach (var pace in Pace.FromFinest)
        {
            var builder = new BurstBuilder(cluster, pace);
            foreach (var happening in events)
            {
                builder.Add(happening);
            }

            End = builder.Tracker;
            var after = builder.Bursts.Where(b => FaultAt is null || b.Start >= FaultAt);
            Lines = [.. Merged(after).SelectMany(sentences.Of)];
            if (Lines.Count <= most)
            {
                break;
            }
        }
    }

    /// <summary>When the first thing was done from outside, or null.</summary>
    public TimeSpan? FaultAt { get; }

    /// <summary>What happened from then on; everything where nothing was done.</summary>
    public IReadOnlyList<TimelineLine> Lines { get; } = [];

    /// <summary>The cluster as it was in the end.</summary>
    public PodTracker End { get; }

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
}
