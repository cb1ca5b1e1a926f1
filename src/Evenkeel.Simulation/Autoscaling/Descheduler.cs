using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>
/// kubernetes-sigs/descheduler with the policy of its Helm chart: RemoveDuplicates, then
/// RemovePodsViolatingTopologySpreadConstraint, then LowNodeUtilization, by eviction and within budgets. Its
/// other plugins find nothing that the simulated scheduler leaves behind.
/// </summary>
internal sealed class Descheduler(
    ClusterState cluster, DisruptionBudgets budgets, ITieBreaker ties, TimeSpan interval) : IEventHandler
{
    private readonly SpreadBalance spread = new(cluster, ties, IsEvictable);

    /// <summary>Priorities from here on are the system's (DefaultEvictor).</summary>
    private const int SystemCritical = 2_000_000_000;

    /// <summary>Percent; thresholds and targetThresholds of charts/descheduler/values.yaml.</summary>
    private const int Low = 20;
    private const int Target = 50;

    /// <summary>Passes at <paramref name="phase"/> and then each interval.</summary>
    public void Start(TimeSpan phase) => cluster.Engine.At(phase, this, 0);

    void IEventHandler.Handle(int kind, int argument)
    {
        var nodes = cluster.Nodes
            .Where(static n => n is { Exists: true, Readiness: NodeReadiness.True }).ToList();
        RemoveDuplicates(nodes);
        foreach (var pod in spread.Find(nodes))
        {
            Evict(pod);
        }

        LowerUtilization(nodes);
        cluster.Engine.After(interval, this, 0);
    }

    /// <summary>
    /// Of an owner's pods no node keeps more than their number divided by the nodes that could take them,
    /// rounded up (plugins/removeduplicates).
    /// </summary>
    private void RemoveDuplicates(List<SimNode> nodes)
    {
        foreach (var workload in cluster.Workloads.Where(static w => w.Kind is not WorkloadKind.Pod))
        {
            var perNode = workload.Pods.Where(p => IsEvictable(p) && nodes.Contains(p.Node!))
                .GroupBy(static p => p.Node!).OrderBy(static g => g.Key.Index).ToList();
            if (perNode.TrueForAll(static g => g.Count() < 2))
            {
                continue;
            }

            var targets = nodes.Count(n => Takes(perNode[0].First(), n));
            if (targets < 2)
            {
                continue;
            }

            var pods = perNode.Sum(static g => g.Count());
            var most = (pods + targets - 1) / targets;
            foreach (var pod in perNode.SelectMany(g => g.OrderBy(static p => p.Index).Skip(most)).ToList())
            {
                Evict(pod);
            }
        }
    }

    /// <summary>
    /// While some nodes have little requested of everything, pods leave those that have much of anything, as
    /// long as there is room on the former (plugins/nodeutilization/lownodeutilization.go).
    /// </summary>
    private void LowerUtilization(List<SimNode> nodes)
    {
        var usage = nodes.ToDictionary(static n => n, static n => new Used(n));
        var low = nodes.Where(n => !n.Cordoned && usage[n].IsAtMost(Low)).ToList();
        var high = nodes.Where(n => !usage[n].IsAtMost(Target)).ToList();
        if (low.Count == 0 || low.Count == nodes.Count || high.Count == 0)
        {
            return;
        }

        var room = new Room(
            low.Sum(n => usage[n].RoomTo(Target).Cpu),
            low.Sum(n => usage[n].RoomTo(Target).Memory),
            low.Sum(n => usage[n].RoomTo(Target).Pods));
        foreach (var node in high.OrderByDescending(n => usage[n].Share).ThenBy(static n => n.Index))
        {
            var movable = node.Pods.Where(IsEvictable).Where(p => low.Exists(n => Takes(p, n)))
                .OrderBy(static p => p.Priority).ThenBy(static p => p.Index).ToList();
            foreach (var pod in movable)
            {
                if (usage[node].IsAtMost(Target) || !room.IsLeft)
                {
                    break;
                }

                if (Evict(pod))
                {
                    var requests = pod.Class.Template.Requests;
                    room = room.Without(requests);
                    usage[node] = usage[node].Without(requests);
                }
            }
        }
    }

    private static bool Takes(SimPod pod, SimNode node) =>
        pod.Class.Requirements.AdmitsNode(node) && pod.Class.Requirements.UntoleratedTaint(node) is null;

    /// <summary>DefaultEvictor: owned, not of a DaemonSet, not the system's, without claims.</summary>
    private static bool IsEvictable(SimPod pod) =>
        pod is { Active: true, Bound: true, Claims.IsEmpty: true, Priority: < SystemCritical }
        && pod.Owner.Kind is not WorkloadKind.DaemonSet and not WorkloadKind.Pod;

    private bool Evict(SimPod pod)
    {
        if (!pod.Active || !budgets.MayEvict(pod))
        {
            return false;
        }

        cluster.Delete(pod);
        return true;
    }

    private readonly record struct Room(long Cpu, long Memory, long Pods)
    {
        public bool IsLeft => Cpu > 0 && Memory > 0 && Pods > 0;

        public Room Without(ResourceAmounts pod) =>
            new(Cpu - pod.MilliCpu, Memory - pod.MemoryBytes, Pods - 1);
    }

    /// <summary>What is requested of a node, beside what it has.</summary>
    private readonly record struct Used(ResourceAmounts Of, long Cpu, long Memory, long Pods)
    {
        public Used(SimNode node)
            : this(
                node.Definition.Allocatable,
                node.Usage.MilliCpu,
                node.Usage.MemoryBytes,
                node.Usage.Pods)
        {
        }

        public double Share => Part(Cpu, Of.MilliCpu) + Part(Memory, Of.MemoryBytes) + Part(Pods, Of.Pods);

        public bool IsAtMost(int percent) => Cpu * 100 <= Of.MilliCpu * percent
            && Memory <= Of.MemoryBytes / 100.0 * percent && Pods * 100 <= Of.Pods * percent;

        public Room RoomTo(int percent) => new(
            (Of.MilliCpu * percent / 100) - Cpu,
            (long)(Of.MemoryBytes / 100.0 * percent) - Memory,
            (Of.Pods * percent / 100) - Pods);

        public Used Without(ResourceAmounts pod) => this with
        {
            Cpu = Cpu - pod.MilliCpu,
            Memory = Memory - pod.MemoryBytes,
            Pods = Pods - 1,
        };

        private static double Part(long used, long of) => of == 0 ? 0 : (double)used / of;
    }
}
