using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>
/// The descheduler's RemovePodsViolatingTopologySpreadConstraint: finds the pods whose move would bring the
/// domains of a required spread within its skew, by the counts alone
/// (plugins/removepodsviolatingtopologyspreadconstraint/topologyspreadconstraint.go, Balance and
/// balanceDomains). Domains of one size, and pods of one rank, come there in the order of a map: here chance
/// decides.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="ties">What is left to chance.</param>
/// <param name="isEvictable">Whether the descheduler may evict a pod, budgets aside.</param>
internal sealed class SpreadBalance(ClusterState cluster, ITieBreaker ties, Func<SimPod, bool> isEvictable)
{
    /// <summary>A value of the topology key, with the nodes and the counted pods there.</summary>
    private sealed class Domain
    {
        public List<SimNode> Nodes { get; } = [];

        public List<SimPod> Pods { get; } = [];
    }

    /// <summary>The pods to evict, each once, in the order of their creation.</summary>
    /// <param name="nodes">The Ready nodes.</param>
    public List<SimPod> Find(List<SimNode> nodes)
    {
        var evicted = new HashSet<SimPod>();
        var looked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var podClass in nodes.SelectMany(static n => n.Pods).Select(static p => p.Class).Distinct()
            .OrderBy(static c => c.Index).ToList())
        {
            var rules = podClass.Requirements.HardSpread;
            for (var i = 0; i < rules.Length; i++)
            {
                if (looked.Add(Identity(podClass, i)))
                {
                    Balance(podClass, rules[i], nodes, evicted);
                }
            }
        }

