using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;
using Evenkeel.Simulation.Tests.Claims;
using Evenkeel.Simulation.Tests.Timelines;

namespace Evenkeel.Simulation.Tests.Scheduler;

public sealed class SchedulingQueueTests
{
    private readonly SchedulingQueue queue = new();
    private readonly ClusterState state = new(new(), KubernetesObjects.Empty);

    [Fact]
    public void The_highest_priority_comes_first_and_then_the_oldest()
    {
        var (a, b, c) = (Pod("a", 0), Pod("b", 10), Pod("c", 10));
        foreach (var pod in (SimPod[])[a, b, c])
        {
            queue.Add(pod);
        }

        Drain().ShouldBe([b, c, a]);
    }

    [Fact]
    public void Pods_that_are_gone_or_placed_are_passed_over()
    {
        var (a, b) = (Pod("a", 0), Pod("b", 0));
        queue.Add(a);
        queue.Add(b);
        state.Remove(a);

        Drain().ShouldBe([b]);
    }

    [Fact]
    public void Only_a_change_that_could_help_wakes_a_pod()
    {
        var pod = Pod("a", 0);
        queue.SetAside(pod, ClusterChange.NodeAdded | ClusterChange.PodRemoved, TimeSpan.Zero);

        queue.Wake(ClusterChange.Storage).ShouldBeFalse();
        queue.Wake(ClusterChange.PodRemoved).ShouldBeTrue();
        Drain().ShouldBe([pod]);
    }

    [Fact]
    public void After_five_minutes_a_pod_is_tried_again_though_nothing_changed()
    {
        var objects = new KubernetesObjects
        {
            Nodes = SmallClusters.Nodes(1),
            Workloads = [SmallClusters.Deployment("web", 1, SmallClusters.Pod("web", milliCpu: 64_000))],
        };
        var quiet = new ClusterState(new(), objects);
        var tries = new Tries(quiet);
        var pods = new PodFactory(quiet, KubernetesTiming.Default);
        var ties = new FirstTies();
        var volumes = new VolumeBinder(quiet, TimeSpan.Zero, ties);
        var scenario = new Scenario { End = TimeSpan.MaxValue };
        quiet.Observe(new PodScheduler(quiet, scenario, volumes, ties, new(quiet, new(quiet)), tries));
        quiet.Workloads.Add(new(0, objects.Workloads[0]));
        pods.Prepare();
        quiet.AddNode(objects.Nodes[0]);

        pods.Create(quiet.Workloads[0]);
        quiet.Engine.RunUntil(TimeSpan.FromMinutes(11));

        // flushUnschedulablePodsLeftover looks every 30 s for pods that were put aside 5 minutes ago.
        tries.At.Count.ShouldBe(3);
        tries.At[0].ShouldBe(KubernetesTiming.Default.ControllerLatency);
        tries.At.Zip(tries.At.Skip(1), (a, b) => b - a).ShouldAllBe(gap =>
            gap >= TimeSpan.FromSeconds(300) && gap <= TimeSpan.FromSeconds(330.1));
    }

    private List<SimPod> Drain()
    {
        var order = new List<SimPod>();
        while (queue.Next() is { } pod)
        {
            order.Add(pod);
        }

        return order;
    }

    private SimPod Pod(string name, int priority)
    {
        var workload = new SimWorkload(0, SmallClusters.Deployment(name, 1));
        var template = workload.Definition.Template;
        var pod = new SimPod
        {
            Index = state.Pods.Count,
            Name = new("default", name),
            App = name,
            Class = new(0, "default", template, new() { Template = template, Tolerations = [] }),
            Owner = workload,
            Priority = priority,
            MayPreempt = true,
            CreatedAt = TimeSpan.Zero,
        };
        state.AddPod(pod);
        return pod;
    }

    /// <summary>Notes when a pod was tried in vain.</summary>
    private sealed class Tries(ClusterState cluster) : ISchedulingListener
    {
        public List<TimeSpan> At { get; } = [];

        public void PodUnschedulable(SimPod pod, string reason) => At.Add(cluster.Now);
    }
}
