using System.Collections.Immutable;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>PodTopologySpread's score (podtopologyspread/scoring.go).</summary>
internal sealed class SpreadScorer(ClusterState cluster)
{
    private const int MaxScore = 100;

    /// <summary>Writes scores 0–100; zeros where the pod has no soft constraint.</summary>
    public void Score(
        SimPod pod,
        FilterState state,
        IReadOnlyList<SimNode> all,
        List<SimNode> feasible,
        long[] scores)
    {
        Array.Clear(scores);
        var requirements = pod.Class.Requirements;
        var rules = requirements.SoftSpread;
        if (rules.IsEmpty)
        {
            return;
        }

        var needAll = !requirements.SoftSpreadIsDefault;
        var ignored = new bool[feasible.Count];
        var counts = new int[rules.Length][];
        var weights = new double[rules.Length];
        CollectDomains(feasible, rules, needAll, ignored, counts, weights);
        CountPods(state, all, rules, needAll, counts);
        for (var i = 0; i < feasible.Count; i++)
        {
            scores[i] = ignored[i] ? -1 : Raw(feasible[i], rules, counts, weights);
        }

        Normalize(scores);
    }

    private void CollectDomains(
        List<SimNode> feasible,
        ImmutableArray<SpreadRule> rules,
        bool needAll,
        bool[] ignored,
        int[][] counts,
        double[] weights)
    {
        for (var r = 0; r < rules.Length; r++)
        {
            counts[r] = new int[cluster.Topology.ValueCount(rules[r].Key)];
            Array.Fill(counts[r], -1);
        }

        var scored = 0;
        var sizes = new int[rules.Length];
        var unlabelled = new bool[rules.Length];
        for (var i = 0; i < feasible.Count; i++)
        {
            if (needAll && !FilterState.HasAllKeys(feasible[i], rules))
            {
                ignored[i] = true;
                continue;
            }

            scored++;
            for (var r = 0; r < rules.Length; r++)
            {
                var domain = feasible[i].Domains[rules[r].Key];
                if (domain < 0)
                {
                    unlabelled[r] = true;
                }
                else if (!rules[r].IsHostname && counts[r][domain] < 0)
                {
                    counts[r][domain] = 0;
                    sizes[r]++;
                }
            }
        }

        for (var r = 0; r < rules.Length; r++)
        {
            // Nodes without the label, which only the default constraints score, are one more domain.
            var size = rules[r].IsHostname ? scored : sizes[r] + (unlabelled[r] ? 1 : 0);
            weights[r] = Math.Log(size + 2);
        }
    }

    private static void CountPods(
        FilterState state,
        IReadOnlyList<SimNode> all,
        ImmutableArray<SpreadRule> rules,
        bool needAll,
        int[][] counts)
    {
        foreach (var node in all)
        {
            if (needAll && !FilterState.HasAllKeys(node, rules))
            {
                continue;
            }

            for (var r = 0; r < rules.Length; r++)
            {
                var domain = node.Domains[rules[r].Key];
                if (!rules[r].IsHostname && domain >= 0 && counts[r][domain] >= 0
                    && state.Includes(rules[r], node))
                {
                    counts[r][domain] += rules[r].Counter.On(node);
                }
            }
        }
    }

    private static long Raw(
        SimNode node,
        ImmutableArray<SpreadRule> rules,
        int[][] counts,
        double[] weights)
    {
        double score = 0;
        for (var r = 0; r < rules.Length; r++)
        {
            var domain = node.Domains[rules[r].Key];
            if (domain >= 0)
            {
                var count = rules[r].IsHostname ? rules[r].Counter.On(node) : counts[r][domain];
                score += (count * weights[r]) + (rules[r].MaxSkew - 1);
            }
        }

        return (long)Math.Round(score, MidpointRounding.AwayFromZero);
    }

    private static void Normalize(long[] scores)
    {
        var least = long.MaxValue;
        long most = 0;
        foreach (var score in scores)
        {
            if (score >= 0)
            {
                least = Math.Min(least, score);
                most = Math.Max(most, score);
            }
        }

        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = scores[i] < 0 ? 0
                : most == 0 ? MaxScore
                : MaxScore * (most + least - scores[i]) / most;
        }
    }
}
