using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Import.Scenarios;

namespace Evenkeel.Import.Tests.Scenarios;

public sealed class ScenarioValidatorTests
{
    private const string Cluster = """
        {apiVersion: v1, kind: Node, metadata: {name: a1, labels: {topology.kubernetes.io/zone: eu-west-1a}},
         status: {allocatable: {cpu: 1, memory: 1, pods: 1}}}
        ---
        {apiVersion: v1, kind: Node, metadata: {name: b1, labels: {topology.kubernetes.io/zone: eu-west-1b}},
         status: {allocatable: {cpu: 1, memory: 1, pods: 1}}}
        ---
        {apiVersion: v1, kind: Node, metadata: {name: s1, labels: {topology.kubernetes.io/zone: eu-west-1a,
         node-role.kubernetes.io/control-plane: ""}},
         status: {allocatable: {cpu: 1, memory: 1, pods: 1}}}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          selector: {matchLabels: {a: b}}
          template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a}]}}
        """;

    private const string More = """
        {apiVersion: v1, kind: Node, metadata: {name: c1, labels: {topology.kubernetes.io/zone: eu-west-1c}},
         status: {allocatable: {cpu: 1, memory: 1, pods: 1}}}
        """;

    [Theory]
    [InlineData("fail: {zone: eu-west-1a}")]
    [InlineData("restore: {node: b1}")]
    [InlineData("drain: {nodes: [a1, b1]}")]
    [InlineData("member: {node: s1, is: killed}")]
    [InlineData("clock: {node: s1, by: -3600}, for: 60")]
    [InlineData("disk: {node: s1, is: slow}")]
    [InlineData("heal: {disk: {node: s1, is: stalled}}")]
    [InlineData("partition: {zones: [eu-west-1a, eu-west-1b], oneWay: true, loss: 30%}, for: 60")]
    [InlineData("roll: servers")]
    [InlineData("scale: {kind: Deployment, name: web, replicas: 3}")]
    [InlineData("scale: {kind: Deployment, name: default/web, replicas: 3}")]
    public void What_exists_can_be_named(string action) => Check($"{{at: 1, {action}}}").ShouldBeEmpty();

    [Theory]
    [InlineData(
        "fail: {zone: eu-west-1c}",
        "EK3027 no node is in zone `eu-west-1c` then; did you mean `eu-west-1a`?")]
    [InlineData(
        "restore: {zone: mars}",
        "EK3027 no node is in zone `mars` then; there are eu-west-1a, eu-west-1b")]
    [InlineData("drain: {node: a9}", "EK3028 there is no node `a9` then; did you mean `a1`?")]
    [InlineData("fail: {nodes: [a1, zz99]}", "EK3028 there is no node `zz99` then; there are a1, b1, s1")]
    [InlineData("member: {node: a1, is: lost}", "EK3041 node `a1` is no server; did you mean `s1`?")]
    [InlineData("heal: {clock: {node: far-away, by: 1}}", "EK3041 node `far-away` is no server; there are s1")]
    [InlineData(
        "partition: {zones: [eu-west-1a, eu-west-1d]}",
        "EK3027 no node is in zone `eu-west-1d` then; did you mean `eu-west-1a`?")]
    [InlineData(
        "scale: {kind: Deployment, name: wep, replicas: 3}",
        "EK3029 there is no Deployment `default/wep`; did you mean `default/web`?")]
    [InlineData(
        "scale: {kind: StatefulSet, name: web, replicas: 3}",
        "EK3029 there is no StatefulSet `default/web`; there is none at all")]
    public void What_does_not_exist_is_reported(string action, string expected) =>
        Check($"{{at: 1, {action}}}").ShouldBe([expected]);

    [Fact]
    public void Nodes_that_joined_before_count_and_nodes_that_went_do_not()
    {
        Check("{at: 1, addNodes: more.yaml}, {at: 2, fail: {zone: eu-west-1c}}, {at: 2, drain: {node: c1}}")
            .ShouldBeEmpty();
        Check("{at: 1, fail: {node: c1}}, {at: 2, addNodes: more.yaml}")
            .ShouldBe(["EK3028 there is no node `c1` then; did you mean `a1`?"]);
        Check("{at: 1, deleteNode: {zone: eu-west-1b}}, {at: 2, restore: {node: b1}}")
            .ShouldBe(["EK3028 there is no node `b1` then; did you mean `a1`?"]);
        Check("{at: 1, addNodes: more.yaml}, {at: 2, addNodes: more.yaml}")
            .ShouldHaveSingleItem().ShouldStartWith("EK3030 a node `c1` is there already; ");
        Check("{at: 1, addNodes: more.yaml}, {at: 2, deleteNode: {node: c1}}, {at: 3, addNodes: more.yaml}")
            .ShouldBeEmpty();
    }

    [Fact]
    public void The_place_is_that_of_the_name()
    {
        var bag = Run("{at: 1, fail: {nodes: [a1, b9]}}", out var text);

        var span = bag.ToOrderedList().ShouldHaveSingleItem().Span.ShouldNotBeNull();
        text.Substring(span.Start, span.Length).ShouldBe("b9");
    }

    [Fact]
    public void A_scenario_made_in_memory_has_no_places()
    {
        var scenario = new Scenario
        {
            Steps = [new(TimeSpan.Zero, null, new ScenarioAction.Fail(NodeTarget.OfZone("x")))],
            End = TimeSpan.FromSeconds(1),
        };
        var bag = new DiagnosticBag();
        ScenarioValidator.Check(scenario, KubernetesObjects.Empty, bag);

        bag.ToOrderedList().ShouldHaveSingleItem().Span.ShouldBeNull();
    }

    private static IReadOnlyList<string> Check(string events) =>
        [.. Run(events, out _).ToOrderedList().Select(d => $"{d.Code} {d.Message}; {d.Fix}")];

    private static DiagnosticBag Run(string events, out string text)
    {
        text = $"{{end: 60, events: [{events}]}}";
        var (scenario, diagnostics) = Inputs.Scenario(text, ("more.yaml", More));
        diagnostics.ShouldBeEmpty();
        var bag = new DiagnosticBag();
        ScenarioValidator.Check(scenario.ShouldNotBeNull(), Inputs.Objects(Cluster), bag);
        return bag;
    }
}
