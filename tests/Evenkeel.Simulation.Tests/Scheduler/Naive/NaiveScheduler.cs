using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Simulation.Tests.Scheduler.Naive;

/// <summary>What the naive scheduler decides about one pod.</summary>
internal sealed record NaiveDecision
{
    /// <summary>The nodes looked at, each with the reason against it or null.</summary>
    public required List<(string Node, string? Reason)> Visited { get; init; }

    /// <summary>Nodes that fit, in the order in which they were looked at.</summary>
    public List<string> Feasible => Visited.Where(v => v.Reason is null).Select(v => v.Node).ToList();

    /// <summary>
    /// Totals of the nodes that fit; empty with fewer than two of them, which are not scored.
    /// </summary>
    public required Dictionary<string, long> Totals { get; init; }

    /// <summary>Where the next search starts.</summary>
    public required int NextStart { get; init; }
}

/// <summary>
/// kube-scheduler once more, written from its documentation and source for clarity alone: strings,
/// dictionaries and LINQ over the whole cluster for each question. It is the oracle for
/// <c>Evenkeel.Simulation.Scheduler</c> and shares nothing with it.
/// </summary>
internal static class NaiveScheduler
{
    /// <summary>schedule_one.go, findNodesThatFitPod and prioritizeNodes.</summary>
    /// <param name="cluster">The cluster, its nodes in the order of <see cref="NaiveNodeTree"/>.</param>
    /// <param name="pod">The pod to place.</param>
    /// <param name="start">Where the search starts.</param>
    public static NaiveDecision Decide(NaiveCluster cluster, NaivePod pod, int start)
    {
        var rest = cluster.Without([pod]);
        string? againstNominated = null;
        if (rest.Find(pod.NominatedNode) is { } nominated)
        {
            againstNominated = NaiveFilters.RejectWithNominated(rest, pod, nominated);
            if (againstNominated is null)
            {
                return new() { Visited = [(nominated.Name, null)], Totals = [], NextStart = start };
            }
        }

        // Affinity to nodes by name leaves only those to look at (NodeAffinity, PreFilter).
        var named = NamedNodes(pod);
        var candidates = named is null ? rest.Nodes : rest.Nodes.Where(n => named.Contains(n.Name)).ToList();
        var wanted = FeasibleToFind(candidates.Count);
        var visited = new List<(string Node, string? Reason)>();
        for (var i = 0; i < candidates.Count && visited.Count(v => v.Reason is null) < wanted; i++)
        {
            var node = candidates[(start + i) % candidates.Count];
            visited.Add((node.Name, NaiveFilters.RejectWithNominated(rest, pod, node)));
        }

        var feasible = visited.Where(v => v.Reason is null).Select(v => rest.Find(v.Node)!).ToList();
        var processed = visited.Select(v => v.Node)
            .Concat(againstNominated is null ? [] : [pod.NominatedNode!]).Distinct().Count();
        return new()
        {
            Visited = visited,
            Totals = feasible.Count > 1 ? NaiveScores.Total(rest, pod, feasible) : [],
            NextStart = rest.Nodes.Count == 0 ? 0 : (start + processed) % rest.Nodes.Count,
        };
    }

    /// <summary>
    /// All nodes of fewer than 100; otherwise a share that falls from 50 % by one for each 125 nodes to 5 %,
    /// and at least 100.
    /// </summary>
    private static int FeasibleToFind(int nodes)
    {
        if (nodes < 100)
        {
            return nodes;
        }

        var percentage = Math.Max(5, 50 - (nodes / 125));
        return Math.Max(100, nodes * percentage / 100);
    }

    /// <summary>The only nodes that could do, where the affinity names them; null where any could.</summary>
    private static HashSet<string>? NamedNodes(NaivePod pod)
    {
        if (pod.OnlyNode is not null)
        {
            return [pod.OnlyNode];
        }

        if (pod.Spec.RequiredNodeTerms is not { Length: > 0 } terms)
        {
            return null;
        }

        var names = new HashSet<string>();
        foreach (var term in terms)
        {
            var lists = term.Fields.Where(f => f.Operator == SelectorOperator.In)
                .Select(f => f.Values.AsEnumerable()).ToList();
            if (lists.Count == 0)
            {
                return null;
            }

            names.UnionWith(lists.Aggregate((a, b) => a.Intersect(b)));
        }

        return names;
    }
}

/// <summary>
/// The order of the scheduler's node list (backend/cache/node_tree.go), replayed from all that came and went.
/// </summary>
internal sealed class NaiveNodeTree
{
    private readonly List<(string Zone, List<string> Nodes)> zones = [];

    public void Add(NodeObject node)
    {
        var zone = ZoneOf(node);
        if (!zones.Exists(z => z.Zone == zone))
        {
            zones.Add((zone, []));
        }

        zones.Find(z => z.Zone == zone).Nodes.Add(node.Name);
    }

    public void Remove(NodeObject node)
    {
        zones.Find(z => z.Zone == ZoneOf(node)).Nodes.Remove(node.Name);
        zones.RemoveAll(z => z.Nodes.Count == 0);
    }

    /// <summary>The first of each zone, then the second of each, and so on.</summary>
    public List<string> List() => zones
        .SelectMany((z, zoneIndex) => z.Nodes.Select((name, nodeIndex) => (name, nodeIndex, zoneIndex)))
        .OrderBy(n => n.nodeIndex).ThenBy(n => n.zoneIndex).Select(n => n.name).ToList();

    private static string ZoneOf(NodeObject node) =>
        node.Labels.GetValueOrDefault("topology.kubernetes.io/region", "")
        + ":" + node.Labels.GetValueOrDefault("topology.kubernetes.io/zone", "");
}
