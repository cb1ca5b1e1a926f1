using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>InterPodAffinity's score (interpodaffinity/scoring.go), with hardPodAffinityWeight 1.</summary>
internal sealed class InterPodAffinityScorer(ClusterState cluster)
{
    private const int MaxScore = 100;
    private const int HardAffinityWeight = 1;

    /// <summary>Writes scores 0–100; zeros where no term matches anything.</summary>
    public void Score(SimPod pod, IReadOnlyList<SimNode> all, List<SimNode> feasible, long[] scores)
    {
        Array.Clear(scores);
        var sums = Collect(pod, all);
        if (sums.Count == 0)
        {
            return;
        }

        var most = long.MinValue;
        var least = long.MaxValue;
        for (var i = 0; i < feasible.Count; i++)
        {
            foreach (var (key, byDomain) in sums)
            {
                if (feasible[i].Domains[key] is >= 0 and var domain)
                {
                    scores[i] += byDomain[domain];
                }
            }

            most = Math.Max(most, scores[i]);
            least = Math.Min(least, scores[i]);
        }

        for (var i = 0; i < feasible.Count; i++)
        {
            scores[i] = most == least ? 0 : (long)(MaxScore * ((double)(scores[i] - least) / (most - least)));
        }
    }

    /// <summary>Weights by topology key and domain; empty where nothing matched.</summary>
    private SortedDictionary<int, long[]> Collect(SimPod pod, IReadOnlyList<SimNode> all)
    {
        var sums = new SortedDictionary<int, long[]>();
        var terms = TermsByClass(cluster, pod.Class);
        if (terms.Count == 0)
        {
            return sums;
        }

        foreach (var node in all)
        {
            foreach (var (existing, key, weight) in terms)
            {
                var count = existing < node.AllByClass.Length ? node.AllByClass[existing] : 0;
                if (count == 0 || node.Domains[key] < 0)
                {
                    continue;
                }

                if (!sums.TryGetValue(key, out var byDomain))
                {
                    sums.Add(key, byDomain = new long[cluster.Topology.ValueCount(key)]);
                }

                byDomain[node.Domains[key]] += (long)count * weight;
            }
        }

        return sums;
    }

    /// <summary>
    /// For each class of existing pods: over which key it adds how much for each of its pods.
    /// </summary>
    public static List<(int Class, int Key, int Weight)> TermsByClass(
        ClusterState cluster,
        PodClass podClass)
    {
        var terms = new List<(int, int, int)>();
        foreach (var other in cluster.Classes)
        {
            foreach (var rule in podClass.Requirements.PreferredAffinity)
            {
                if (rule.Matcher.Matches(other))
                {
                    terms.Add((other.Index, rule.Key, rule.Weight));
                }
            }

            foreach (var rule in other.Requirements.RequiredAffinity)
            {
                if (rule.Matcher.Matches(podClass))
                {
                    terms.Add((other.Index, rule.Key, HardAffinityWeight));
                }
            }

            foreach (var rule in other.Requirements.PreferredAffinity)
            {
                if (rule.Matcher.Matches(podClass))
                {
                    terms.Add((other.Index, rule.Key, rule.Weight));
                }
            }
        }

        return terms;
    }
}
