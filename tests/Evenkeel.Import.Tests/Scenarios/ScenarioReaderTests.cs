using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Import.Tests.Scenarios;

public sealed class ScenarioReaderTests
{
    private const string Node = """
        apiVersion: v1
        kind: Node
        metadata: {name: d1, labels: {topology.kubernetes.io/zone: d}}
        status: {allocatable: {cpu: 4, memory: 16Gi, pods: 58}}
        """;

    [Fact]
    public void Every_action_is_read()
    {
        var (scenario, diagnostics) = Inputs.Scenario("""
            description: all of it
            kubernetes: "1.35"
            events:
            - {at: 0.5, snapshot: first}
            - {at: 15, snapshot: steady, fail: {zone: eu-west-1b}}
            - {at: 32, restore: {node: b1}}
            - {at: 75, deleteNode: {nodes: [b1, b2]}}
            - {at: 75, drain: {zone: eu-west-1a}}
            - {at: 80, scale: {kind: StatefulSet, name: shop/db, replicas: 0}}
            - {at: 90, addNodes: more-nodes.yaml}
            end: 120
            """, ("more-nodes.yaml", Node));

        diagnostics.ShouldBeEmpty();
        scenario.ShouldNotBeNull();
        scenario.Description.ShouldBe("all of it");
        scenario.Version.ShouldBe(new KubernetesVersion(1, 35));
        scenario.Timing.ShouldBe(KubernetesTiming.Default);
        scenario.End.ShouldBe(TimeSpan.FromSeconds(120));
        scenario.Steps.Select(s => s.At.TotalSeconds).ShouldBe([0.5, 15, 32, 75, 75, 80, 90]);
        scenario.Steps.Select(s => s.Snapshot).ShouldBe(["first", "steady", null, null, null, null, null]);
        scenario.Steps[0].Action.ShouldBeNull();
        ((ScenarioAction.Fail)scenario.Steps[1].Action!).Target.Zone.ShouldBe("eu-west-1b");
        ((ScenarioAction.Restore)scenario.Steps[2].Action!).Target.Nodes.ShouldBe(["b1"]);
        ((ScenarioAction.DeleteNode)scenario.Steps[3].Action!).Target.Nodes.ShouldBe(["b1", "b2"]);
        ((ScenarioAction.Drain)scenario.Steps[4].Action!).Target.Zone.ShouldBe("eu-west-1a");
        scenario.Steps[5].Action.ShouldBe(
            new ScenarioAction.Scale(WorkloadKind.StatefulSet, new ObjectName("shop", "db"), 0));
        ((ScenarioAction.AddNodes)scenario.Steps[6].Action!).Nodes.ShouldHaveSingleItem().Zone.ShouldBe("d");
        scenario.Steps[1].Span.ShouldNotBeNull().Line.ShouldBe(5);
    }

