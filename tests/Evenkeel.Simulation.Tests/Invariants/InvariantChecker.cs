using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quantities;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Tests.Invariants;

/// <summary>
/// What must hold at every instant of any simulation. It listens to one and throws where it does not.
/// </summary>
internal sealed class InvariantChecker(ClusterState state) : IClusterObserver
{
    private readonly HashSet<ObjectName> names = [];
    private readonly Dictionary<SimClaim, TimeSpan> claimBoundAt = [];
    private readonly HashSet<SimPod> served = [];
    private readonly List<(SimPod Pod, SimNode Node)> leftBehind = [];
    private TimeSpan last;

    /// <summary>How many changes were checked.</summary>
    public long Checked { get; private set; }

    void IClusterObserver.PodCreated(SimPod pod)
    {
        Tick();
        Require(names.Add(pod.Name), $"two pods are called {pod.Name}");
        var twin = pod.Owner.Pods.Find(p => p != pod && pod.Ordinal >= 0 && p.Ordinal == pod.Ordinal);
        Require(twin is null, $"{pod.Name} is made while another pod has its number");
    }

    void IClusterObserver.PodBound(SimPod pod)
    {
        Tick();
        var node = pod.Node!;
        var holders = state.Nodes.Where(n => n.Pods.Contains(pod)).Select(n => n.Name).ToList();
        var alone = holders.Count == 1 && holders[0] == node.Name;
        Require(alone, $"{pod.Name} is on {string.Join(" and ", holders)}");
        RequireCapacity(node);
        RequireVolumes(pod, node);

        // While a volume was being made, the node may have changed: a binding is not filtered again.
        var waited = pod.Claims.Any(c => claimBoundAt.GetValueOrDefault(c, TimeSpan.MinValue) == state.Now);
        if (!waited && pod.Class.Template.NodeName is null)
        {
            Require(node.Exists, $"{pod.Name} is bound to {node.Name}, which does not exist");
            RequireTolerated(pod, node);
        }
    }

    void IClusterObserver.PodReadinessChanged(SimPod pod)
    {
        Tick();
        Require(!pod.Ready || (pod.Bound && !pod.Gone), $"{pod.Name} is Ready without a node");
        Require(!pod.Serving || pod.Node is { Powered: true }, $"{pod.Name} serves on a lost node");
        Require(!pod.Serving || pod is { Bound: true, Gone: false }, $"{pod.Name} serves though it is gone");
        if (!pod.Serving)
        {
            served.Remove(pod);
        }
        else if (served.Add(pod))
        {
            RequireAlone(pod);
        }
    }

    /// <summary>A kubelet that reports ends what the API does not have; without power nothing runs.</summary>
    void IClusterObserver.MachineChanged(SimNode node) =>
        leftBehind.RemoveAll(l => l.Node == node && (node.Alive || !node.Powered));

    void IClusterObserver.PodDeleting(SimPod pod)
    {
        Tick();
        Require(pod.Bound, $"{pod.Name} is being deleted though no node has it");
        if (IsEvicted(pod))
        {
            foreach (var budget in state.Objects.Budgets.Where(b => Covers(b, pod)))
            {
                var (healthy, desired) = Measure(budget);
                Require(healthy >= desired,
                    $"{pod.Name} is evicted, {healthy} are left, {budget.Name} wants {desired}");
            }
        }
    }

    void IClusterObserver.PodGone(SimPod pod)
    {
        Tick();
        names.Remove(pod.Name);
        if (served.Remove(pod) && pod.Node is { Powered: true, Alive: false } cut)
        {
            leftBehind.Add((pod, cut));
        }

        Require(!state.Nodes.Any(n => n.Pods.Contains(pod)), $"{pod.Name} is gone but a node has it");
        if (pod.Node is { } node)
        {
            RequireCapacity(node);
        }
    }

    void IClusterObserver.NodeChanged(SimNode node)
    {
        Tick();
        Require(node.Taints.Distinct().Count() == node.Taints.Count, $"{node.Name} has a taint twice");
    }

    void IClusterObserver.NodeDeleted(SimNode node) => Tick();

    void IClusterObserver.ClaimBound(SimClaim claim)
    {
        Tick();
        claimBoundAt[claim] = state.Now;
        Require(claim.Volume!.Claim == claim, $"{claim.Name} holds a volume that another claim has");
    }

