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
    private readonly Nominations nominations;
    private readonly ClassViews views;
    private Rejection[] rejections = [];
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
        nominations = new(cluster);
        views = new(cluster, version, volumes);
    }

    /// <summary>
    /// Whether every pod is decided plainly, all nodes counted anew, as tests hold the kept views against it.
    /// </summary>
    public bool Plain { get; set; }

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
        nominations.Forget(pod);
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
        if (VolumeBinder.CheckClaims(pod) is { } reason)
        {
            SetAside(pod, ClusterChange.Storage, reason);
            return;
        }

        feasible.Clear();
        ClearRejections();
        var view = nominations.IsEmpty && !Plain ? views.For(pod) : null;
        if (view is null)
        {
            PlacePlainly(pod);
            return;
        }

        var nodes = order.Nodes;
        var looked = view.Find(pod, order, start, FeasibleToFind(nodes.Count), feasible, rejections);
        start = nodes.Count == 0 ? 0 : (start + looked) % nodes.Count;
        listener.NodesFiltered(pod, feasible, rejections);
        if (feasible.Count == 0)
        {
            var state = new FilterState(cluster, pod, nodes);
            Fail(pod, state, new(pod, state, volumes));
            return;
        }

        if (feasible.Count > 1)
        {
            ReserveTotals();
            view.Score(totals);
        }

        Place(pod);
    }

    private void PlacePlainly(SimPod pod)
    {
        var nodes = order.Nodes;
        var state = new FilterState(cluster, pod, nodes);
        var filter = new NodeFilter(pod, state, volumes);
        FindFeasible(pod, node => nominations.Check(pod, state, filter, node), nodes);
        listener.NodesFiltered(pod, feasible, rejections);
        if (feasible.Count == 0)
        {
            Fail(pod, state, filter);
            return;
        }

        if (feasible.Count > 1)
        {
            ReserveTotals();
            scorer.Score(pod, state, nodes, feasible, totals);
        }

        Place(pod);
    }

    /// <summary>Takes the best of the feasible nodes.</summary>
    private void Place(SimPod pod)
    {
        nominations.Forget(pod);
        cluster.Assume(pod, feasible[feasible.Count == 1 ? 0 : ties.Choose(pod, feasible, totals)]);
        volumes.BindWithVolumes(pod);
    }

    private void Fail(SimPod pod, FilterState state, NodeFilter filter)
    {
        var nodes = order.Nodes;
        SetAside(
            pod,
            Diagnosis.WakesOn(rejections),
            Diagnosis.Describe(pod, filter, version, nodes, rejections));
        TryPreempt(pod, state, node => nominations.Check(pod, state, filter, node), nodes);
    }

    private void ReserveTotals()
    {
        if (totals.Length < feasible.Count)
        {
            totals = new long[feasible.Count * 2];
        }
    }

    private void ClearRejections()
    {
        if (rejections.Length != order.Nodes.Count)
        {
            rejections = new Rejection[order.Nodes.Count];
        }

        Array.Clear(rejections);
    }

    /// <summary>
    /// Fills <see cref="feasible"/>. From 100 nodes on the search stops at a share of them and the next one
    /// starts where it stopped (schedule_one.go, findNodesThatFitPod and numFeasibleNodesToFind).
    /// </summary>
    private void FindFeasible(SimPod pod, Func<SimNode, Rejection> check, IReadOnlyList<SimNode> nodes)
    {
        var nominated = IndexOfNominated(pod, nodes);
        if (nominated >= 0)
        {
            rejections[nominated] = check(nodes[nominated]);
            if (rejections[nominated] == Rejection.None)
            {
                feasible.Add(nodes[nominated]);
                return;
            }
        }

        var processed = nominated >= 0 ? 1 : 0;
        var places = PlacesToLook(pod, nodes);
        var count = places?.Count ?? nodes.Count;
        var wanted = FeasibleToFind(count);
        for (var visited = 0; visited < count && feasible.Count < wanted; visited++)
        {
            var place = (start + visited) % count;
            var index = places is null ? place : places[place];
            processed += index == nominated ? 0 : 1;
            rejections[index] = check(nodes[index]);
            if (rejections[index] == Rejection.None)
            {
                feasible.Add(nodes[index]);
            }
        }

        start = nodes.Count == 0 ? 0 : (start + processed) % nodes.Count;
    }

    /// <summary>
    /// The places of the only nodes that the pod's affinity names, the others being turned down at once
    /// (node_affinity.go, PreFilter); null where it names none.
    /// </summary>
    private List<int>? PlacesToLook(SimPod pod, IReadOnlyList<SimNode> nodes)
    {
        if (pod.PinnedTo is null && pod.Class.Requirements.NodeNames is null)
        {
            return null;
        }

        var places = new List<int>();
        for (var i = 0; i < nodes.Count; i++)
        {
            var named = pod.PinnedTo is { } pinned
                ? pinned == nodes[i]
                : pod.Class.Requirements.NodeNames!.Contains(nodes[i].Name);
            if (named)
            {
                places.Add(i);
            }
            else if (rejections[i] == Rejection.None)
            {
                rejections[i] = Rejection.NodeName;
            }
        }

        return places;
    }

    /// <summary>The place of the node that the pod was promised; −1 where there is none.</summary>
    private static int IndexOfNominated(SimPod pod, IReadOnlyList<SimNode> nodes)
    {
        var index = pod.NominatedNode is { Exists: true } ? nodes.Count - 1 : -1;
        while (index >= 0 && nodes[index] != pod.NominatedNode)
        {
            index--;
        }

        return index;
    }

    /// <summary>How many feasible nodes end the search in a cluster of this size.</summary>
    internal static int FeasibleToFind(int nodes) => nodes < AlwaysAll
        ? nodes
        : Math.Max(AlwaysAll, nodes * Math.Max(LeastPercentage, 50 - (nodes / 125)) / 100);

    private void TryPreempt(
        SimPod pod,
        FilterState state,
        Func<SimNode, Rejection> check,
        IReadOnlyList<SimNode> nodes)
    {
        var nominated = IndexOfNominated(pod, nodes);
        if (!Preemption.MayPreempt(pod, nominated < 0 ? Rejection.None : rejections[nominated]))
        {
            return;
        }

        if (preemption.Find(pod, state, check, nodes, rejections) is not { } chosen)
        {
            nominations.Forget(pod);
            return;
        }

        foreach (var displaced in nominations.Nominate(pod, chosen.Node))
        {
            queue.Wake(displaced);
        }

        chosen.Victims.ForEach(cluster.Preempt);
    }

    private void SetAside(SimPod pod, ClusterChange wakesOn, string reason)
    {
        queue.SetAside(pod, wakesOn, cluster.Now);
        listener.PodUnschedulable(pod, reason);
        KeepFlushing();
    }
}

/// <summary>Hears what comes of each attempt to place a pod.</summary>
internal interface ISchedulingListener
{
    /// <summary>
    /// The filters have looked at nodes; nothing has been decided yet. <paramref name="rejections"/> follows
    /// the scheduler's list of nodes, with <see cref="Rejection.None"/> also for those not looked at.
    /// </summary>
    void NodesFiltered(SimPod pod, IReadOnlyList<SimNode> feasible, IReadOnlyList<Rejection> rejections)
    {
    }

    /// <summary>The pod fits nowhere now.</summary>
    void PodUnschedulable(SimPod pod, string reason);
}
