using System.Collections.Immutable;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>
/// PodTopologySpread's and InterPodAffinity's scores for one class of pods, from sums that are kept. It
/// scores as <see cref="SpreadScorer"/> and <see cref="InterPodAffinityScorer"/>, which count anew for
/// each pod.
/// </summary>
internal sealed class DomainScorer(ClusterState cluster, PodClass podClass)
{
    private readonly PodRequirements requirements = podClass.Requirements;
    private readonly ImmutableArray<SpreadRule> rules = podClass.Requirements.SoftSpread;
    private readonly double[] weights = new double[podClass.Requirements.SoftSpread.Length];
    private readonly int[][] seen = new int[podClass.Requirements.SoftSpread.Length][];
    private ClassSum[] spread = [];
    private ClassSum[] interPod = [];
    private bool[] ignored = [];
    private double[] sums = [];
    private long[] weighted = [];
    private int round;

    /// <summary>Finds anew which classes of pods count. All nodes are to be looked at afterwards.</summary>
    public void Compile()
    {
        // Pods on one host are read off the rule's counter; its sum only knows which nodes have the key.
        spread =
        [
            .. rules.Select(rule => new ClassSum(
                new(rule.Key),
                node => !Ignores(node) && requirements.CountsFor(rule, node),
                rule.IsHostname ? static _ => 0 : node => rule.Counter.On(node))),
        ];
        interPod =
        [
            .. InterPodAffinityScorer.TermsByClass(cluster, podClass)
                .GroupBy(static t => t.Key, static t => (t.Class, t.Weight))
                .Select(static g => ClassSum.OfPods(g.Key, g)),
        ];
        Array.Fill(seen, []);
    }

    /// <summary>Looks at a Node object.</summary>
    public void Include(SimNode node)
    {
        if (!rules.IsEmpty)
        {
            if (node.Index >= ignored.Length)
            {
                Array.Resize(ref ignored, Math.Max(16, (node.Index + 1) * 2));
            }

            ignored[node.Index] = Ignores(node);
        }

        foreach (var sum in spread)
        {
            sum.Include(node);
        }

        foreach (var sum in interPod)
        {
            sum.Include(node);
        }
    }

    /// <summary>Looks at a node's pods.</summary>
    public void Count(SimNode node)
    {
        foreach (var sum in spread)
        {
            sum.Count(node);
        }

        foreach (var sum in interPod)
        {
            sum.Count(node);
        }
    }

    /// <summary>Adds both scores, weighted, to the totals of nodes that passed the filters.</summary>
    /// <param name="nodes">The nodes' numbers.</param>
    /// <param name="raw">Room for a number for each.</param>
    /// <param name="totals">Gets the scores added, in the order of the nodes.</param>
    public void Score(ReadOnlySpan<int> nodes, long[] raw, long[] totals)
    {
        if (!rules.IsEmpty)
        {
            ScoreSpread(nodes, raw, totals);
        }

        if (interPod.Length > 0)
        {
            ScoreInterPod(nodes, raw, totals);
        }
    }

    /// <summary>Only the scheduler's own constraints score nodes without the keys.</summary>
    private bool Ignores(SimNode node) =>
        !requirements.SoftSpreadIsDefault && !FilterState.HasAllKeys(node, rules);

    private void ScoreSpread(ReadOnlySpan<int> nodes, long[] raw, long[] totals)
    {
        Weigh(nodes);
        if (sums.Length < nodes.Length)
        {
            sums = new double[nodes.Length * 2];
        }

        var scores = sums.AsSpan(0, nodes.Length);
        scores.Clear();
        for (var r = 0; r < rules.Length; r++)
        {
            AddRule(nodes, r, scores);
        }

        var least = long.MaxValue;
        long most = 0;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (!requirements.SoftSpreadIsDefault && ignored[nodes[i]])
            {
                raw[i] = -1;
                continue;
            }

            raw[i] = (long)Math.Round(scores[i], MidpointRounding.AwayFromZero);
            least = Math.Min(least, raw[i]);
            most = Math.Max(most, raw[i]);
        }

