using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Tests.Kubernetes;

public sealed class AffinityTests
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";

    [Fact]
    public void Node_affinity_is_taken()
    {
        var template = Inputs.Template($$$$"""
            containers: [{name: a}]
            affinity:
              nodeAffinity:
                {{{{Required}}}}:
                  nodeSelectorTerms:
                  - matchExpressions:
                    - {key: zone, operator: In, values: [a, b]}
                    - {key: gpu, operator: DoesNotExist}
                  - matchFields: [{key: metadata.name, operator: In, values: [n1]}]
                {{{{Preferred}}}}:
                - {weight: 7, preference: {matchExpressions: [{key: cores, operator: Gt, values: ["8"]}]}}
            """);

        var terms = template.RequiredNodeTerms.ShouldNotBeNull();
        terms.Length.ShouldBe(2);
        terms[0].Expressions.Select(e => e.Operator)
            .ShouldBe([SelectorOperator.In, SelectorOperator.DoesNotExist]);
        terms[0].Expressions[0].Values.ShouldBe(["a", "b"]);
        terms[1].Fields[0].Key.ShouldBe("metadata.name");
        template.PreferredNodeTerms.ShouldHaveSingleItem().Weight.ShouldBe(7);
        template.PreferredNodeTerms[0].Term.Expressions[0].Operator.ShouldBe(SelectorOperator.Gt);
    }

    [Fact]
    public void Pod_affinity_is_taken()
    {
        var template = Inputs.Template($$$$"""
            containers: [{name: a}]
            affinity:
              podAffinity:
                {{{{Required}}}}:
                - {topologyKey: zone, labelSelector: {matchLabels: {app: cache}}, namespaces: [data]}
              podAntiAffinity:
                {{{{Required}}}}:
                - {topologyKey: host, labelSelector: {}, namespaceSelector: {}}
                {{{{Preferred}}}}:
                - {weight: 100, podAffinityTerm: {topologyKey: host}}
            """);

        var near = template.RequiredAffinity.ShouldHaveSingleItem();
        near.TopologyKey.ShouldBe("zone");
        near.Namespaces.ShouldBe(["data"]);
        near.NamespaceSelector.ShouldBeNull();
        near.Selector!.Matches(new Dictionary<string, string> { ["app"] = "cache" }).ShouldBeTrue();
        var far = template.RequiredAntiAffinity.ShouldHaveSingleItem();
        far.Selector.ShouldNotBeNull().Requirements.ShouldBeEmpty();
        far.NamespaceSelector.ShouldNotBeNull().Requirements.ShouldBeEmpty();
        template.PreferredAntiAffinity.ShouldHaveSingleItem().Term.Selector.ShouldBeNull();
        template.PreferredAffinity.ShouldBeEmpty();
    }

    [Fact]
    public void Label_keys_are_merged_where_the_template_has_them()
    {
        var term = Inputs
            .Template($$$$"""
                containers: [{name: a}]
                affinity:
                  podAntiAffinity:
                    {{{{Required}}}}:
                    - topologyKey: host
                      labelSelector: {matchLabels: {app: web}}
                      matchLabelKeys: [tier, pod-template-hash]
                      mismatchLabelKeys: [tenant]
                """, "{app: web, tier: front, tenant: t1}")
            .RequiredAntiAffinity.ShouldHaveSingleItem();

        term.Selector!.Requirements.Select(r => $"{r.Key} {r.Operator} {string.Join(',', r.Values)}")
            .ShouldBe(["app In web", "tier In front", "tenant NotIn t1"]);
        term.MatchLabelKeys.ShouldBe(["pod-template-hash"]);
        term.MismatchLabelKeys.ShouldBeEmpty();
    }

    [Fact]
    public void Spread_constraints_have_kubernetes_defaults()
    {
        var constraints = Inputs
            .Template("""
                containers: [{name: a}]
                topologySpreadConstraints:
                - maxSkew: 1
                  topologyKey: zone
                  whenUnsatisfiable: DoNotSchedule
                  labelSelector: {matchLabels: {app: web}}
                - maxSkew: 2
                  topologyKey: zone
                  whenUnsatisfiable: ScheduleAnyway
                  nodeAffinityPolicy: Ignore
                  nodeTaintsPolicy: Honor
                  matchLabelKeys: [pod-template-hash]
                - {maxSkew: 3, topologyKey: host, whenUnsatisfiable: DoNotSchedule, minDomains: 4}
                """)
            .SpreadConstraints;

        constraints.Length.ShouldBe(3);
        constraints[0].DoNotSchedule.ShouldBeTrue();
        constraints[0].NodeAffinityPolicy.ShouldBe(NodeInclusionPolicy.Honor);
        constraints[0].NodeTaintsPolicy.ShouldBe(NodeInclusionPolicy.Ignore);
        constraints[0].MinDomains.ShouldBeNull();
        constraints[1].DoNotSchedule.ShouldBeFalse();
        constraints[1].Selector.ShouldBeNull();
        constraints[1].NodeAffinityPolicy.ShouldBe(NodeInclusionPolicy.Ignore);
        constraints[1].NodeTaintsPolicy.ShouldBe(NodeInclusionPolicy.Honor);
        constraints[1].MatchLabelKeys.ShouldBe(["pod-template-hash"]);
        constraints[2].MinDomains.ShouldBe(4);
    }

    [Theory]
    [InlineData(
        "{maxSkew: 0, topologyKey: z, whenUnsatisfiable: DoNotSchedule}",
        "EK3004 10 `*[0].maxSkew` is 0, but must be at least 1")]
    [InlineData("{topologyKey: z, whenUnsatisfiable: DoNotSchedule}", "EK3001 10 `*[0].maxSkew` is missing")]
    [InlineData("{maxSkew: 1, whenUnsatisfiable: DoNotSchedule}", "EK3001 10 `*[0].topologyKey` is missing")]
    [InlineData("{maxSkew: 1, topologyKey: z}", "EK3001 10 `*[0].whenUnsatisfiable` is missing")]
    [InlineData(
        "{maxSkew: 1, topologyKey: z, whenUnsatisfiable: Never}",
        "EK3004 10 `*[0].whenUnsatisfiable` is `Never`, which is none of DoNotSchedule, ScheduleAnyway")]
    [InlineData(
        "{maxSkew: 1, topologyKey: z, whenUnsatisfiable: ScheduleAnyway, minDomains: 2}",
        "EK3004 10 `*[0].minDomains` is only possible with whenUnsatisfiable DoNotSchedule")]
    [InlineData(
        "{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule}, {maxSkew: 2, topologyKey: z, "
        + "whenUnsatisfiable: DoNotSchedule}",
        "EK3004 10 `*[1].topologyKey` repeats an earlier constraint with the same key and the same "
        + "whenUnsatisfiable")]
    public void Wrong_spread_constraints_are_reported(string constraints, string expected) => Inputs
        .Problems($"containers: [{{name: a}}]\ntopologySpreadConstraints: [{constraints}]")
        .ShouldHaveSingleItem()
        .ShouldBe(expected.Replace("*", "spec.template.spec.topologySpreadConstraints"));

    [Theory]
    [InlineData(
        "{key: a, operator: In}",
        "EK3004 10 `*.values` must hold at least one value for the operator In")]
    [InlineData(
        "{key: a, operator: Exists, values: [b]}",
        "EK3004 10 `*.values` must hold no values for the operator Exists")]
    [InlineData(
        "{key: a, operator: Gt, values: [many]}",
        "EK3004 10 `*.values` must hold exactly one value, a whole number for the operator Gt")]
    [InlineData(
        "{key: a, operator: is}",
        "EK3004 10 `*.operator` is `is`, which is none of In, NotIn, Exists, DoesNotExist, Gt, Lt")]
    [InlineData("{operator: Exists}", "EK3001 10 `*.key` is missing")]
    [InlineData("{key: a}", "EK3001 10 `*.operator` is missing")]
    [InlineData(
        "{key: a, operator: In, values: [1]}",
        "EK3002 10 `*.values[0]` must be a text, not a number")]
    public void Wrong_expressions_are_reported(string expression, string expected)
    {
        var terms = $"{{nodeSelectorTerms: [{{matchExpressions: [{expression}]}}]}}";
        var path = $"spec.template.spec.affinity.nodeAffinity.{Required}"
            + ".nodeSelectorTerms[0].matchExpressions[0]";
        Inputs.Problems($"containers: [{{name: a}}]\naffinity: {{nodeAffinity: {{{Required}: {terms}}}}}")[0]
            .ShouldBe(expected.Replace("*", path));
    }

    [Theory]
    [InlineData($"nodeAffinity: {{{Required}: {{nodeSelectorTerms: []}}}}", "nodeSelectorTerms` is missing")]
    [InlineData(
        $"nodeAffinity: {{{Preferred}: [{{weight: 101, preference: {{}}}}]}}",
        "weight` is 101, but must be 1 to 100")]
    [InlineData($"nodeAffinity: {{{Preferred}: [{{preference: {{}}}}]}}", "weight` is missing")]
    [InlineData($"podAffinity: {{{Required}: [{{labelSelector: {{}}}}]}}", "topologyKey` is missing")]
    [InlineData($"podAffinity: {{{Preferred}: [{{weight: 1}}]}}", "podAffinityTerm` is missing")]
    public void Wrong_affinities_are_reported(string affinity, string expected) => Inputs
        .Problems($"containers: [{{name: a}}]\naffinity: {{{affinity}}}").ShouldHaveSingleItem()
        .ShouldEndWith(expected);
}