    [Fact]
    public void Every_fault_is_read_and_healed()
    {
        var (scenario, diagnostics) = Inputs.Scenario("""
            attachVolumes: true
            events:
            - {at: 1, isolate: {zone: a}, for: 8}
            - {at: 2, kubelet: {node: a1}}
            - {at: 3, hang: {kind: DaemonSet, name: shop/agent, pod: 2}}
            - {at: 4, volume: {claim: data-db-0, is: stalled}, for: 0.5}
            - {at: 5, volume: {claim: shop/data, is: lost}}
            - {at: 6, nat: {zone: a}}
            - {at: 6, balancer: {zone: a}}
            - {at: 6, capacity: {zone: a}}
            - {at: 6, capacity: none}
            - {at: 6, api: lost}
            - {at: 6, registry: lost}
            - {at: 6, outOfService: {nodes: [a1]}}
            - {at: 7, heal: {api: lost}}
            - {at: 8, awsApi: lost, for: 10}
            - {at: 8, awsApi: slow}
            - {at: 9, hang: {node: a1}, for: 1}
            - {at: 9, hang: {zone: a}}
            end: 20
            """);

        diagnostics.ShouldBeEmpty();
        scenario.ShouldNotBeNull().AttachesVolumes.ShouldBeTrue();
        var done = scenario.Steps.Select(s => (s.At.TotalSeconds, s.Action)).ToList();
        var isolate = done[0].Action.ShouldBeOfType<ScenarioAction.Isolate>();
        isolate.Target.Zone.ShouldBe("a");
        done[1].ShouldBe((9, new ScenarioAction.Heal(isolate)));
        done[2].Action.ShouldBeOfType<ScenarioAction.StopKubelet>().Target.Nodes.ShouldBe(["a1"]);
        var stall = new ScenarioAction.StallVolume(new("default", "data-db-0"));
        done[3..12].ShouldBe(
        [
            (3, new ScenarioAction.Hang(WorkloadKind.DaemonSet, new("shop", "agent"), 2)),
            (4, stall),
            (4.5, new ScenarioAction.Heal(stall)),
            (5, new ScenarioAction.LoseVolume(new("shop", "data"))),
            (6, new ScenarioAction.LoseNat("a")),
            (6, new ScenarioAction.LoseBalancer("a")),
            (6, new ScenarioAction.RefuseLaunches("a")),
            (6, new ScenarioAction.RefuseLaunches(null)),
            (6, new ScenarioAction.LoseApi()),
        ]);
        done[12].Action.ShouldBe(new ScenarioAction.LoseRegistry());
        done[13].Action.ShouldBeOfType<ScenarioAction.OutOfService>().Target.Nodes.ShouldBe(["a1"]);
        done[14].ShouldBe((7, new ScenarioAction.Heal(new ScenarioAction.LoseApi())));
        var hang = done[18].Action.ShouldBeOfType<ScenarioAction.HangNodes>();
        hang.Target.Nodes.ShouldBe(["a1"]);
        done[19].ShouldBe((10, new ScenarioAction.Heal(hang)));
        done[20].Action.ShouldBeOfType<ScenarioAction.HangNodes>().Target.Zone.ShouldBe("a");
        done[15..18].ShouldBe(
        [
            (8, new ScenarioAction.LoseAwsApi()),
            (18, new ScenarioAction.Heal(new ScenarioAction.LoseAwsApi())),
            (8, new ScenarioAction.SlowAwsApi()),
        ]);
    }

    [Fact]
    public void The_least_is_an_end()
    {
        var (scenario, diagnostics) = Inputs.Scenario("end: 10");

        diagnostics.ShouldBeEmpty();
        scenario.ShouldNotBeNull().Steps.ShouldBeEmpty();
        scenario.Version.ShouldBe(KubernetesVersion.Newest);
    }

    [Fact]
    public void A_version_needs_no_quotes() =>
        Inputs.Scenario("kubernetes: 1.34\nend: 1").Scenario!.Version.ShouldBe(new KubernetesVersion(1, 34));

    [Theory]
    [InlineData("", "EK1010 - the file is empty")]
    [InlineData("[1]", "EK3002 1 the document must be a mapping, not a list")]
    [InlineData("description: a", "EK3001 1 `end` is missing")]
    [InlineData("end: soon", "EK3004 1 `end` is `soon`, but must be a number of seconds")]
    [InlineData("end: 120s", "EK3004 1 `end` is `120s`, but must be a number of seconds")]
    [InlineData("end: \"120\"", "EK3004 1 `end` is `120`, but must be a number of seconds")]
    [InlineData("end: -1", "EK3004 1 `end` is -1, but must be 0 to 31622400 seconds")]
    [InlineData("end: 1e99", "EK3004 1 `end` is `1e99`, but must be a number of seconds")]
    [InlineData("end: NaN", "EK3004 1 `end` is `NaN`, but must be a number of seconds")]
    [InlineData("end: 0", "EK3004 1 `end` must be more than 0")]
    [InlineData("end: 1\n---\nend: 2", "EK3019 3 the scenario ends above; this is a second document")]
    [InlineData("end: 1\nevent: []", "EK3003 2 unknown key `event` at the top level")]
    [InlineData("end: 1\nkubernetes: newest", "EK3004 2 `kubernetes` is `newest`, which is no version")]
    [InlineData("end: 1\nkubernetes: 1.20", "EK3004 2 `kubernetes` is 1.20, but 1.34 to 1.36 are modelled")]
    [InlineData(
        "end: 1\npodStartSeconds: fast",
        "EK3004 2 `podStartSeconds` is `fast`, but must be a number of seconds")]
    [InlineData("end: 1\nevents: {at: 1}", "EK3002 2 `events` must be a list, not a mapping")]
    public void A_wrong_scenario_is_reported(string yaml, string expected) =>
        Inputs.Scenario(yaml).Diagnostics.ShouldHaveSingleItem().ShouldBe(expected);

