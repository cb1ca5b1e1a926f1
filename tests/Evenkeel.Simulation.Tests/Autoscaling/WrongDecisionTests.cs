using System.Collections.Immutable;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Tests.Claims;
using Evenkeel.Simulation.Tests.Timelines;

namespace Evenkeel.Simulation.Tests.Autoscaling;

/// <summary>
/// What missing requests and unlike shapes make autoscalers do: they decide by Σ requests / allocatable alone, of a
/// node that they take for what comes next.
/// </summary>
public sealed class WrongDecisionTests
{
    // Four pods that use 1500m each: two nodes of 4000m are 75 % busy. With requests that say so each node is at
    // 75 %, above the autoscaler's threshold of 50 %, and both stay. Without requests both are at 0 %: after
    // ten minutes unneeded one goes, and the four pods, 6000m of need, share the 4000m of the other.
    [Theory]
    [InlineData(1500, 2)]
    [InlineData(0, 1)]
    public void A_busy_node_whose_pods_request_nothing_is_taken_away(long request, int nodesLeft)
    {
        var cluster = Run(request, replicas: 4, max: 4, minutes: 20);

        cluster.State.Nodes.Count(n => n.Exists).ShouldBe(nodesLeft);
        cluster.State.Workloads[0].Pods.Count(p => p.Ready).ShouldBe(4);
        cluster.State.Nodes.Where(n => n.Exists).Max(n => n.Pods.Count * 1500)
            .ShouldBe(request == 0 ? 6000 : 3000);
    }

    // Eight pods that use 1500m each need four nodes of two pods. With requests four wait, and two nodes are added;
    // without requests all fit on what there is, and nothing is.
    [Theory]
    [InlineData(1500, 4)]
    [InlineData(0, 2)]
    public void Pods_that_request_nothing_add_no_node(long request, int nodes) =>
        Run(request, replicas: 8, max: 4, minutes: 8).State.Nodes.Count(n => n.Exists).ShouldBe(nodes);

    // Three pods of 3000m: one fits on each of the nodes of 4000m that are there, and the third waits. A group of
    // like shapes gets one node, and it runs. Where EC2 launches the second type of the list, of 2000m, the autoscaler
    // still takes a1 for the template (mixed_nodeinfos_processor.go): it counts on 4000m each time, the node that comes
    // has 2000m, and so on up to the maximum, while the pod stays Pending.
    [Theory]
    [InlineData(4000, 3, 3)]
    [InlineData(2000, 5, 2)]
    public void A_group_whose_next_type_is_smaller_grows_and_helps_nothing(long launched, int nodes, int ready)
    {
        var cluster = Run(request: 3000, replicas: 3, max: 5, minutes: 8, launched);

        cluster.State.Nodes.Count(n => n.Exists).ShouldBe(nodes);
        cluster.State.Workloads[0].Pods.Count(p => p.Ready).ShouldBe(ready);
        cluster.State.Workloads[0].Pods.Count(p => p.Node is null).ShouldBe(3 - ready);
    }

    private static SimulatedCluster Run(long request, int replicas, int max, int minutes, long launched = 4000)
    {
        ImmutableArray<NodeObject> nodes =
            [SmallClusters.Node("a1", "eu-west-1a"), SmallClusters.Node("a2", "eu-west-1a")];
        var group = new InstanceGroup
        {
            Name = "general",
            Zones = ["eu-west-1a"],
            Min = 1,
            Max = max,
            Desired = 2,
            Tags = Labels.None.SetItem("k8s.io/cluster-autoscaler/enabled", "true"),
            Node = SmallClusters.Node("", "eu-west-1a", launched),
        };
        var scenario = new Scenario
        {
            End = TimeSpan.MaxValue,
            Fleet = new()
            {
                Aws = new() { Groups = [group] },
                Autoscaler = new(),
                Members = ImmutableSortedDictionary.CreateRange(
                    StringComparer.Ordinal, nodes.Select(n => KeyValuePair.Create(n.Name, "general"))),
            },
        };
        var pod = SmallClusters.Pod("web", request);
        pod = request > 0 ? pod : pod with { Requests = ResourceAmounts.None };
        var objects = new KubernetesObjects
        {
            Nodes = nodes,
            Workloads = [SmallClusters.Deployment("web", replicas, pod)],
        };
        var phases = new Phases(() => TimeSpan.Zero, TimeSpan.FromSeconds(2), TimeSpan.Zero, TimeSpan.Zero);
        var cluster = new SimulatedCluster(objects, scenario, new FirstTies(), phases, probes: false);
        cluster.RunUntil(TimeSpan.FromMinutes(minutes));
        return cluster;
    }
}
