using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Cli.Output.Timelines;

/// <summary>Says what an event changed on a node.</summary>
internal sealed class NodeChanges
{
    private const string WellKnown = "node.kubernetes.io/";
    private const string Evicts = ":NoExecute";
    private const string ReadyAgain = "Ready again";
    private const string TakenOff = " taken off";
    private const string NoLonger = "no longer ";
    private readonly Dictionary<string, (string Ready, HashSet<string> Taints)> known =
        new(StringComparer.Ordinal);

    public NodeChanges(IEnumerable<NodeObject> nodes)
    {
        foreach (var node in nodes)
        {
            known[node.Name] = ("True", new(node.Taints.Select(t => t.ToString()), StringComparer.Ordinal));
        }
    }

    /// <summary>Whether a change, as described here, is for the better.</summary>
    public static bool IsGood(string change) =>
        change.StartsWith(ReadyAgain, StringComparison.Ordinal)
        || change.StartsWith(NoLonger, StringComparison.Ordinal)
        || change.EndsWith(TakenOff, StringComparison.Ordinal);

    /// <summary>Whether a node carries a taint that evicts.</summary>
    public bool IsTaintedNoExecute(string? node) =>
        node is not null && known.TryGetValue(node, out var state)
        && state.Taints.Any(t => t.EndsWith(Evicts, StringComparison.Ordinal));

    /// <summary>
    /// What changed, for example <c>not heard from, Ready is Unknown</c>; a taint that evicts apart from the
    /// rest, because nodes get the one at once and the other in turn. The same change on two nodes gives the
    /// same text.
    /// </summary>
    public IReadOnlyList<string> Describe(TimelineEvent happening)
    {
        var name = happening.Node ?? "";
        var (ready, taints) = known.TryGetValue(name, out var before)
            ? before
            : ("True", new HashSet<string>(StringComparer.Ordinal));
        var nowReady = happening.Ready ?? ready;
        var nowTaints = new HashSet<string>(happening.Taints ?? [], StringComparer.Ordinal);
        known[name] = (nowReady, nowTaints);

        var added = nowTaints.Except(taints, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var removed = taints.Except(nowTaints, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var cordon = $"{Taint.Unschedulable}:{TaintEffect.NoSchedule}";
        var evicting = added.Where(t => t.EndsWith(Evicts, StringComparison.Ordinal)).ToList();
        List<string> parts =
        [
            .. nowReady == ready ? [] : new[] { ReadyText(nowReady) },
            .. added.Remove(cordon) ? ["cordoned"] : Array.Empty<string>(),
            .. removed.Remove(cordon) ? [$"{NoLonger}cordoned"] : Array.Empty<string>(),
            .. added.Count == evicting.Count ? [] : new[] { $"tainted {Short(added.Except(evicting))}" },
            .. removed.Count == 0
                ? []
                : new[] { nowTaints.Count == 0 ? $"{NoLonger}tainted" : $"{Short(removed)}{TakenOff}" },
        ];
        return
        [
            .. parts.Count == 0 ? [] : new[] { string.Join(", ", parts) },
            .. evicting.Count == 0 ? [] : new[] { $"tainted {Short(evicting)}" },
        ];
    }

    private static string ReadyText(string ready) => ready switch
    {
        "True" => ReadyAgain,
        "Unknown" => "not heard from, Ready is Unknown",
        _ => "not Ready",
    };

    private static string Short(IEnumerable<string> taints) => string.Join(" and ", taints.Select(t =>
        t.StartsWith(WellKnown, StringComparison.Ordinal) ? t[WellKnown.Length..] : t));
}
