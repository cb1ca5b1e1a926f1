using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Kubernetes;

/// <summary>
/// One term of a node selector: all label expressions and all field expressions must match. A term with
/// neither matches nothing (component-helpers/scheduling/corev1/nodeaffinity).
/// </summary>
public sealed record NodeSelectorTerm(
    ImmutableArray<SelectorRequirement> Expressions,
    ImmutableArray<SelectorRequirement> Fields)
{
    private const string NameField = "metadata.name";

    /// <summary>Whether a node matches. The only field there is, is <c>metadata.name</c>.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels, string nodeName)
    {
        if (Expressions.IsEmpty && Fields.IsEmpty)
        {
            return false;
        }

        foreach (var expression in Expressions)
        {
            if (!expression.Matches(labels))
            {
                return false;
            }
        }

        if (Fields.IsEmpty)
        {
            return true;
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { [NameField] = nodeName };
        foreach (var field in Fields)
        {
            if (!field.Matches(fields))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A node selector term that scores instead of filtering.</summary>
/// <param name="Weight">1 to 100.</param>
/// <param name="Term">The term.</param>
public sealed record PreferredNodeTerm(int Weight, NodeSelectorTerm Term);

/// <summary>Which pods a (anti-)affinity looks at, and over which topology.</summary>
/// <param name="Selector">The pods; null selects none.</param>
/// <param name="TopologyKey">The node label whose values are the domains.</param>
/// <param name="Namespaces">Namespaces looked at besides those of the selector; when both are empty, the
/// pod's own.</param>
/// <param name="NamespaceSelector">Namespaces by label; null for none.</param>
public sealed record PodAffinityTerm(
    LabelSelector? Selector,
    string TopologyKey,
    ImmutableArray<string> Namespaces,
    LabelSelector? NamespaceSelector)
{
    /// <summary>
    /// Keys that the template lacks: once its controller has set them, the pod's values narrow the selector.
    /// </summary>
    public ImmutableArray<string> MatchLabelKeys { get; init; } = [];

    /// <summary>As <see cref="MatchLabelKeys"/>, for pods whose value differs.</summary>
    public ImmutableArray<string> MismatchLabelKeys { get; init; } = [];
}

/// <summary>A pod affinity term that scores.</summary>
/// <param name="Weight">1 to 100.</param>
/// <param name="Term">The term.</param>
public sealed record WeightedPodAffinityTerm(int Weight, PodAffinityTerm Term);

/// <summary>Whether nodes outside a pod's affinity, or tainted against it, count as domains.</summary>
public enum NodeInclusionPolicy
{
    /// <summary>Such nodes do not count.</summary>
    Honor,

    /// <summary>They count as all others.</summary>
    Ignore,
}

/// <summary>A topology spread constraint (core/v1 TopologySpreadConstraint).</summary>
public sealed record TopologySpreadConstraint
{
    /// <summary>The most by which a domain may exceed the emptiest one.</summary>
    public required int MaxSkew { get; init; }

    /// <summary>The node label whose values are the domains.</summary>
    public required string TopologyKey { get; init; }

    /// <summary>True for DoNotSchedule, false for ScheduleAnyway.</summary>
    public required bool DoNotSchedule { get; init; }

    /// <summary>The pods counted; null counts none.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>With fewer eligible domains than this the emptiest counts as zero; null for 1.</summary>
    public int? MinDomains { get; init; }

    /// <summary>Default Honor.</summary>
    public NodeInclusionPolicy NodeAffinityPolicy { get; init; } = NodeInclusionPolicy.Honor;

    /// <summary>
    /// Default Ignore: a dead zone still counts while its Node objects exist (kubernetes#116978).
    /// </summary>
    public NodeInclusionPolicy NodeTaintsPolicy { get; init; } = NodeInclusionPolicy.Ignore;

    /// <summary>Pod label keys whose own values narrow the selector.</summary>
    public ImmutableArray<string> MatchLabelKeys { get; init; } = [];
}