        Normalize(raw.AsSpan(0, nodes.Length), least, most, totals);
    }

    /// <summary>Many nodes have the same raw score: where these lie close, each is divided once.</summary>
    private void Normalize(ReadOnlySpan<long> raw, long least, long most, long[] totals)
    {
        var distinct = most - least + 1;
        var table = distinct > 0 && distinct <= raw.Length ? Table(least, most) : default;
        for (var i = 0; i < raw.Length; i++)
        {
            totals[i] += raw[i] < 0 ? 0
                : table.IsEmpty ? Weighted(raw[i], least, most)
                : table[(int)(raw[i] - least)];
        }
    }

    private ReadOnlySpan<long> Table(long least, long most)
    {
        if (weighted.Length < most - least + 1)
        {
            weighted = new long[(most - least + 1) * 2];
        }

        for (var score = least; score <= most; score++)
        {
            weighted[score - least] = Weighted(score, least, most);
        }

        return weighted.AsSpan(0, (int)(most - least + 1));
    }

    private static long Weighted(long score, long least, long most) => ScoreWeights.Spread
        * (most == 0 ? NodeScorer.MaxScore : NodeScorer.MaxScore * (most + least - score) / most);

    /// <summary>Each rule weighs by how many domains the feasible nodes are in.</summary>
    private void Weigh(ReadOnlySpan<int> nodes)
    {
        round++;
        var scored = nodes.Length;
        if (!requirements.SoftSpreadIsDefault)
        {
            foreach (var node in nodes)
            {
                scored -= ignored[node] ? 1 : 0;
            }
        }

        for (var r = 0; r < rules.Length; r++)
        {
            weights[r] = Math.Log((rules[r].IsHostname ? scored : CountDomains(nodes, r)) + 2);
        }
    }

    private int CountDomains(ReadOnlySpan<int> nodes, int rule)
    {
        var domains = spread[rule].Sum.Domains;
        if (seen[rule].Length < spread[rule].Sum.Sums.Length)
        {
            seen[rule] = new int[spread[rule].Sum.Sums.Length];
        }

        var last = seen[rule];
        var (size, unlabelled) = (0, 0);
        foreach (var node in nodes)
        {
            var domain = domains[node];
            if (domain < 0)
            {
                // Nodes without the label, which only the default constraints score, are one more domain.
                unlabelled = ignored[node] ? unlabelled : 1;
            }
            else if (last[domain] != round)
            {
                last[domain] = round;
                size++;
            }
        }

        return size + unlabelled;
    }

    private void AddRule(ReadOnlySpan<int> nodes, int rule, Span<double> scores)
    {
        var domains = spread[rule].Sum.Domains;
        var byDomain = spread[rule].Sum.Sums;
        var byHost = rules[rule].IsHostname ? rules[rule].Counter.OnAll(cluster.Nodes.Count) : default;
        var (weight, skew) = (weights[rule], rules[rule].MaxSkew - 1);
        for (var i = 0; i < nodes.Length; i++)
        {
            var node = nodes[i];
            if (domains[node] is >= 0 and var domain)
            {
                var count = byHost.IsEmpty ? byDomain[domain] : byHost[node];
                scores[i] += (count * weight) + skew;
            }
        }
    }

    private void ScoreInterPod(ReadOnlySpan<int> nodes, long[] raw, long[] totals)
    {
        Array.Clear(raw, 0, nodes.Length);
        foreach (var sum in interPod)
        {
            var domains = sum.Sum.Domains;
            var byDomain = sum.Sum.Sums;
            for (var i = 0; i < nodes.Length; i++)
            {
                var domain = domains[nodes[i]];
                raw[i] += domain >= 0 ? byDomain[domain] : 0;
            }
        }

        var (least, most) = (long.MaxValue, long.MinValue);
        for (var i = 0; i < nodes.Length; i++)
        {
            least = Math.Min(least, raw[i]);
            most = Math.Max(most, raw[i]);
        }

        for (var i = 0; most > least && i < nodes.Length; i++)
        {
            var score = (long)(NodeScorer.MaxScore * ((double)(raw[i] - least) / (most - least)));
            totals[i] += score * ScoreWeights.InterPodAffinity;
        }
    }
}
