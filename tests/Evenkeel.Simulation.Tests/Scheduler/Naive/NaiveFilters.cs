using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Simulation.Tests.Scheduler.Naive;

/// <summary>
/// The filters of the default profile, one after the other. Each looks at the whole cluster anew; the answer
/// is the scheduler's own reason for turning a node down, or null.
/// </summary>
internal static class NaiveFilters
{
    public const string Unschedulable = "node(s) were unschedulable";
    public const string Tainted = "node(s) had untolerated taint(s)";
    public const string Affinity = "node(s) didn't match Pod's node affinity/selector";
    public const string Ports = "node(s) didn't have free ports for the requested pod ports";
    public const string Insufficient = "Insufficient resources";
    public const string VolumeCount = "node(s) exceed max volume count";
    public const string VolumeNode = "node(s) didn't match PersistentVolume's node affinity";
    public const string VolumeNone = "node(s) didn't find available persistent volumes to bind";
    public const string Spread = "node(s) didn't match pod topology spread constraints";
    public const string SpreadLabel = Spread + " (missing required label)";
    public const string PodAffinity = "node(s) didn't match pod affinity rules";
    public const string PodAntiAffinity = "node(s) didn't match pod anti-affinity rules";
    public const string OthersAntiAffinity = "node(s) didn't satisfy existing pods anti-affinity rules";

    /// <summary>
    /// Reasons that the removal of pods from the node cannot mend (UnschedulableAndUnresolvable).
    /// </summary>
    private static readonly string[] Final =
        [Unschedulable, Tainted, Affinity, VolumeNode, VolumeNone, SpreadLabel, PodAffinity];

    public static bool PreemptionMightHelp(string reason) => !Final.Contains(reason);

    /// <summary>
    /// The first filter's reason against the node, once with the nominated pods and once without.
    /// </summary>
    public static string? RejectWithNominated(NaiveCluster cluster, NaivePod pod, NaiveNode node)
    {
        var promised = cluster.Pods
            .Where(p => p.Node is null && p.NominatedNode == node.Name)
            .Where(p => p.Name != pod.Name && p.Priority >= pod.Priority)
            .ToList();
        var with = cluster.Without(promised);
        with = promised.Aggregate(with, (c, p) => c.With(p with { Node = node.Name }));
        return (promised.Count > 0 ? Reject(with, pod, node) : null) ?? Reject(cluster, pod, node);
    }

    public static string? Reject(NaiveCluster cluster, NaivePod pod, NaiveNode node) =>
        NodeUnschedulable(pod, node)
        ?? TaintToleration(pod, node)
        ?? NodeAffinity(pod, node)
        ?? NodePorts(cluster, pod, node)
        ?? NodeResourcesFit(cluster, pod, node)
        ?? NodeVolumeLimits(cluster, pod, node)
        ?? VolumeBinding(pod, node)
        ?? PodTopologySpread(cluster, pod, node)
        ?? InterPodAffinity(cluster, pod, node);

    private static string? NodeUnschedulable(NaivePod pod, NaiveNode node)
    {
        var cordon = new Taint("node.kubernetes.io/unschedulable", "", TaintEffect.NoSchedule);
        return node.Unschedulable && !NaiveMatching.Tolerates(pod, cordon) ? Unschedulable : null;
    }

    private static string? TaintToleration(NaivePod pod, NaiveNode node) =>
        NaiveMatching.Repelled(pod, node) ? Tainted : null;

    private static string? NodeAffinity(NaivePod pod, NaiveNode node) =>
        NaiveMatching.AffinityAdmits(pod, node) ? null : Affinity;

    private static string? NodePorts(NaiveCluster cluster, NaivePod pod, NaiveNode node)
    {
        var taken = cluster.PodsOn(node).SelectMany(p => p.Spec.HostPorts).ToList();
        return pod.Spec.HostPorts.Any(a => taken.Any(b => Conflict(a, b))) ? Ports : null;
    }

    private static bool Conflict(HostPort a, HostPort b)
    {
        var (ipA, ipB) = (a.HostIp == "" ? "0.0.0.0" : a.HostIp, b.HostIp == "" ? "0.0.0.0" : b.HostIp);
        return a.Port == b.Port && a.Protocol == b.Protocol
            && (ipA == "0.0.0.0" || ipB == "0.0.0.0" || ipA == ipB);
    }

    private static string? NodeResourcesFit(NaiveCluster cluster, NaivePod pod, NaiveNode node)
    {
        var used = cluster.PodsOn(node).ToList();
        var tooMany = used.Count + 1 > node.Allocatable.Pods;
        var lacks = Amounts(pod.Spec.Requests).Any(r => r.Value > 0 && r.Value > Free(r.Key));
        return tooMany || lacks ? Insufficient : null;

        long Free(string resource) => Amounts(node.Allocatable).GetValueOrDefault(resource)
            - used.Sum(p => Amounts(p.Spec.Requests).GetValueOrDefault(resource));
    }

