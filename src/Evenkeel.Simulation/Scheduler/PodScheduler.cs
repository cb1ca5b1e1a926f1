using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>kube-scheduler: takes pods off its queue one by one and finds each a node.</summary>
internal sealed class PodScheduler : IClusterObserver, IEventHandler
{
    private const int Drain = 0;
    private const int Flush = 1;
    private const int AlwaysAll = 100;
    private const int LeastPercentage = 5;
    private static readonly TimeSpan FlushPeriod = TimeSpan.FromSeconds(30);
    private readonly ClusterState cluster;
    private readonly KubernetesVersion version;
    private readonly KubernetesTiming timing;
    private readonly VolumeBinder volumes;
    private readonly ITieBreaker ties;
    private readonly Preemption preemption;
    private readonly ISchedulingListener listener;
    private readonly SchedulingQueue queue = new();
    private readonly NodeOrder order = new();
    private readonly NodeScorer scorer;
    private readonly List<SimNode> feasible = [];
    private readonly Dictionary<SimNode, List<SimPod>> nominated = [];
    private long[] totals = [];
    private int start;
    private bool draining;
    private bool flushing;

    public PodScheduler(
        ClusterState cluster,
        Scenario scenario,
        VolumeBinder volumes,
        ITieBreaker ties,
        Preemption preemption,
        ISchedulingListener listener)
    {
        this.cluster = cluster;
        version = scenario.Version;
        timing = scenario.Timing;
        this.volumes = volumes;
        this.ties = ties;
        this.preemption = preemption;
        this.listener = listener;
        scorer = new(cluster, version);
    }

    void IClusterObserver.NodeAdded(SimNode node)
    {
        order.Add(node);
        Wake(ClusterChange.NodeAdded);
    }

    void IClusterObserver.NodeChanged(SimNode node) => Wake(ClusterChange.NodeChanged);

    void IClusterObserver.NodeDeleted(SimNode node)
    {
        order.Remove(node);
        Wake(ClusterChange.NodeDeleted);
    }

    void IClusterObserver.PodCreated(SimPod pod)
    {
        if (pod.Class.Template.NodeName is null)
        {
            queue.Add(pod);
            Start();
        }
    }

    void IClusterObserver.PodBound(SimPod pod) => Wake(ClusterChange.PodAdded);

    void IClusterObserver.PodDeleting(SimPod pod) => Wake(ClusterChange.PodAdded);

    void IClusterObserver.PodGone(SimPod pod)
    {
        queue.Forget(pod);
        Unnominate(pod);
        Wake(ClusterChange.PodRemoved);
    }

    void IClusterObserver.ClaimBound(SimClaim claim) => Wake(ClusterChange.Storage);

    void IEventHandler.Handle(int kind, int argument)
    {
        if (kind == Flush)
        {
            flushing = false;
            if (queue.WakeOlderThan(cluster.Now - timing.UnschedulableFlush))
            {
                Start();
            }

            KeepFlushing();
            return;
        }

        draining = false;
        while (queue.Next() is { } pod)
        {
            TryPlace(pod);
        }
    }

    private void Wake(ClusterChange change)
    {
        if (queue.Wake(change))
        {
            Start();
        }
    }

    private void Start()
    {
        if (!draining)
        {
            draining = true;
            cluster.Engine.After(timing.ControllerLatency, this, Drain);
        }
    }

    private void KeepFlushing()
    {
        if (!flushing && queue.Unschedulable.Any())
        {
            flushing = true;
            cluster.Engine.After(FlushPeriod, this, Flush);
        }
    }

    private void TryPlace(SimPod pod)
    {
        var nodes = order.Nodes;
        if (VolumeBinder.CheckClaims(pod) is { } reason)
        {
            SetAside(pod, ClusterChange.Storage, reason);
            return;
        }

        var state = new FilterState(cluster, pod.Class, nodes);
        var filter = new NodeFilter(pod, state, volumes);
        var rejections = FindFeasible(pod, state, filter, nodes);
        listener.NodesFiltered(pod, feasible, rejections);
        if (feasible.Count == 0)
        {
            TryPreempt(pod, state, filter, nodes, rejections);
            return;
        }

        Unnominate(pod);
        cluster.Assume(pod, feasible.Count == 1 ? feasible[0] : SelectHost(pod, state, nodes));
        volumes.BindWithVolumes(pod);
    }

    private SimNode SelectHost(SimPod pod, FilterState state, IReadOnlyList<SimNode> nodes)
    {
        if (totals.Length < feasible.Count)
        {
            totals = new long[feasible.Count * 2];
        }

        scorer.Score(pod, state, nodes, feasible, totals);
        return feasible[ties.Choose(pod, feasible, totals)];
    }