        return [.. evicted.OrderBy(static p => p.Index)];
    }

    /// <summary>
    /// What makes two constraints one: all of it, and what their pods ask of nodes (hasIdenticalConstraints).
    /// </summary>
    private static string Identity(PodClass podClass, int number)
    {
        var template = podClass.Template;
        var written = template.SpreadConstraints.Where(static c => c.DoNotSchedule).ElementAt(number);
        var own = written.MatchLabelKeys.Select(k => template.Labels.GetValueOrDefault(k, ""));
        return string.Join(
            '|', podClass.Namespace, written.TopologyKey, written.MaxSkew, written.NodeAffinityPolicy,
            written.NodeTaintsPolicy, written.Selector is { } s ? string.Join('&', s.Requirements) : "none",
            string.Join(',', own), string.Join(',', template.NodeSelector),
            template.RequiredNodeTerms is { } terms ? string.Join(',', terms) : "",
            string.Join(',', podClass.Requirements.Tolerations));
    }

    private void Balance(
        PodClass podClass, SpreadRule rule, List<SimNode> nodes, HashSet<SimPod> evicted)
    {
        var domains = Domains(podClass, rule, nodes);
        if (domains.Count == 0
            || domains.Max(static d => d.Pods.Count) - domains.Min(static d => d.Pods.Count) <= rule.MaxSkew)
        {
            return;
        }

        var average = (double)domains.Sum(static d => d.Pods.Count) / domains.Count;
        var sorted = Sorted(domains, rule);
        var below = sorted.Where(d => d.Pods.Count < average).SelectMany(static d => d.Nodes)
            .Where(n => podClass.Requirements.CountsFor(rule, n)).ToList();
        var (low, high) = (0, sorted.Count - 1);
        while (low < high)
        {
            high -= sorted[high].Pods.Count <= average ? 1 : 0;
            var skew = sorted[high].Pods.Count - sorted[low].Pods.Count;
            var moved = Moved(sorted[low].Pods.Count, sorted[high].Pods.Count, average, rule.MaxSkew);
            if (skew <= rule.MaxSkew || moved <= 0)
            {
                low++;
                continue;
            }

            for (; moved > 0; moved--)
            {
                var pod = Next(sorted[high].Pods);
                sorted[high].Pods.Remove(pod);
                sorted[low].Pods.Add(pod);
                if (isEvictable(pod) && below.Exists(n => Fits(pod, n)))
                {
                    evicted.Add(pod);
                }
            }
        }
    }

    /// <summary>
    /// How many go from a large domain to a small one: half of what is beyond the skew, no more than brings
    /// either to the average.
    /// </summary>
    private static int Moved(int small, int large, double average, int maxSkew) => (int)Math.Min(
        Math.Min(Math.Ceiling(large - average), Math.Ceiling(average - small)),
        Math.Ceiling((large - small - maxSkew) / 2.0));

    /// <summary>Each value that a Ready node has and that counts, or where a counted pod lies.</summary>
    private static List<Domain> Domains(PodClass podClass, SpreadRule rule, List<SimNode> nodes)
    {
        var domains = new SortedDictionary<int, Domain>();
        foreach (var node in nodes.Where(n => n.Domains[rule.Key] >= 0))
        {
            var pods = node.Pods.Where(p => p is { Bound: true, Deleting: false }
                && rule.Matcher.Matches(p.Class)).ToList();
            if (pods.Count == 0 && !podClass.Requirements.CountsFor(rule, node))
            {
                continue;
            }

            if (!domains.TryGetValue(node.Domains[rule.Key], out var domain))
            {
                domains.Add(node.Domains[rule.Key], domain = new());
            }

            domain.Nodes.Add(node);
            domain.Pods.AddRange(pods);
        }

        return [.. domains.Values];
    }

    /// <summary>The smallest first; which of equals comes first is chance.</summary>
    private List<Domain> Sorted(List<Domain> domains, SpreadRule rule)
    {
        var sorted = new List<Domain>();
        foreach (var equals in domains.GroupBy(static d => d.Pods.Count).OrderBy(static g => g.Key))
        {
            var left = equals.ToList();
            while (left.Count > 1)
            {
                var next = left[rule.IsHostname ? AnyHost(left) : ties.ChoosePlace(
                    [.. left.Select(static d => ZonesOf(d))])];
                left.Remove(next);
                sorted.Add(next);
            }

            sorted.AddRange(left);
        }

        return sorted;
    }

    private static ImmutableArray<string> ZonesOf(Domain domain) =>
        [.. domain.Nodes.Select(static n => n.Zone).Distinct(StringComparer.Ordinal)];

    private int AnyHost(List<Domain> domains)
    {
        SimNode[] nodes = [.. domains.Select(static d => d.Nodes[0])];
        ties.Order(nodes);
        return domains.FindIndex(d => d.Nodes[0] == nodes[0]);
    }

    /// <summary>
    /// The next to go: what may be evicted, without selector or affinity, of the lowest priority; of equals
    /// any.
    /// </summary>
    private SimPod Next(List<SimPod> pods)
    {
        var first = pods.GroupBy(p => (
                Stays: !isEvictable(p), Bound: HasSelector(p.Class.Template), p.Priority))
            .OrderBy(static g => g.Key).First().ToList();
        return first[first.Count == 1 ? 0 : ties.ChoosePod(first)];
    }

    private static bool HasSelector(PodTemplate template) => !template.NodeSelector.IsEmpty
        || template.RequiredNodeTerms is not null || !template.PreferredNodeTerms.IsEmpty
        || !template.RequiredAffinity.IsEmpty || !template.PreferredAffinity.IsEmpty
        || !template.RequiredAntiAffinity.IsEmpty || !template.PreferredAntiAffinity.IsEmpty;

    /// <summary>node/node.go, NodeFit: selector, taints, room, and required anti-affinity.</summary>
    private bool Fits(SimPod pod, SimNode node)
    {
        var (requests, all, used) = (pod.Class.Template.Requests, node.Definition.Allocatable, node.Usage);
        return !node.Cordoned && pod.Class.Requirements.AdmitsNode(node)
            && pod.Class.Requirements.UntoleratedTaint(node) is null
            && used.Pods < all.Pods && used.MilliCpu + requests.MilliCpu <= all.MilliCpu
            && used.MemoryBytes + requests.MemoryBytes <= all.MemoryBytes
            && used.EphemeralStorageBytes + requests.EphemeralStorageBytes <= all.EphemeralStorageBytes
            && !pod.Class.Requirements.RequiredAntiAffinity.Any(r => IsTaken(r, pod, node));
    }

    private bool IsTaken(AffinityRule rule, SimPod pod, SimNode node) => node.Domains[rule.Key] >= 0
        && cluster.Nodes.Exists(n => n.Exists && n.Domains[rule.Key] == node.Domains[rule.Key]
            && n.Pods.Exists(p => p != pod && rule.Matcher.Matches(p.Class)));
}
