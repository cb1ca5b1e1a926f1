using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Cli.Output.Timelines;

/// <summary>Events of one kind about one app, so near to each other that they are told as one.</summary>
/// <param name="first">The event that begins it.</param>
/// <param name="subject">What besides the kind its events share: the app, or what changed on a node.</param>
/// <param name="pace">How near to each other its events are.</param>
internal sealed class Burst(TimelineEvent first, string subject, Pace pace)
{
    private static readonly TimeSpan SameInstant = TimeSpan.FromMilliseconds(200);

    private const string Tainted = "tainted ";

    /// <summary>Its events, in order.</summary>
    public List<TimelineEvent> Events { get; } = [first];

    /// <summary>The kind that its events share.</summary>
    public TimelineEventKind Kind { get; } = first.Kind;

    /// <summary>What besides the kind its events share.</summary>
    public string Subject { get; private set; } = subject;

    /// <summary>When it begins.</summary>
    public TimeSpan Start => Events[0].At;

    /// <summary>When it ends.</summary>
    public TimeSpan End => Events[^1].At;

    /// <summary>How many pods of each of its apps serve after it, of how many that are to.</summary>
    public SortedDictionary<string, (int Serving, int Declared)> Shares { get; } =
        new(StringComparer.Ordinal);

    /// <summary>What an injected event did to each app: how many pods served before and after.</summary>
    public List<(string App, int Before, int After)> Impact { get; } = [];

    /// <summary>
    /// Why a pod's deletion was asked for: one of <see cref="DeletionCauses"/>, a reason, or nothing.
    /// </summary>
    public string Cause { get; set; } = "";

    /// <summary>Takes in what else changed on the same nodes at the same time.</summary>
    /// <returns>False where the other is about other nodes, another time or another kind of thing.</returns>
    public bool TryMerge(Burst other)
    {
        if (Kind != TimelineEventKind.Node || other.Kind != Kind
            || other.Start - Start > SameInstant || !other.Nodes.SetEquals(Nodes))
        {
            return false;
        }

        Subject = Subject.Contains(Tainted, StringComparison.Ordinal)
            && other.Subject.StartsWith(Tainted, StringComparison.Ordinal)
            ? $"{Subject} and {other.Subject[Tainted.Length..]}"
            : $"{Subject}, {other.Subject}";
        Events.AddRange(other.Events);
        return true;
    }

    private HashSet<string> Nodes => [.. Events.Select(e => e.Node ?? "")];

    /// <summary>Whether an event at this instant still belongs to it.</summary>
    public bool Takes(TimeSpan at) => at - End <= pace.Gap && at - Start <= pace.Longest;
}

/// <summary>Causes of a pod's deletion that the events themselves show.</summary>
internal static class DeletionCauses
{
    /// <summary>Its node carries a NoExecute taint.</summary>
    public const string TolerationOver = "toleration over";

    /// <summary>Its node is being drained.</summary>
    public const string Drain = "drain";
}
