using Evenkeel.Cli.Output;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Cli.Tests.Output;

/// <summary>One event of each kind, as the contract has it.</summary>
public sealed class TimelineJsonTests
{
    [Fact]
    public void Every_event_has_its_own_properties_in_a_fixed_order()
    {
        Written(Pod(TimelineEventKind.PodCreated)).ShouldBe(
            """{"t":1.235,"event":"pod-created","pod":"web-1"}""");
        Written(Pod(TimelineEventKind.PodBound)).ShouldBe(
            """{"t":1.235,"event":"pod-bound","pod":"web-1","node":"a1","zone":"a"}""");
        Written(Pod(TimelineEventKind.PodReady)).ShouldBe(
            """{"t":1.235,"event":"pod-ready","pod":"web-1","node":"a1","zone":"a"}""");
        Written(Pod(TimelineEventKind.PodDeleting)).ShouldBe(
            """{"t":1.235,"event":"pod-deleting","pod":"web-1","node":"a1"}""");
        Written(Pod(TimelineEventKind.PodGone) with { Node = null }).ShouldBe(
            """{"t":1.235,"event":"pod-gone","pod":"web-1","node":null}""");
        Written(At(TimelineEventKind.Node) with
        {
            Node = "a1",
            Zone = "a",
            Ready = "False",
            Taints = ["k:NoExecute"],
        }).ShouldBe(
            """{"t":1.235,"event":"node","node":"a1","zone":"a","ready":"False","taints":["k:NoExecute"]}""");
    }

    [Fact]
    public void What_was_injected_carries_its_verb_and_target_as_written()
    {
        var node = new NodeObject { Name = "n1", Allocatable = ResourceAmounts.None };
        Injected(new ScenarioAction.Fail(NodeTarget.OfZone("a"))).ShouldBe(
            """{"t":1.235,"event":"fail","zone":"a"}""");
        Injected(new ScenarioAction.Restore(NodeTarget.OfNodes("a1"))).ShouldBe(
            """{"t":1.235,"event":"restore","node":"a1"}""");
        Injected(new ScenarioAction.DeleteNode(NodeTarget.OfNodes("a1", "b1"))).ShouldBe(
            """{"t":1.235,"event":"deleteNode","nodes":["a1","b1"]}""");
        Injected(new ScenarioAction.Drain(NodeTarget.OfZone("a"))).ShouldBe(
            """{"t":1.235,"event":"drain","zone":"a"}""");
        Injected(new ScenarioAction.Scale(WorkloadKind.Deployment, new("shop", "web"), 5)).ShouldBe(
            """{"t":1.235,"event":"scale","object":"Deployment/web","replicas":5}""");
        Injected(new ScenarioAction.AddNodes([node])).ShouldBe(
            """{"t":1.235,"event":"addNodes","nodes":["n1"]}""");
    }

    [Fact]
    public void Two_kinds_belong_to_proofs_alone()
    {
        var pending = Pod(TimelineEventKind.PodUnschedulable) with { Reason = "0/3 nodes are available" };
        var service = At(
            TimelineEventKind.Service) with { App = "shop/web", Reason = "no request can be answered" };
        Written(pending).ShouldBe("");
        Written(service).ShouldBe("");
        Written(pending, forProof: true).ShouldBe(
            """{"t":1.235,"event":"pod-unschedulable","pod":"web-1","reason":"0/3 nodes are available"}""");
        Written(service, forProof: true).ShouldBe(
            """{"t":1.235,"event":"service","service":"shop/web","state":"no request can be answered"}""");
    }

    private static string Injected(ScenarioAction action) =>
        Written(At(TimelineEventKind.Injected) with { Action = action });

    private static TimelineEvent At(TimelineEventKind kind) => new(TimeSpan.FromSeconds(1.23456), kind);

    private static TimelineEvent Pod(TimelineEventKind kind) =>
        At(kind) with { Pod = "web-1", App = "web", Node = "a1", Zone = "a" };

    private static string Written(TimelineEvent happening, bool forProof = false) => JsonText
        .Write(json => TimelineJson.Write(json, happening, forProof))
        .Replace("\n", "").Replace("  ", "").Replace("\": ", "\":");
}