    [Theory]
    [InlineData("{fail: {zone: a}}", "EK3001 1 `events[0].at` is missing")]
    [InlineData(
        "{at: -5, fail: {zone: a}}",
        "EK3004 1 `events[0].at` is -5, but must be 0 to 31622400 seconds")]
    [InlineData("{at: 61, fail: {zone: a}}", "EK3022 1 the event at 61 s is after the end at 60 s")]
    [InlineData("{at: 1}", "EK3020 1 the event has no action and no snapshot")]
    [InlineData(
        "{at: 1, fail: {zone: a}, drain: {zone: a}}",
        "EK3020 1 the event has more than one action: fail, drain")]
    [InlineData("{at: 1, kill: {zone: a}}", "EK3003 1 unknown key `kill` in `events[0]`")]
    [InlineData("{at: 1, fial: {zone: a}, snapshot: s}", "EK3003 1 unknown key `fial` in `events[0]`")]
    [InlineData("{at: 1, fail: {}}", "EK3021 1 `events[0].fail` needs one of zone, node and nodes")]
    [InlineData(
        "{at: 1, fail: {zone: a, node: b}}",
        "EK3021 1 `events[0].fail` needs one of zone, node and nodes")]
    [InlineData("{at: 1, fail: {nodes: []}}", "EK3021 1 `events[0].fail` needs one of zone, node and nodes")]
    [InlineData("{at: 1, fail: eu-west-1a}", "EK3002 1 `events[0].fail` must be a mapping, not a word")]
    [InlineData("{at: 1, fail: {zones: a}}", "EK3003 1 unknown key `zones` in `events[0].fail`")]
    [InlineData(
        "{at: 1, snapshot: end, fail: {zone: a}}",
        "EK3024 1 the last snapshot is called `end` already")]
    [InlineData("{at: 1, snapshot: s}, {at: 2, snapshot: s}", "EK3024 1 the snapshot `s` occurs twice")]
    [InlineData(
        "{at: 2, snapshot: s}, {at: 1, snapshot: t}",
        "EK3023 1 the event at 1 s stands below one at 2 s")]
    [InlineData("{at: 1, scale: {name: w, replicas: 1}}", "EK3001 1 `events[0].scale.kind` is missing")]
    [InlineData(
        "{at: 1, scale: {kind: Deployment, replicas: 1}}",
        "EK3001 1 `events[0].scale.name` is missing")]
    [InlineData(
        "{at: 1, scale: {kind: Deployment, name: w}}",
        "EK3001 1 `events[0].scale.replicas` is missing")]
    [InlineData(
        "{at: 1, scale: {kind: Deployment, name: w, replicas: -1}}",
        "EK3004 1 `events[0].scale.replicas` is -1, but must be at least 0")]
    [InlineData(
        "{at: 1, scale: {kind: DaemonSet, name: w, replicas: 1}}",
        "EK3004 1 `events[0].scale.kind` is `DaemonSet`, which is none of Deployment, ReplicaSet, "
        + "StatefulSet")]
    [InlineData("{at: 1, addNodes: none.yaml}", "EK3025 1 there is no file `none.yaml` beside the scenario")]
    public void A_wrong_event_is_reported(string events, string expected) => Inputs
        .Scenario($"{{end: 60, events: [{events}]}}").Diagnostics.ShouldBe([expected]);

    [Theory]
    [InlineData("# nothing\n")]
    [InlineData(Node + "\n---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {}\n")]
    [InlineData(Node + "\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\n")]
    public void A_file_of_nodes_holds_nothing_else(string file) => Inputs
        .Scenario("{end: 60, events: [{at: 1, addNodes: n.yaml}]}", ("n.yaml", file))
        .Diagnostics.ShouldBe(["EK3026 1 `n.yaml` must hold Nodes and nothing else"]);

    [Fact]
    public void All_mistakes_are_reported_at_once() => Inputs
        .Scenario("""
            timing: {podGcPeriod: 0s, nodeMonitorPeriood: 1s}
            events:
            - {at: 1, fail: {zone: a}, kill: now}
            - {drain: {}}
            """)
        .Diagnostics.Count.ShouldBe(6);
}
