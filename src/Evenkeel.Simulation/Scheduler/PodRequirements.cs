using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>A topology spread constraint, ready to be evaluated.</summary>
/// <param name="Key">The topology key's number.</param>
/// <param name="IsHostname">Whether the key is the hostname, which is counted node by node.</param>
/// <param name="MaxSkew">The most by which a domain may exceed the emptiest.</param>
/// <param name="MinDomains">With fewer domains the emptiest counts as zero.</param>
/// <param name="HonorAffinity">Whether nodes outside the pod's affinity do not count.</param>
/// <param name="HonorTaints">Whether nodes with taints against the pod do not count.</param>
/// <param name="Counter">The pods counted.</param>
/// <param name="SelfMatch">Whether the pod itself is one of them.</param>
internal sealed record SpreadRule(
    int Key,
    bool IsHostname,
    int MaxSkew,
    int MinDomains,
    bool HonorAffinity,
    bool HonorTaints,
    MatchCounter Counter,
    bool SelfMatch)
{
    /// <summary>Which pods are counted.</summary>
    public ClassMatcher Matcher => Counter.Matcher;
}

/// <summary>A pod affinity term, ready to be evaluated.</summary>
/// <param name="Key">The topology key's number.</param>
/// <param name="Matcher">The pods looked at.</param>
/// <param name="Weight">The weight of a preference, negative for anti-affinity; 1 for a requirement.</param>
internal sealed record AffinityRule(int Key, ClassMatcher Matcher, int Weight);

/// <summary>What the scheduler asks of a node for the pods of one class.</summary>
internal sealed class PodRequirements
{
    public required PodTemplate Template { get; init; }

    /// <summary>Tolerations with those that admission adds.</summary>
    public required ImmutableArray<Toleration> Tolerations { get; init; }

    /// <summary>DoNotSchedule constraints.</summary>
    public ImmutableArray<SpreadRule> HardSpread { get; init; } = [];

    /// <summary>ScheduleAnyway constraints, or the scheduler's defaults.</summary>
    public ImmutableArray<SpreadRule> SoftSpread { get; init; } = [];

    /// <summary>
    /// Whether the soft constraints are the scheduler's own, which allow nodes without the key.
    /// </summary>
    public bool SoftSpreadIsDefault { get; init; }

    public ImmutableArray<AffinityRule> RequiredAffinity { get; init; } = [];

    public ImmutableArray<AffinityRule> RequiredAntiAffinity { get; init; } = [];

    /// <summary>Preferred affinity, and anti-affinity with negative weights.</summary>
    public ImmutableArray<AffinityRule> PreferredAffinity { get; init; } = [];

    /// <summary>
    /// Whether the pod's own labels match all its required affinity, so that the first one can start.
    /// </summary>
    public bool MatchesOwnAffinity { get; init; }

    /// <summary>
    /// The only nodes that could do, where required node affinity names them; null otherwise.
    /// </summary>
    public ImmutableHashSet<string>? NodeNames { get; init; }

    /// <summary>Whether the pods' node selector and required node affinity admit a node.</summary>
    public bool AdmitsNode(SimNode node)
    {
        if (Template.NodeSelector.IsEmpty && Template.RequiredNodeTerms is null)
        {
            return true;
        }

        foreach (var (key, value) in Template.NodeSelector)
        {
            if (!node.Definition.Labels.TryGetValue(key, out var actual)
                || !string.Equals(actual, value, StringComparison.Ordinal))
            {
                return false;
            }
        }

        if (Template.RequiredNodeTerms is not { } terms)
        {
            return true;
        }

        foreach (var term in terms)
        {
            if (term.Matches(node.Definition.Labels, node.Name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a rule's inclusion policies let a node count for pods that are not pinned.</summary>
    public bool CountsFor(SpreadRule rule, SimNode node) =>
        (!rule.HonorAffinity || AdmitsNode(node)) && (!rule.HonorTaints || UntoleratedTaint(node) is null);

    /// <summary>The first taint that keeps the pods off a node (NoSchedule or NoExecute), or null.</summary>
    public Taint? UntoleratedTaint(SimNode node)
    {
        foreach (var taint in node.Taints)
        {
            if (taint.Effect != TaintEffect.PreferNoSchedule && !Tolerates(taint))
            {
                return taint;
            }
        }

        return null;
    }

    /// <summary>How many PreferNoSchedule taints of a node no toleration covers.</summary>
    public int DislikedTaints(SimNode node)
    {
        var count = 0;
        foreach (var taint in node.Taints)
        {
            count += taint.Effect == TaintEffect.PreferNoSchedule && !Tolerates(taint) ? 1 : 0;
        }

        return count;
    }

    /// <summary>The sum of the weights of the preferred node terms that match a node.</summary>
    public long Preference(SimNode node)
    {
        long sum = 0;
        foreach (var term in Template.PreferredNodeTerms)
        {
            sum += term.Term.Matches(node.Definition.Labels, node.Name) ? term.Weight : 0;
        }

        return sum;
    }

    /// <summary>Whether some toleration covers the taint.</summary>
    public bool Tolerates(Taint taint)
    {
        foreach (var toleration in Tolerations)
        {
            if (toleration.Tolerates(taint))
            {
                return true;
            }
        }

        return false;
    }
}
