using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>Reads a pod's affinity and puts it into a template.</summary>
internal static class AffinityReader
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";

    /// <summary>The template with spec.affinity; its labels must be set already.</summary>
    public static PodTemplate AddTo(PodTemplate template, ManifestFields podSpec)
    {
        if (podSpec.Object("affinity") is not { } affinity)
        {
            return template;
        }

        var node = affinity.Object("nodeAffinity");
        var together = affinity.Object("podAffinity");
        var apart = affinity.Object("podAntiAffinity");
        return template with
        {
            RequiredNodeTerms = RequiredNodes(node),
            PreferredNodeTerms = node is null ? [] : PreferredNodes(node),
            RequiredAffinity = RequiredTerms(together, template),
            RequiredAntiAffinity = RequiredTerms(apart, template),
            PreferredAffinity = PreferredTerms(together, template),
            PreferredAntiAffinity = PreferredTerms(apart, template),
        };
    }

    private static ImmutableArray<NodeSelectorTerm>? RequiredNodes(ManifestFields? node) =>
        node?.Object(Required) is { } selector ? SelectorReader.ReadTerms(selector) : null;

    private static ImmutableArray<PreferredNodeTerm> PreferredNodes(ManifestFields node)
    {
        var found = ImmutableArray.CreateBuilder<PreferredNodeTerm>();
        foreach (var fields in node.Objects(Preferred))
        {
            if (Weight(fields) is { } weight && fields.RequiredObject("preference") is { } preference)
            {
                found.Add(new(weight, SelectorReader.ReadTerm(preference)));
            }
        }

        return found.ToImmutable();
    }

    private static ImmutableArray<PodAffinityTerm> RequiredTerms(
        ManifestFields? affinity, PodTemplate template) =>
        [.. (affinity?.Objects(Required) ?? []).Select(f => Term(f, template)).OfType<PodAffinityTerm>()];

    private static ImmutableArray<WeightedPodAffinityTerm> PreferredTerms(
        ManifestFields? affinity, PodTemplate template)
    {
        var found = ImmutableArray.CreateBuilder<WeightedPodAffinityTerm>();
        foreach (var fields in affinity?.Objects(Preferred) ?? [])
        {
            if (Weight(fields) is { } weight
                && fields.RequiredObject("podAffinityTerm") is { } inner
                && Term(inner, template) is { } term)
            {
                found.Add(new(weight, term));
            }
        }

        return found.ToImmutable();
    }

    private static int? Weight(ManifestFields fields)
    {
        if (!fields.Has("weight"))
        {
            fields.Missing("weight", "100");
        }

        return (int?)fields.Integer("weight", 1, 100);
    }

    private static PodAffinityTerm? Term(ManifestFields fields, PodTemplate template)
    {
        if (fields.RequiredText("topologyKey", Labels.Zone) is not { } topologyKey)
        {
            return null;
        }

        var selector = SelectorReader.Read(fields, "labelSelector");
        var same = fields.Texts("matchLabelKeys");
        var other = fields.Texts("mismatchLabelKeys");
        if (selector is not null)
        {
            selector = Narrow(selector, same, SelectorOperator.In, template);
            selector = Narrow(selector, other, SelectorOperator.NotIn, template);
        }

        return new(
            selector,
            topologyKey,
            fields.Texts("namespaces"),
            SelectorReader.Read(fields, "namespaceSelector"))
        {
            MatchLabelKeys = same.RemoveAll(template.Labels.ContainsKey),
            MismatchLabelKeys = other.RemoveAll(template.Labels.ContainsKey),
        };
    }

    /// <summary>
    /// Merges the pod's own values of the keys into the selector, as the API server does when it creates
    /// the pod (pkg/registry/core/pod/strategy.go, applyMatchLabelKeysAndMismatchLabelKeys). Keys that the
    /// template lacks are kept apart: its controller may set them.
    /// </summary>
    private static LabelSelector Narrow(
        LabelSelector selector, ImmutableArray<string> keys, SelectorOperator compare, PodTemplate template)
    {
        var added = keys.Where(template.Labels.ContainsKey)
            .Select(key => new SelectorRequirement(key, compare, [template.Labels[key]]));
        return new(selector.Requirements.AddRange(added));
    }
}
