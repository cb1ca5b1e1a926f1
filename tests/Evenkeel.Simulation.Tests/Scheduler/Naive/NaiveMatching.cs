using System.Globalization;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Simulation.Tests.Scheduler.Naive;

/// <summary>Selectors, tolerations and affinity terms, as the API's documentation has them.</summary>
internal static class NaiveMatching
{
    /// <summary>A selector that is absent selects nothing, an empty one everything.</summary>
    public static bool Selects(LabelSelector? selector, IReadOnlyDictionary<string, string> labels) =>
        selector is not null && selector.Requirements.All(r => Holds(r, labels));

    public static bool Holds(SelectorRequirement r, IReadOnlyDictionary<string, string> labels)
    {
        var value = labels.TryGetValue(r.Key, out var found) ? found : null;
        return r.Operator switch
        {
            SelectorOperator.In => value is not null && r.Values.Any(v => v == value),
            SelectorOperator.NotIn => value is null || r.Values.All(v => v != value),
            SelectorOperator.Exists => value is not null,
            SelectorOperator.DoesNotExist => value is null,
            SelectorOperator.Gt => value is not null && Number(value) > Number(r.Values[0]),
            SelectorOperator.Lt => value is not null && Number(value) < Number(r.Values[0]),
            _ => throw new InvalidOperationException(),
        };
    }

    /// <summary>
    /// Terms are alternatives; what is in one must hold together; an empty one holds nowhere.
    /// </summary>
    public static bool Matches(NodeSelectorTerm term, NaiveNode node) =>
        (term.Expressions.Length > 0 || term.Fields.Length > 0)
        && term.Expressions.All(e => Holds(e, node.Labels))
        && term.Fields.All(f => Holds(f, new Dictionary<string, string> { ["metadata.name"] = node.Name }));

    /// <summary>nodeSelector and required node affinity, the DaemonSet controller's included.</summary>
    public static bool AffinityAdmits(NaivePod pod, NaiveNode node) =>
        pod.Spec.NodeSelector.All(l => node.Labels.TryGetValue(l.Key, out var value) && value == l.Value)
        && (pod.Spec.RequiredNodeTerms is not { } terms || terms.Any(t => Matches(t, node)))
        && (pod.OnlyNode is null || pod.OnlyNode == node.Name);

    public static bool Tolerates(Toleration toleration, Taint taint)
    {
        if (toleration.Effect is { } effect && effect != taint.Effect)
        {
            return false;
        }

        if (string.IsNullOrEmpty(toleration.Key))
        {
            return toleration.Exists;
        }

        return toleration.Key == taint.Key && (toleration.Exists || toleration.Value == taint.Value);
    }

    public static bool Tolerates(NaivePod pod, Taint taint) => pod.Tolerations.Any(t => Tolerates(t, taint));

    /// <summary>Whether a NoSchedule or NoExecute taint keeps the pod away.</summary>
    public static bool Repelled(NaivePod pod, NaiveNode node) => node.Taints
        .Any(t => t.Effect is TaintEffect.NoSchedule or TaintEffect.NoExecute && !Tolerates(pod, t));

    /// <summary>
    /// Whether <paramref name="other"/> is one of the pods that a term of <paramref name="owner"/> is about.
    /// </summary>
    public static bool IsAbout(PodAffinityTerm term, NaivePod owner, NaivePod other, NaiveCluster cluster)
    {
        var nowhereNamed = term.Namespaces.IsEmpty && term.NamespaceSelector is null;
        var inNamespace = nowhereNamed
            ? other.Namespace == owner.Namespace
            : term.Namespaces.Any(n => n == other.Namespace)
                || (term.NamespaceSelector is not null
                    && Selects(term.NamespaceSelector, LabelsOf(other.Namespace, cluster)));
        return inNamespace
            && Selects(term.Selector, other.Labels)
            && term.MatchLabelKeys.Where(owner.Labels.ContainsKey).All(k => Same(owner, other, k))
            && term.MismatchLabelKeys.Where(owner.Labels.ContainsKey).All(k => !Same(owner, other, k));
    }

    private static bool Same(NaivePod a, NaivePod b, string key) =>
        b.Labels.TryGetValue(key, out var value) && value == a.Labels[key];

    private static Dictionary<string, string> LabelsOf(string name, NaiveCluster cluster)
    {
        var labels = cluster.NamespaceLabels.TryGetValue(name, out var known)
            ? new Dictionary<string, string>(known)
            : [];
        labels["kubernetes.io/metadata.name"] = name;
        return labels;
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n)
            ? n
            : null;
}
