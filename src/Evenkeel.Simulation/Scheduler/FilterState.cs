using System.Collections.Immutable;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>
/// What the filters count once for a pod before they look at nodes (the PreFilter state of PodTopologySpread
/// and InterPodAffinity), kept right while pods are added and removed on trial.
/// </summary>
internal sealed class FilterState
{
    private readonly ClusterState cluster;
    private readonly PodClass podClass;
    private readonly SimNode? pinnedTo;
    private readonly PodRequirements requirements;
    private readonly int[][] spreadCounts;
    private readonly bool[][] spreadDomains;
    private readonly int[][] affinityCounts;
    private readonly int[][] antiAffinityCounts;
    private readonly List<(AffinityRule Rule, int Class, int[] Counts)> existing = [];

    public FilterState(ClusterState cluster, SimPod pod, IReadOnlyList<SimNode> nodes)
    {
        this.cluster = cluster;
        podClass = pod.Class;
        pinnedTo = pod.PinnedTo;
        requirements = podClass.Requirements;
        spreadCounts = Counters(requirements.HardSpread, static r => r.Key);
        spreadDomains = [.. spreadCounts.Select(counts => new bool[counts.Length])];
        affinityCounts = Counters(requirements.RequiredAffinity, static r => r.Key);
        antiAffinityCounts = Counters(requirements.RequiredAntiAffinity, static r => r.Key);
        CollectExistingAntiAffinity();
        if (IsTrivial)
        {
            return;
        }

        foreach (var node in nodes)
        {
            MarkDomains(node);
            for (var c = 0; c < node.AllByClass.Length; c++)
            {
                if (node.AllByClass[c] != 0)
                {
                    Adjust(node, cluster.Classes[c], node.ActiveByClass[c], node.AllByClass[c]);
                }
            }
        }
    }

    private bool IsTrivial => spreadCounts.Length == 0 && affinityCounts.Length == 0
        && antiAffinityCounts.Length == 0 && existing.Count == 0;

    /// <summary>Counts pods of a class on a node, or with negative numbers no longer.</summary>
    public void Adjust(SimNode node, PodClass other, int active, int all)
    {
        if (active != 0)
        {
            CountSpread(node, other, active);
        }

        CountAffinity(node, other, all);
        for (var i = 0; i < antiAffinityCounts.Length; i++)
        {
            var rule = requirements.RequiredAntiAffinity[i];
            if (node.Domains[rule.Key] >= 0 && rule.Matcher.Matches(other))
            {
                antiAffinityCounts[i][node.Domains[rule.Key]] += all;
            }
        }

        foreach (var (rule, owner, counts) in existing)
        {
            if (owner == other.Index && node.Domains[rule.Key] >= 0)
            {
                counts[node.Domains[rule.Key]] += all;
            }
        }
    }

    /// <summary>PodTopologySpread's answer for a node.</summary>
    public Rejection CheckSpread(SimNode node)
    {
        for (var i = 0; i < spreadCounts.Length; i++)
        {
            var rule = requirements.HardSpread[i];
            var domain = node.Domains[rule.Key];
            if (domain < 0)
            {
                return Rejection.SpreadLabel;
            }

            var skew = spreadCounts[i][domain] + (rule.SelfMatch ? 1 : 0) - Least(i, rule.MinDomains);
            if (skew > rule.MaxSkew)
            {
                return Rejection.Spread;
            }
        }

        return Rejection.None;
    }

    /// <summary>InterPodAffinity's answer for a node.</summary>
    public Rejection CheckAffinity(SimNode node)
    {
        if (!SatisfiesAffinity(node))
        {
            return Rejection.Affinity;
        }

        for (var i = 0; i < antiAffinityCounts.Length; i++)
        {
            var domain = node.Domains[requirements.RequiredAntiAffinity[i].Key];
            if (domain >= 0 && antiAffinityCounts[i][domain] > 0)
            {
                return Rejection.AntiAffinity;
            }
        }

        foreach (var (rule, _, counts) in existing)
        {
            if (node.Domains[rule.Key] is >= 0 and var domain && counts[domain] > 0)
            {
                return Rejection.ExistingAntiAffinity;
            }
        }

        return Rejection.None;
    }

    private bool SatisfiesAffinity(SimNode node)
    {
        var rules = requirements.RequiredAffinity;
        var podsExist = true;
        for (var i = 0; i < rules.Length; i++)
        {
            var domain = node.Domains[rules[i].Key];
            if (domain < 0)
            {
                return false;
            }

            podsExist &= affinityCounts[i][domain] > 0;
        }

        // The first pod of a group that has affinity to itself may start anywhere.
        return podsExist || (requirements.MatchesOwnAffinity
            && affinityCounts.All(static c => c.All(static n => n == 0)));
    }

    private void CollectExistingAntiAffinity()
    {
        foreach (var other in cluster.Classes)
        {
            foreach (var rule in other.Requirements.RequiredAntiAffinity)
            {
                if (rule.Matcher.Matches(podClass))
                {
                    existing.Add((rule, other.Index, new int[cluster.Topology.ValueCount(rule.Key)]));
                }
            }
        }
    }

    private void MarkDomains(SimNode node)
    {
        for (var i = 0; i < spreadCounts.Length; i++)
        {
            if (Counts(node, i))
            {
                spreadDomains[i][node.Domains[requirements.HardSpread[i].Key]] = true;
            }
        }
    }

    private void CountSpread(SimNode node, PodClass other, int active)
    {
        for (var i = 0; i < spreadCounts.Length; i++)
        {
            var rule = requirements.HardSpread[i];
            if (Counts(node, i) && rule.Matcher.Matches(other))
            {
                spreadCounts[i][node.Domains[rule.Key]] += active;
            }
        }
    }

    private bool Counts(SimNode node, int rule) =>
        node.Exists && HasAllKeys(node, requirements.HardSpread)
            && Includes(requirements.HardSpread[rule], node);

    /// <summary>Whether a rule's inclusion policies let a node count as a domain.</summary>
    public bool Includes(SpreadRule rule, SimNode node) =>
        requirements.CountsFor(rule, node)
        && (!rule.HonorAffinity || pinnedTo is null || pinnedTo == node);

    /// <summary>Whether a node carries the key of every rule.</summary>
    public static bool HasAllKeys(SimNode node, ImmutableArray<SpreadRule> rules)
    {
        foreach (var rule in rules)
        {
            if (node.Domains[rule.Key] < 0)
            {
                return false;
            }
        }

        return true;
    }

    private void CountAffinity(SimNode node, PodClass other, int all)
    {
        if (affinityCounts.Length == 0 || !requirements.RequiredAffinity.All(r => r.Matcher.Matches(other)))
        {
            return;
        }

        for (var i = 0; i < affinityCounts.Length; i++)
        {
            var domain = node.Domains[requirements.RequiredAffinity[i].Key];
            if (domain >= 0)
            {
                affinityCounts[i][domain] += all;
            }
        }
    }

    private int Least(int rule, int minDomains)
    {
        var least = int.MaxValue;
        var domains = 0;
        for (var d = 0; d < spreadCounts[rule].Length; d++)
        {
            if (spreadDomains[rule][d])
            {
                domains++;
                least = Math.Min(least, spreadCounts[rule][d]);
            }
        }

        return domains < minDomains ? 0 : least;
    }

    private int[][] Counters<T>(ImmutableArray<T> rules, Func<T, int> key) =>
        [.. rules.Select(rule => new int[cluster.Topology.ValueCount(key(rule))])];
}
