using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Cli.Output.Timelines;

/// <summary>Tells a burst in one sentence.</summary>
/// <param name="cluster">What the timeline is about.</param>
/// <param name="wholeAgain">What an app is when all its pods serve: whole, or whole again after a
/// fault.</param>
internal sealed class Sentences(ClusterView cluster, string wholeAgain)
{
    private const int NodesListed = 8;

    /// <summary>The lines of a burst; none where it needs no telling.</summary>
    public IEnumerable<TimelineLine> Of(Burst burst) => burst.Kind switch
    {
        TimelineEventKind.Injected => Injected(burst),
        TimelineEventKind.Node => [Node(burst)],
        TimelineEventKind.PodBound =>
            [Line(burst, '→', Tone.Plain, $"{Pods(burst)} placed on {Tally(burst)}")],
        TimelineEventKind.PodReady => [Ready(burst)],
        TimelineEventKind.PodUnready =>
            [Line(burst, '↓', Tone.Caution, $"{Pods(burst)} on {Tally(burst)} no longer Ready")],
        TimelineEventKind.PodDeleting => [Line(burst, '−', Tone.Caution, $"{Pods(burst)} {Deletion(burst)}")],
        TimelineEventKind.PodGone =>
            [Line(burst, '−', Tone.Plain, $"{Pods(burst)} of {Tally(burst)} gone from the API")],
        TimelineEventKind.PodUnschedulable =>
            [Line(burst, '!', Tone.Bad, $"{Pods(burst)} Pending: {Reason(burst)}")],
        TimelineEventKind.Rescaled => [Rescaled(burst)],
        TimelineEventKind.PodWaiting =>
            [Line(burst, '!', Tone.Bad, $"{Pods(burst)} on {Tally(burst)}: {Reason(burst)}")],
        TimelineEventKind.Service => [Service(burst)],
        TimelineEventKind.GroupResized => [Resized(burst)],
        TimelineEventKind.NodeJoined =>
            [Line(burst, '+', Tone.Good, $"{Phrases.List(NamesOf(burst))} of group {burst.Subject} joined")],
        TimelineEventKind.NodeRemoved =>
            [Line(burst, '−', Tone.Plain, $"{Phrases.List(NamesOf(burst))} of group {burst.Subject}: its "
                + "instance is gone, and so is the Node")],
        _ => [],
    };

    private static TimelineLine Resized(Burst burst)
    {
        var (from, to) = (burst.Events[0].Was ?? 0, burst.Events[^1].Desired ?? 0);
        return Line(burst, to > from ? '↑' : '↓', Tone.Strong,
            $"group {burst.Subject} is to have {Phrases.Count(to, "instance")}, {from} up to now");
    }

    private static IReadOnlyList<string> NamesOf(Burst burst) =>
        [.. burst.Events.Select(e => e.Node ?? "").Distinct(StringComparer.Ordinal)];

    private static TimelineLine Line(Burst burst, char symbol, Tone tone, string text) =>
        new(burst.Start, burst.End, symbol, tone, text);

    private static string Pods(Burst burst) => burst.Events.Count == 1
        ? $"{burst.Events[0].App}: {burst.Events[0].Pod}"
        : $"{Apps(burst)}: {Phrases.Count(burst.Events.Count, "pod")}";

    private static string Apps(Burst burst) => burst.Shares.Count <= 4
        ? string.Join(", ", burst.Shares.Keys)
        : Phrases.Count(burst.Shares.Count, "app");

    /// <summary>On which nodes, each with how many; many are told by zone.</summary>
    private static string Tally(Burst burst)
    {
        var nodes = burst.Events.Select(e => e.Node ?? "no node").Distinct(StringComparer.Ordinal).ToList();
        if (nodes.Count == 1)
        {
            return nodes[0];
        }

        if (nodes.Count <= NodesListed || burst.Events.Exists(e => string.IsNullOrEmpty(e.Zone)))
        {
            return Phrases.Tally(burst.Events.Select(e => e.Node ?? "no node"));
        }

        var zones = burst.Events.GroupBy(e => e.Zone!, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => KeyValuePair.Create(g.Key, g.Count()));
        return $"{nodes.Count} nodes ({Phrases.Counts(zones)})";
    }

    private static string Deletion(Burst burst) => burst.Cause switch
    {
        DeletionCauses.TolerationOver => $"evicted from {Tally(burst)}, toleration over",
        DeletionCauses.Drain => $"evicted from {Tally(burst)} by the drain",
        "" => $"deleted on {Tally(burst)}",
        _ => $"deleted on {Tally(burst)}: {burst.Cause}",
    };

    private static string Reason(Burst burst) => burst.Events[0].Reason ?? "no reason given";

    private static TimelineLine Node(Burst burst)
    {
        var names = burst.Events.Select(e => e.Node ?? "").Distinct(StringComparer.Ordinal);
        var nodes = Phrases.List(names.Order(StringComparer.Ordinal));
        return NodeChanges.IsGood(burst.Subject)
            ? Line(burst, '✓', Tone.Good, $"{nodes}: {burst.Subject}")
            : Line(burst, '!', Tone.Caution, $"{nodes}: {burst.Subject}");
    }

    private TimelineLine Ready(Burst burst)
    {
        var serving = burst.Shares.Values.Sum(s => s.Serving);
        var declared = burst.Shares.Values.Sum(s => s.Declared);
        var share = $"{serving} of {declared}";
        if (serving < declared)
        {
            return Line(burst, '↑', Tone.Plain, $"{Pods(burst)} Ready, {share}");
        }

        return Line(burst, '✓', Tone.Good, $"{Pods(burst)} Ready, {share}: {wholeAgain}");
    }

    private static TimelineLine Service(Burst burst)
    {
        var last = burst.Events[^1];
        return Line(burst, '•', Tone.Strong, $"Service {last.App}: {last.Reason}");
    }

    private TimelineLine Rescaled(Burst burst)
    {
        var last = burst.Events[^1];
        return Line(burst, '•', Tone.Strong, $"{FaultWords.Told(last.Action!, Named)} by {last.Reason}");
    }

    private IEnumerable<TimelineLine> Injected(Burst burst)
    {
        var action = burst.Events[0].Action!;
        var bad = FaultWords.IsBad(action);
        yield return Line(
            burst, bad ? '✗' : '•', bad ? Tone.Bad : Tone.Strong, FaultWords.Told(action, Named));
        if (burst.Impact.Count > 0)
        {
            var impact = burst.Impact.Select(i =>
                $"{i.App} {i.Before} → {i.After}".Replace(' ', Phrases.Join));
            var worse = burst.Impact.Exists(i => i.After < i.Before);
            yield return Line(burst, worse ? '↓' : '↑', worse ? Tone.Bad : Tone.Good,
                $"pods that serve: {Phrases.List(impact, 16)}");
        }
    }

    private string Named(NodeTarget target)
    {
        if (target.Zone is null)
        {
            return $"{(target.Nodes.Length == 1 ? "node" : "nodes")} {Phrases.List(target.Nodes)}";
        }

        var nodes = cluster.Nodes.Where(n => n.Zone == target.Zone).Select(n => n.Name);
        var listed = Phrases.List(nodes.Order(StringComparer.Ordinal));
        return listed.Length == 0 ? $"zone {target.Zone}" : $"zone {target.Zone} ({listed})";
    }
}
