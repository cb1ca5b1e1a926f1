using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>
/// Removes nodes whose pods fit elsewhere and that have been used little, or not been Ready, for long:
/// candidates by utilisation (core/scaledown/eligibility), a trial of moving their pods
/// (simulator/cluster.go, drainability rules), and a drain before the instance ends
/// (core/scaledown/actuation).
/// </summary>
internal sealed class ScaleDown(
    ClusterState cluster,
    KubernetesTiming timing,
    ClusterAutoscalerSettings settings,
    GroupRegistry groups,
    DisruptionBudgets budgets) : IEventHandler
{
    private const int Evict = 0;

    /// <summary>--max-scale-down-parallelism and --max-drain-parallelism.</summary>
    private const int MostAtOnce = 10;

    /// <summary>--node-delete-delay-after-taint.</summary>
    private static readonly TimeSpan AfterTaint = TimeSpan.FromSeconds(5);

    /// <summary>--max-pod-eviction-time: then the drain is given up.</summary>
    private static readonly TimeSpan MostEviction = TimeSpan.FromMinutes(2);

    /// <summary>--scale-down-delay-after-failure.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(3);

    private static readonly Taint ToBeDeleted =
        new("ToBeDeletedByClusterAutoscaler", "", TaintEffect.NoSchedule);

    private const string SystemNamespace = "kube-system";
    private readonly Dictionary<SimNode, TimeSpan> unneededSince = [];
    private readonly Dictionary<SimNode, TimeSpan> begun = [];
    private TimeSpan? failedAt;

    /// <summary>When a removal last began, or null.</summary>
    public TimeSpan? LastAt { get; private set; }

    /// <summary>Forgets what was not needed: the cluster is not healthy.</summary>
    public void Forget() => unneededSince.Clear();

    /// <summary>Looks for nodes that are not needed, and removes those that have not been for long.</summary>
    /// <param name="snapshot">The cluster, with what is coming and the pods that will go there.</param>
    /// <param name="mayAct">Whether this pass may remove nodes.</param>
    /// <param name="lastScaleUp">When a group last grew, or null.</param>
    public void Run(PackingSnapshot snapshot, bool mayAct, TimeSpan? lastScaleUp)
    {
        var mark = snapshot.Mark;
        var now = cluster.Now;
        var unneeded = new List<SimNode>();
        foreach (var node in Candidates())
        {
            if (TryMovePods(node, snapshot))
            {
                unneeded.Add(node);
                unneededSince.TryAdd(node, now);
            }
            else
            {
                unneededSince.Remove(node);
            }
        }

        snapshot.Undo(mark);
        foreach (var node in unneededSince.Keys.Except(unneeded).ToList())
        {
            unneededSince.Remove(node);
        }

        var rests = lastScaleUp + settings.ScaleDownDelayAfterAdd > now
            || LastAt + settings.ScaleDownDelayAfterDelete > now || failedAt + AfterFailure > now;
        if (mayAct && !rests)
        {
            Remove(unneeded);
        }
    }

    private List<SimNode> Candidates() => [.. cluster.Nodes.Where(n => n.Exists
        && groups.ViewOf(n) is { } view && view.Size > view.Group.Definition.Min
        && !groups.Removing.Contains(n) && !view.NotStarted.Contains(n) && IsLittleUsed(n))];

    private bool IsLittleUsed(SimNode node)
    {
        if (node.Readiness != NodeReadiness.True)
        {
            return settings.ScaleDownUnreadyEnabled;
        }

        var counted = node.Pods.Where(p => p.Active
            && !(settings.IgnoreDaemonSetsUtilization && p.Owner.Kind == WorkloadKind.DaemonSet)).ToList();
        var allocatable = node.Definition.Allocatable;
        var used = Math.Max(
            Share(counted.Sum(static p => p.Class.Template.Requests.MilliCpu), allocatable.MilliCpu),
            Share(counted.Sum(static p => p.Class.Template.Requests.MemoryBytes), allocatable.MemoryBytes));
        return used < settings.ScaleDownUtilizationThreshold;
    }

    private static double Share(long used, long of) => of == 0 ? 1 : (double)used / of;

    /// <summary>The pods that a drain would move.</summary>
    private static List<SimPod> Moved(SimNode node) =>
        node.Pods.FindAll(static p => p.Active && p.Owner.Kind != WorkloadKind.DaemonSet);

    private bool TryMovePods(SimNode node, PackingSnapshot snapshot)
    {
        var mark = snapshot.Mark;
        var pods = Moved(node);
        if (pods.Exists(p => Blocks(p, node)))
        {
            return false;
        }

        snapshot.Hide(node);
        foreach (var pod in pods)
        {
            snapshot.Lift(pod, node);
        }

        if (pods.TrueForAll(p => snapshot.TryPlaceAnywhere(p, static _ => true) is not null))
        {
            return true;
        }

        snapshot.Undo(mark);
        snapshot.Show(node);
        return false;
    }

    /// <summary>simulator/drainability/rules: bare pods, local storage, system pods and budgets.</summary>
    private bool Blocks(SimPod pod, SimNode node) =>
        pod.Owner.Kind == WorkloadKind.Pod
        || (settings.SkipNodesWithLocalStorage && pod.Class.Template.HasLocalStorage)
        || (settings.SkipNodesWithSystemPods
            && string.Equals(pod.Class.Namespace, SystemNamespace, StringComparison.Ordinal))
        || (node.Readiness == NodeReadiness.True && !budgets.MayEvict(pod));

    private void Remove(List<SimNode> unneeded)
    {
        var drains = begun.Keys.Any(static n => Moved(n).Count > 0);
        foreach (var node in unneeded)
        {
            var wait = node.Readiness == NodeReadiness.True
                ? settings.ScaleDownUnneededTime
                : settings.ScaleDownUnreadyTime;
            var isEmpty = Moved(node).Count == 0;
            if (unneededSince[node] + wait > cluster.Now || begun.Count >= MostAtOnce || (!isEmpty && drains))
            {
                continue;
            }

            drains |= !isEmpty;
            Begin(node);
        }
    }

    private void Begin(SimNode node)
    {
        if (groups.ViewOf(node) is not { } view || view.Size - begun.Count <= view.Group.Definition.Min)
        {
            return;
        }

        LastAt = cluster.Now;
        begun[node] = cluster.Now;
        unneededSince.Remove(node);
        groups.Removing.Add(node);
        cluster.ChangeNode(node, static n => n.Taints.Add(ToBeDeleted));
        cluster.Engine.After(AfterTaint, this, Evict, node.Index);
    }

    /// <summary>Evicts what budgets let go, and ends the instance once nothing is left.</summary>
    void IEventHandler.Handle(int kind, int argument)
    {
        var node = cluster.Nodes[argument];
        if (!begun.TryGetValue(node, out var since) || !node.Exists)
        {
            begun.Remove(node);
            return;
        }

        var isReady = node.Readiness == NodeReadiness.True;
        foreach (var pod in Moved(node).Where(p => budgets.MayEvict(p)).ToList())
        {
            cluster.Delete(pod);
        }

        if (isReady && node.Pods.Exists(static p => p.Owner.Kind != WorkloadKind.DaemonSet))
        {
            if (cluster.Now - since > MostEviction)
            {
                GiveUp(node);
                return;
            }

            cluster.Engine.After(timing.DrainRetry, this, Evict, node.Index);
            return;
        }

        begun.Remove(node);
        if (groups.ViewOf(node) is not { } view
            || view.Instances.Find(i => i.Node == node) is not { } instance
            || !groups.TryRemove(view, instance))
        {
            GiveUp(node);
        }
    }

    private void GiveUp(SimNode node)
    {
        begun.Remove(node);
        groups.Removing.Remove(node);
        failedAt = cluster.Now;
        cluster.ChangeNode(node, static n => n.Taints.Remove(ToBeDeleted));
    }
}