    /// <summary>
    /// Fills <see cref="feasible"/>. From 100 nodes on the search stops at a share of them and the next one
    /// starts where it stopped (schedule_one.go, numFeasibleNodesToFind).
    /// </summary>
    private Rejection[] FindFeasible(
        SimPod pod,
        FilterState state,
        NodeFilter filter,
        IReadOnlyList<SimNode> nodes)
    {
        feasible.Clear();
        if (pod.NominatedNode is { Exists: true } own && Check(pod, state, filter, own) == Rejection.None)
        {
            feasible.Add(own);
            return [];
        }

        var rejections = new Rejection[nodes.Count];
        var wanted = FeasibleToFind(nodes.Count);
        var visited = 0;
        while (visited < nodes.Count && feasible.Count < wanted)
        {
            var index = (start + visited) % nodes.Count;
            rejections[index] = Check(pod, state, filter, nodes[index]);
            if (rejections[index] == Rejection.None)
            {
                feasible.Add(nodes[index]);
            }

            visited++;
        }

        start = nodes.Count == 0 ? 0 : (start + visited) % nodes.Count;
        return rejections;
    }

    /// <summary>How many feasible nodes end the search in a cluster of this size.</summary>
    internal static int FeasibleToFind(int nodes) => nodes < AlwaysAll
        ? nodes
        : Math.Max(AlwaysAll, nodes * Math.Max(LeastPercentage, 50 - (nodes / 125)) / 100);

    /// <summary>
    /// Filters with and without the pods that have been promised the node
    /// (RunFilterPluginsWithNominatedPods).
    /// </summary>
    private Rejection Check(SimPod pod, FilterState state, NodeFilter filter, SimNode node)
    {
        if (nominated.Count > 0 && nominated.TryGetValue(node, out var promised))
        {
            SimPod[] counted = [.. promised.Where(p => p != pod && p.Priority >= pod.Priority)];
            Trial(state, node, counted, 1);
            var with = filter.Check(node);
            Trial(state, node, counted, -1);
            if (with != Rejection.None)
            {
                return with;
            }
        }

        return filter.Check(node);
    }

    private void Trial(FilterState state, SimNode node, SimPod[] pods, int sign)
    {
        foreach (var pod in pods)
        {
            cluster.CountOnTrial(node, pod, sign);
            state.Adjust(node, pod.Class, sign, sign);
        }
    }

    private void TryPreempt(
        SimPod pod,
        FilterState state,
        NodeFilter filter,
        IReadOnlyList<SimNode> nodes,
        Rejection[] rejections)
    {
        var reason = Diagnosis.Describe(pod, filter, version, nodes, rejections);
        var found = preemption.Find(pod, state, filter, nodes, rejections);
        SetAside(pod, Diagnosis.WakesOn(rejections), reason);
        if (found is not { } chosen)
        {
            return;
        }

        Unnominate(pod);
        pod.NominatedNode = chosen.Node;
        if (!nominated.TryGetValue(chosen.Node, out var promised))
        {
            nominated.Add(chosen.Node, promised = []);
        }

        promised.Add(pod);
        foreach (var victim in chosen.Victims)
        {
            cluster.Delete(victim);
        }
    }

    private void SetAside(SimPod pod, ClusterChange wakesOn, string reason)
    {
        queue.SetAside(pod, wakesOn, cluster.Now);
        listener.PodUnschedulable(pod, reason);
        KeepFlushing();
    }

    private void Unnominate(SimPod pod)
    {
        pod.NominatedNode = null;
        foreach (var (node, pods) in nominated)
        {
            if (pods.Remove(pod))
            {
                if (pods.Count == 0)
                {
                    nominated.Remove(node);
                }

                return;
            }
        }
    }
}

/// <summary>Hears what comes of each attempt to place a pod.</summary>
internal interface ISchedulingListener
{
    /// <summary>
    /// The filters have looked at nodes; nothing has been decided yet. <paramref name="rejections"/> follows
    /// the
    /// scheduler's list of nodes, with <see cref="Rejection.None"/> also for those that were not looked at;
    /// it is
    /// empty where the pod fits on the node that preemption made room on.
    /// </summary>
    void NodesFiltered(SimPod pod, IReadOnlyList<SimNode> feasible, IReadOnlyList<Rejection> rejections)
    {
    }

    /// <summary>The pod fits nowhere now.</summary>
    void PodUnschedulable(SimPod pod, string reason);
}