    /// <summary>
    /// No identity and no volume is on two machines, counting containers that run on where no kubelet reports.
    /// </summary>
    private void RequireAlone(SimPod pod)
    {
        foreach (var (other, node) in leftBehind
            .Concat(served.Where(o => o != pod).Select(o => (o, o.Node!))).Where(o => o.Item2 != pod.Node))
        {
            var twin = pod.Ordinal >= 0 && other.Owner == pod.Owner && other.Ordinal == pod.Ordinal;
            Require(!twin, $"{pod.Name} runs on {pod.Node!.Name} and on {node.Name}");
        }

        foreach (var volume in pod.Claims.Where(c => c.IsExclusive).Select(c => c.Volume))
        {
            if (volume?.AttachedTo is { } machine)
            {
                Require(machine == pod.Node, $"{pod.Name} uses {volume.Name}, which {machine.Name} has");
                var other = leftBehind.Find(l => l.Node != pod.Node && l.Pod.Claims.Any(c => c.Volume == volume));
                Require(other.Pod is null, $"{volume.Name} is on {pod.Node!.Name} and on {other.Node?.Name}");
            }
        }
    }

    private void Tick()
    {
        Checked++;
        Require(state.Now >= last, $"time goes back from {last}");
        last = state.Now;
    }

    private void RequireCapacity(SimNode node)
    {
        var templates = node.Pods.Select(p => p.Class.Template).ToList();
        var free = node.Definition.Allocatable;
        var scheduled = templates.TrueForAll(t => t.NodeName is null);
        RequireSum("CPU", templates.Sum(t => t.Requests.MilliCpu), node.Usage.MilliCpu, free.MilliCpu);
        var memory = templates.Sum(t => t.Requests.MemoryBytes);
        RequireSum("memory", memory, node.Usage.MemoryBytes, free.MemoryBytes);
        RequireSum("pods", templates.Count, node.Usage.Pods, free.Pods);

        void RequireSum(string what, long sum, long counted, long allocatable)
        {
            Require(sum == counted, $"{node.Name} counts {counted} {what}, its pods have {sum}");
            var fits = !scheduled || sum <= allocatable;
            Require(fits, $"{node.Name} has {allocatable} {what}, its pods request {sum}");
        }
    }

    private void RequireVolumes(SimPod pod, SimNode node)
    {
        foreach (var claim in pod.Claims)
        {
            Require(claim.Volume is not null, $"{pod.Name} is bound without the volume of {claim.Name}");
            var terms = claim.Volume!.NodeTerms;
            var reachable = terms is not { } some
                || some.Any(t => t.Matches(node.Definition.Labels, node.Name));
            Require(reachable,
                $"{pod.Name} mounts {claim.Volume.Name}, which is out of reach from {node.Name}");
        }
    }

    private void RequireTolerated(SimPod pod, SimNode node)
    {
        var against = node.Taints.Where(t => t.Effect != TaintEffect.PreferNoSchedule)
            .Where(t => !pod.Class.Requirements.Tolerations.Any(o => o.Tolerates(t)))
            .ToList();
        var list = string.Join(", ", against);
        Require(against.Count == 0, $"{pod.Name} is bound to {node.Name} against {list}");
    }

    /// <summary>
    /// Whether only a drain can have asked for this: a healthy cordoned node, no surplus, nobody in need of
    /// room.
    /// </summary>
    private static bool IsEvicted(SimPod pod) => pod.Ready
        && pod.Node is { Cordoned: true, Readiness: NodeReadiness.True } node
        && node.Taints.TrueForAll(t => t.Effect != TaintEffect.NoExecute)
        && pod.Owner.Kind != WorkloadKind.DaemonSet
        && pod.Owner.Pods.Count(p => p.Active) < pod.Owner.Replicas
        && !pod.Preempted;

    private static bool Covers(DisruptionBudget budget, SimPod pod) =>
        budget.Name.Namespace == pod.Name.Namespace && budget.Selector.Matches(pod.Class.Labels);

    private (int Healthy, int Desired) Measure(DisruptionBudget budget)
    {
        var covered = state.Pods.Where(p => !p.Gone && Covers(budget, p)).ToList();
        var scale = covered.Select(p => p.Owner).Distinct().Sum(w => w.Kind switch
        {
            WorkloadKind.Pod => 0,
            WorkloadKind.DaemonSet => w.Pods.Count,
            _ => w.Replicas,
        });
        var desired = budget.MinAvailable is { } min
            ? Up(min, scale)
            : scale - Up(budget.MaxUnavailable!.Value, scale);
        return (covered.Count(p => p.Ready && !p.Deleting), desired);
    }

    private static int Up(IntOrPercent value, int total) =>
        value.IsPercent ? (int)Math.Ceiling(value.Number * total / 100.0) : value.Number;

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"at {state.Now}: {otherwise}");
        }
    }
}
