using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>Turns pod templates into <see cref="PodRequirements"/>.</summary>
internal sealed class RequirementCompiler(ClusterState cluster)
{
    private readonly KubernetesObjects objects = cluster.Objects;
    private readonly TopologyIndex topology = cluster.Topology;

    /// <summary>
    /// Compiles what pods of a template ask. <paramref name="ownerSelector"/> is the selector of the
    /// ReplicaSet
    /// or StatefulSet that owns them, which the default constraints count by; null for other owners.
    /// </summary>
    public PodRequirements Compile(
        string @namespace,
        PodTemplate template,
        ImmutableArray<Toleration> tolerations,
        LabelSelector? ownerSelector)
    {
        var hasOwn = !template.SpreadConstraints.IsEmpty;
        var required = Rules(@namespace, template, template.RequiredAffinity);
        return new()
        {
            Template = template,
            Tolerations = tolerations,
            HardSpread = [.. template.SpreadConstraints.Where(c => c.DoNotSchedule)
                .Select(c => Spread(@namespace, template, c))],
            SoftSpread = hasOwn
                ? [.. template.SpreadConstraints.Where(c => !c.DoNotSchedule)
                    .Select(c => Spread(@namespace, template, c))]
                : DefaultSpread(@namespace, template, ownerSelector),
            SoftSpreadIsDefault = !hasOwn,
            RequiredAffinity = required,
            RequiredAntiAffinity = Rules(@namespace, template, template.RequiredAntiAffinity),
            PreferredAffinity =
            [
                .. template.PreferredAffinity.Select(t => Rule(@namespace, template, t.Term, t.Weight)),
                .. template.PreferredAntiAffinity.Select(t => Rule(@namespace, template, t.Term, -t.Weight)),
            ],
            NodeNames = NodeNames(template),
            MatchesOwnAffinity = required.All(r => r.Matcher.MatchesLabels(@namespace, template.Labels)),
        };
    }

    private SpreadRule Spread(string @namespace, PodTemplate template, TopologySpreadConstraint constraint)
    {
        var selector = Narrow(constraint.Selector, template, constraint.MatchLabelKeys, SelectorOperator.In);
        var matcher = ClassMatcher.InNamespace(@namespace, selector);
        return new(
            topology.KeyOf(constraint.TopologyKey),
            string.Equals(constraint.TopologyKey, Labels.Hostname, StringComparison.Ordinal),
            constraint.MaxSkew,
            constraint.MinDomains ?? 1,
            constraint.NodeAffinityPolicy == NodeInclusionPolicy.Honor,
            constraint.NodeTaintsPolicy == NodeInclusionPolicy.Honor,
            cluster.Track(matcher),
            matcher.MatchesLabels(@namespace, template.Labels));
    }

    /// <summary>
    /// The selector with the pod's own values of some keys (pkg/registry/core/pod/strategy.go,
    /// applyLabelKeysToLabelSelector).
    /// </summary>
    private static LabelSelector? Narrow(
        LabelSelector? selector,
        PodTemplate template,
        ImmutableArray<string> keys,
        SelectorOperator comparison)
    {
        var own = keys.Where(template.Labels.ContainsKey)
            .Select(key => new SelectorRequirement(key, comparison, [template.Labels[key]]));
        return selector is null ? null : new(selector.Requirements.AddRange(own));
    }

    /// <summary>
    /// The names that every alternative of the required node affinity limits the pod to; null where one does
    /// not (node_affinity.go, PreFilter).
    /// </summary>
    private static ImmutableHashSet<string>? NodeNames(PodTemplate template)
    {
        if (template.RequiredNodeTerms is not { IsEmpty: false } terms)
        {
            return null;
        }

        var names = ImmutableHashSet.Create<string>(StringComparer.Ordinal);
        foreach (var term in terms)
        {
            var lists = term.Fields.Where(static f => f.Operator == SelectorOperator.In).ToList();
            if (lists.Count == 0)
            {
                return null;
            }

            names = names.Union(lists.Select(static f => f.Values.AsEnumerable())
                .Aggregate(static (a, b) => a.Intersect(b, StringComparer.Ordinal)));
        }

        return names;
    }

    /// <summary>
    /// hostname with maxSkew 3 and zone with maxSkew 5, both ScheduleAnyway, over the pods that the Services
    /// and the owner of this one select (podtopologyspread/plugin.go, helper.DefaultSelector).
    /// </summary>
    private ImmutableArray<SpreadRule> DefaultSpread(
        string @namespace,
        PodTemplate template,
        LabelSelector? ownerSelector)
    {
        var labels = Labels.None;
        foreach (var service in objects.Services)
        {
            if (service.Selects(@namespace, template.Labels))
            {
                labels = labels.SetItems(service.Selector);
            }
        }

        if (labels.IsEmpty && (ownerSelector is null || ownerSelector.Requirements.IsEmpty))
        {
            return [];
        }

        var requirements = LabelSelector.OfLabels(labels).Requirements;
        var selector = new LabelSelector(requirements.AddRange(ownerSelector?.Requirements ?? []));
        var counter = cluster.Track(ClassMatcher.InNamespace(@namespace, selector));
        return
        [
            new(topology.KeyOf(Labels.Hostname), true, 3, 1, true, false, counter, true),
            new(topology.KeyOf(Labels.Zone), false, 5, 1, true, false, counter, true),
        ];
    }

    private ImmutableArray<AffinityRule> Rules(
        string @namespace,
        PodTemplate template,
        ImmutableArray<PodAffinityTerm> terms) =>
        [.. terms.Select(term => Rule(@namespace, template, term, 1))];

    private AffinityRule Rule(string @namespace, PodTemplate template, PodAffinityTerm term, int weight)
    {
        var selector = Narrow(term.Selector, template, term.MatchLabelKeys, SelectorOperator.In);
        selector = Narrow(selector, template, term.MismatchLabelKeys, SelectorOperator.NotIn);
        Func<string, bool> inNamespace = term.Namespaces.IsEmpty && term.NamespaceSelector is null
            ? n => string.Equals(n, @namespace, StringComparison.Ordinal)
            : n => term.Namespaces.Contains(n, StringComparer.Ordinal) || SelectsNamespace(term, n);
        return new(topology.KeyOf(term.TopologyKey), new(inNamespace, [selector]), weight);
    }

    private bool SelectsNamespace(PodAffinityTerm term, string name)
    {
        if (term.NamespaceSelector is not { } selector)
        {
            return false;
        }

        var known = objects.Namespaces
            .FirstOrDefault(n => string.Equals(n.Name, name, StringComparison.Ordinal));
        var labels = (known?.Labels ?? Labels.None).SetItem("kubernetes.io/metadata.name", name);
        return selector.Matches(labels);
    }
}