    private static Dictionary<string, long> Amounts(ResourceAmounts amounts) => new(amounts.Extended)
    {
        ["cpu"] = amounts.MilliCpu,
        ["memory"] = amounts.MemoryBytes,
        ["ephemeral-storage"] = amounts.EphemeralStorageBytes,
    };

    private static string? NodeVolumeLimits(NaiveCluster cluster, NaivePod pod, NaiveNode node)
    {
        var attached = cluster.PodsOn(node).SelectMany(p => p.Claims).Select(c => c.Name).ToHashSet();
        var wanted = pod.Claims.Select(c => c.Name).ToHashSet();
        var asksForMore = !wanted.IsSubsetOf(attached);
        return asksForMore && attached.Union(wanted).Count() > node.VolumeLimit ? VolumeCount : null;
    }

    private static string? VolumeBinding(NaivePod pod, NaiveNode node)
    {
        foreach (var claim in pod.Claims)
        {
            if (claim.Bound && claim.VolumeTerms is { } terms
                && !terms.Any(t => NaiveMatching.Matches(t, node)))
            {
                return VolumeNode;
            }

            var zone = node.Labels.TryGetValue("topology.kubernetes.io/zone", out var z) ? z : "";
            var allowed = claim.AllowedZones.Count == 0 || claim.AllowedZones.Contains(zone);
            var madeElsewhere = claim.SelectedNode is not null && claim.SelectedNode != node.Name;
            if (!claim.Bound && (!allowed || madeElsewhere))
            {
                return VolumeNone;
            }
        }

        return null;
    }

    /// <summary>matches in the node's domain + self − fewest matches in any domain ≤ maxSkew.</summary>
    private static string? PodTopologySpread(NaiveCluster cluster, NaivePod pod, NaiveNode node)
    {
        var constraints = NaiveSpread.Own(pod, hard: true);
        foreach (var constraint in constraints)
        {
            if (!node.Labels.TryGetValue(constraint.Key, out var domain))
            {
                return SpreadLabel;
            }

            var counts = NaiveSpread.CountByDomain(cluster, pod, constraint, constraints);
            var fewest = counts.Count < constraint.MinDomains ? 0 : counts.Values.Min();
            var self = constraint.Counts(pod) ? 1 : 0;
            if (counts.GetValueOrDefault(domain) + self - fewest > constraint.MaxSkew)
            {
                return Spread;
            }
        }

        return null;
    }

    private static string? InterPodAffinity(NaiveCluster cluster, NaivePod pod, NaiveNode node)
    {
        if (!AffinityHolds(cluster, pod, node))
        {
            return PodAffinity;
        }

        if (pod.Spec.RequiredAntiAffinity.Any(term =>
            PodsInDomain(cluster, node, term.TopologyKey)
                .Any(p => NaiveMatching.IsAbout(term, pod, p, cluster))))
        {
            return PodAntiAffinity;
        }

        var keptOut = cluster.Nodes.SelectMany(cluster.PodsOn).Any(other => other.Spec.RequiredAntiAffinity
            .Where(term => NaiveMatching.IsAbout(term, other, pod, cluster))
            .Any(term => SameDomain(node, cluster.Find(other.Node)!, term.TopologyKey)));
        return keptOut ? OthersAntiAffinity : null;
    }

    private static bool AffinityHolds(NaiveCluster cluster, NaivePod pod, NaiveNode node)
    {
        var terms = pod.Spec.RequiredAffinity;
        if (!terms.All(t => node.Labels.ContainsKey(t.TopologyKey)))
        {
            return false;
        }

        if (terms.All(t => PodsInDomain(cluster, node, t.TopologyKey).Any(MatchesAll)))
        {
            return true;
        }

        // The first pod of a group that has affinity to itself may start anywhere.
        var someoneMatches = cluster.Nodes
            .Where(n => terms.Any(t => n.Labels.ContainsKey(t.TopologyKey)))
            .SelectMany(cluster.PodsOn)
            .Any(MatchesAll);
        return !someoneMatches && MatchesAll(pod);

        bool MatchesAll(NaivePod other) => terms.All(t => NaiveMatching.IsAbout(t, pod, other, cluster));
    }

    private static IEnumerable<NaivePod> PodsInDomain(NaiveCluster cluster, NaiveNode node, string key) =>
        cluster.Nodes.Where(n => SameDomain(node, n, key)).SelectMany(cluster.PodsOn);

    private static bool SameDomain(NaiveNode a, NaiveNode b, string key) =>
        a.Labels.TryGetValue(key, out var left) && b.Labels.TryGetValue(key, out var right) && left == right;
}
