using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Simulation.Tests.Scheduler.Naive;

/// <summary>The scores of the default profile, with their weights, by node name.</summary>
internal static class NaiveScores
{
    public static Dictionary<string, long> Total(NaiveCluster cluster, NaivePod pod, List<NaiveNode> feasible)
    {
        var parts = new (int Weight, Dictionary<string, long> Scores)[]
        {
            (3, TaintToleration(pod, feasible)),
            (2, NodeAffinity(pod, feasible)),
            (2, PodTopologySpread(cluster, pod, feasible)),
            (2, InterPodAffinity(cluster, pod, feasible)),
            (1, feasible.ToDictionary(n => n.Name, n => LeastAllocated(cluster, pod, n))),
            (1, feasible.ToDictionary(n => n.Name, n => BalancedAllocation(cluster, pod, n))),
        };
        return feasible.ToDictionary(n => n.Name, n => parts.Sum(p => p.Weight * p.Scores[n.Name]));
    }

    /// <summary>Fewest PreferNoSchedule taints that the pod does not tolerate.</summary>
    private static Dictionary<string, long> TaintToleration(NaivePod pod, List<NaiveNode> feasible)
    {
        var counts = feasible.ToDictionary(n => n.Name, n => (long)n.Taints.Count(t =>
            t.Effect == TaintEffect.PreferNoSchedule && !NaiveMatching.Tolerates(pod, t)));
        var most = counts.Values.Max();
        return counts.ToDictionary(c => c.Key, c => most == 0 ? 100 : 100 - (100 * c.Value / most));
    }

    /// <summary>
    /// The sum of the weights of the preferred terms that match, over the highest such sum.
    /// </summary>
    private static Dictionary<string, long> NodeAffinity(NaivePod pod, List<NaiveNode> feasible)
    {
        var sums = feasible.ToDictionary(n => n.Name, n => pod.Spec.PreferredNodeTerms
            .Where(p => NaiveMatching.Matches(p.Term, n)).Sum(p => (long)p.Weight));
        var most = sums.Values.Max();
        return sums.ToDictionary(s => s.Key, s => most == 0 ? 0 : 100 * s.Value / most);
    }

    private static Dictionary<string, long> PodTopologySpread(
        NaiveCluster cluster,
        NaivePod pod,
        List<NaiveNode> feasible)
    {
        var own = pod.Spec.SpreadConstraints.Length > 0;
        var constraints = own ? NaiveSpread.Own(pod, hard: false) : NaiveSpread.Default(cluster, pod);
        if (constraints.Count == 0)
        {
            return feasible.ToDictionary(n => n.Name, _ => 0L);
        }

        // With the scheduler's own constraints a node that lacks a label is scored all the same.
        var scored = feasible.Where(n => !own || constraints.All(c => n.Labels.ContainsKey(c.Key))).ToList();
        var raw = scored.ToDictionary(n => n.Name, n => Math.Round(
            constraints.Where(c => n.Labels.ContainsKey(c.Key))
                .Sum(c => Weigh(cluster, pod, c, constraints, scored, n, own)),
            MidpointRounding.AwayFromZero));
        var (least, most) = (raw.Values.DefaultIfEmpty().Min(), raw.Values.DefaultIfEmpty().Max());
        return feasible.ToDictionary(n => n.Name, n => !raw.TryGetValue(n.Name, out var score) ? 0
            : most == 0 ? 100
            : 100 * (long)(most + least - score) / (long)most);
    }

    /// <summary>count · ln(domains + 2) + maxSkew − 1; a host counts its own pods, policies or not.</summary>
    private static double Weigh(
        NaiveCluster cluster,
        NaivePod pod,
        NaiveConstraint constraint,
        List<NaiveConstraint> all,
        List<NaiveNode> scored,
        NaiveNode node,
        bool needAll)
    {
        if (constraint.Key == "kubernetes.io/hostname")
        {
            var here = cluster.PodsOn(node).Count(constraint.Counts);
            return (here * Math.Log(scored.Count + 2)) + constraint.MaxSkew - 1;
        }

        var domains = scored.Select(n => n.Labels.TryGetValue(constraint.Key, out var v) ? v : "")
            .Distinct().Count();
        var inDomain = cluster.Nodes
            .Where(n => n.Labels.TryGetValue(constraint.Key, out var v) && v == node.Labels[constraint.Key])
            .Where(n => !needAll || all.All(c => n.Labels.ContainsKey(c.Key)))
            .Where(n => constraint.Includes(pod, n));
        var count = inDomain.SelectMany(cluster.PodsOn).Count(constraint.Counts);
        return (count * Math.Log(domains + 2)) + constraint.MaxSkew - 1;
    }

