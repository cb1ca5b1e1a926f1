using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Simulation.Tests.Scheduler.Naive;

/// <summary>A spread constraint with its selector worked out for one pod.</summary>
internal sealed record NaiveConstraint(
    string Key,
    int MaxSkew,
    int MinDomains,
    bool HonorAffinity,
    bool HonorTaints,
    string Namespace,
    LabelSelector? Selector)
{
    /// <summary>Pods that are being deleted are left out.</summary>
    public bool Counts(NaivePod pod) =>
        !pod.Terminating && pod.Namespace == Namespace && NaiveMatching.Selects(Selector, pod.Labels);

    /// <summary>nodeAffinityPolicy and nodeTaintsPolicy.</summary>
    public bool Includes(NaivePod pod, NaiveNode node) =>
        (!HonorAffinity || NaiveMatching.AffinityAdmits(pod, node))
        && (!HonorTaints || !NaiveMatching.Repelled(pod, node));
}

/// <summary>Which spread constraints a pod has, and how its domains are filled.</summary>
internal static class NaiveSpread
{
    public static List<NaiveConstraint> Own(NaivePod pod, bool hard) => pod.Spec.SpreadConstraints
        .Where(c => c.DoNotSchedule == hard)
        .Select(c => new NaiveConstraint(
            c.TopologyKey,
            c.MaxSkew,
            c.MinDomains ?? 1,
            c.NodeAffinityPolicy == NodeInclusionPolicy.Honor,
            c.NodeTaintsPolicy == NodeInclusionPolicy.Honor,
            pod.Namespace,
            Narrow(c, pod)))
        .ToList();

    /// <summary>
    /// The scheduler's own: three a host and five a zone, over the pods of the same Services and owner.
    /// </summary>
    public static List<NaiveConstraint> Default(NaiveCluster cluster, NaivePod pod)
    {
        var services = cluster.Services
            .Where(s => s.Name.Namespace == pod.Namespace && s.Selector.Count > 0)
            .Where(s => s.Selector.All(l => pod.Labels.TryGetValue(l.Key, out var v) && v == l.Value));
        List<SelectorRequirement> together =
        [
            .. services.SelectMany(s => s.Selector)
                .Select(l => new SelectorRequirement(l.Key, SelectorOperator.In, [l.Value])),
            .. pod.OwnerSelector is null ? [] : pod.OwnerSelector.Requirements.AsEnumerable(),
        ];
        if (together.Count == 0)
        {
            return [];
        }

        var selector = new LabelSelector([.. together]);
        return
        [
            new("kubernetes.io/hostname", 3, 1, true, false, pod.Namespace, selector),
            new("topology.kubernetes.io/zone", 5, 1, true, false, pod.Namespace, selector),
        ];
    }

    /// <summary>
    /// Matching pods in each domain. A node counts when it has the labels of all the pod's constraints and
    /// this one's policies include it.
    /// </summary>
    public static Dictionary<string, int> CountByDomain(
        NaiveCluster cluster,
        NaivePod pod,
        NaiveConstraint constraint,
        List<NaiveConstraint> all)
    {
        var counts = new Dictionary<string, int>();
        foreach (var node in cluster.Nodes)
        {
            if (all.All(c => node.Labels.ContainsKey(c.Key)) && constraint.Includes(pod, node))
            {
                var domain = node.Labels[constraint.Key];
                var here = cluster.PodsOn(node).Count(constraint.Counts);
                counts[domain] = counts.GetValueOrDefault(domain) + here;
            }
        }

        return counts;
    }

    private static LabelSelector? Narrow(TopologySpreadConstraint constraint, NaivePod pod) =>
        constraint.Selector is null
        ? null
        : new([
            .. constraint.Selector.Requirements,
            .. constraint.MatchLabelKeys.Where(pod.Labels.ContainsKey)
                .Select(k => new SelectorRequirement(k, SelectorOperator.In, [pod.Labels[k]])),
        ]);
}