    private static Dictionary<string, long> InterPodAffinity(
        NaiveCluster cluster,
        NaivePod pod,
        List<NaiveNode> feasible)
    {
        var sums = new Dictionary<(string Key, string Value), long>();
        foreach (var node in cluster.Nodes)
        {
            foreach (var other in cluster.PodsOn(node))
            {
                Add(pod.Spec.PreferredAffinity, +1, pod, other, node);
                Add(pod.Spec.PreferredAntiAffinity, -1, pod, other, node);
                var required = other.Spec.RequiredAffinity.Select(t => new WeightedPodAffinityTerm(1, t));
                Add(required, +1, other, pod, node);
                Add(other.Spec.PreferredAffinity, +1, other, pod, node);
                Add(other.Spec.PreferredAntiAffinity, -1, other, pod, node);
            }
        }

        var scores = feasible.ToDictionary(n => n.Name, n => sums
            .Where(s => n.Labels.TryGetValue(s.Key.Key, out var value) && value == s.Key.Value)
                .Sum(s => s.Value));
        var (least, most) = (scores.Values.Min(), scores.Values.Max());
        return scores.ToDictionary(
            s => s.Key,
            s => most == least ? 0 : (long)(100.0 * ((double)(s.Value - least) / (most - least))));

        void Add(
            IEnumerable<WeightedPodAffinityTerm> terms,
            int sign,
            NaivePod owner,
            NaivePod about,
            NaiveNode at)
        {
            foreach (var (weight, term) in terms)
            {
                if (at.Labels.TryGetValue(term.TopologyKey, out var value)
                    && NaiveMatching.IsAbout(term, owner, about, cluster))
                {
                    var domain = (term.TopologyKey, value);
                    sums[domain] = sums.GetValueOrDefault(domain) + (sign * weight);
                }
            }
        }
    }

    /// <summary>
    /// The mean of the free shares of CPU and memory, with 100m and 200 MiB for what requests none.
    /// </summary>
    private static long LeastAllocated(NaiveCluster cluster, NaivePod pod, NaiveNode node)
    {
        NaivePod[] together = [.. cluster.PodsOn(node), pod];
        var shares = new List<long>();
        Share(node.Allocatable.MilliCpu, together.Sum(p => p.Spec.NonZeroRequests.MilliCpu));
        Share(node.Allocatable.MemoryBytes, together.Sum(p => p.Spec.NonZeroRequests.MemoryBytes));
        return shares.Count == 0 ? 0 : shares.Sum() / shares.Count;

        void Share(long all, long used)
        {
            if (all != 0)
            {
                shares.Add(used > all ? 0 : (all - used) * 100 / all);
            }
        }
    }

    /// <summary>
    /// (1 − σ) · 100 of the shares used with the pod, which for two is half their distance; from 1.36 how
    /// that changes, halved and raised to 50 … 100. Pods without requests are not scored.
    /// </summary>
    private static long BalancedAllocation(NaiveCluster cluster, NaivePod pod, NaiveNode node)
    {
        if (pod.Spec.Requests.MilliCpu == 0 && pod.Spec.Requests.MemoryBytes == 0)
        {
            return 0;
        }

        var before = Balance(node, cluster.PodsOn(node));
        var after = Balance(node, cluster.PodsOn(node).Append(pod));
        return cluster.Version.Minor >= 36 ? 50 + ((50 + after - before) / 2) : after;
    }

    private static long Balance(NaiveNode node, IEnumerable<NaivePod> pods)
    {
        var used = pods.ToList();
        var shares = new List<double>();
        Share(node.Allocatable.MilliCpu, used.Sum(p => p.Spec.Requests.MilliCpu));
        Share(node.Allocatable.MemoryBytes, used.Sum(p => p.Spec.Requests.MemoryBytes));
        var deviation = shares.Count == 2 ? Math.Abs((shares[0] - shares[1]) / 2) : 0;
        return (long)((1 - deviation) * 100);

        void Share(long all, long part)
        {
            if (all != 0)
            {
                shares.Add(Math.Min((double)part / all, 1));
            }
        }
    }
}
