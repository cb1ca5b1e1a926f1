using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;
using Evenkeel.Simulation.Tests.Scheduler.Naive;

namespace Evenkeel.Simulation.Tests.Scheduler;

/// <summary>
/// Runs the scheduler through a random sequence of changes and holds each of its decisions against the naive
/// one's: the reason against each node, the totals, the node chosen, the pods preempted.
/// </summary>
internal sealed class SchedulerDuel : ISchedulingListener, ITieBreaker, IClusterObserver
{
    private const int MostWaiting = 4;
    private readonly SeededRandom random;
    private readonly int batch;
    private readonly RandomWorld world;
    private readonly KubernetesVersion version;
    private readonly PodFactory factory;
    private readonly NaiveView view;
    private readonly NaiveNodeTree tree = new();
    private readonly ITieBreaker ties;
    private readonly SeededRandom naiveTies;
    private readonly List<SimPod> deleted = [];
    private int start;
    private Attempt? attempt;

    /// <summary>A decision under way: what the naive scheduler says, and what is then seen.</summary>
    private sealed record Attempt(SimPod Pod, NaiveCluster Cluster, NaiveDecision Decision, string? Nominated)
    {
        public string? Expected { get; set; }
    }

    public SchedulerDuel(ulong seed, int nodes, int workloads, KubernetesVersion version)
    {
        random = new(seed);
        batch = 1 + (nodes / 40);
        world = new(random, nodes, workloads);
        this.version = version;
        var tieSeed = seed ^ 0x5DEECE66DUL;
        naiveTies = new(tieSeed);
        ties = version.AtLeast(1, 35)
            ? new HeapOrderTieBreaker(new(tieSeed), neighboursSwap: 0)
            : new RandomTieBreaker(new(tieSeed));
        State = new(new(), world.Draw());
        view = new(State, version);
        factory = new(State, KubernetesTiming.Default);
        foreach (var workload in State.Objects.Workloads)
        {
            State.Workloads.Add(new(State.Workloads.Count, workload));
        }

        factory.Prepare();
        var volumes = new VolumeBinder(State, KubernetesTiming.Default.VolumeProvision, this);
        var scenario = new Scenario { Version = version, End = TimeSpan.MaxValue };
        var scheduler = new PodScheduler(State, scenario, volumes, this, new(State, new(State)), this);
        State.Observe(this);
        State.Observe(volumes);
        State.Observe(scheduler);
        foreach (var node in State.Objects.Nodes)
        {
            State.AddNode(node);
        }
    }

    public ClusterState State { get; }

    /// <summary>What was compared, so that a test can see that the cases it is about came up.</summary>
    public Dictionary<string, int> Seen { get; } = [];

    public void Run(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            Change();
            State.Engine.RunUntil(State.Now + TimeSpan.FromMilliseconds(400));
            Settle();
            var waiting = State.Pods.Where(p => p is { Node: null, Active: true }).ToList();
            if (waiting.Count > MostWaiting)
            {
                WithSome(waiting, State.Delete);
            }
        }
    }

    private void Change()
    {
        var what = random.Below(100);
        switch (what)
        {
            case < 62:
                Create(batch + (what < 8 ? random.Below(4) : 0));
                break;
            case < 72:
                WithSome(State.Pods.Where(p => p is { Bound: true, Active: true }), State.Delete);
                break;
            case < 82:
                WithSome(State.Pods.Where(p => p.Deleting && !p.Gone), State.Remove);
                break;
            case < 90:
                WithSome(State.Pods.Where(p => p.Bound && p.Active), p => State.SetReady(p, !p.Ready));
                break;
            case < 96:
                WithSome(State.Nodes.Where(n => n.Exists), n => State.ChangeNode(n, Touch));
                break;
            case < 98:
                State.AddNode(world.DrawNode("zone-a", "zone-b", "zone-c", "zone-e"));
                break;
            default:
                var spare = State.Nodes.Count(n => n.Exists) > 2 ? State.Nodes.Where(n => n.Exists) : [];
                WithSome(spare, RemoveNode);
                break;
        }
    }

    private void Create(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var workload = State.Workloads[random.Below(State.Workloads.Count)];
            var node = State.Nodes.Where(n => n.Exists && !workload.Pods.Exists(p => p.PinnedTo == n))
                .ToList();
            switch (workload.Kind)
            {
                case WorkloadKind.DaemonSet when node.Count > 0:
                    factory.Create(workload, pinnedTo: node[random.Below(node.Count)]);
                    break;
                case WorkloadKind.StatefulSet:
                    var taken = workload.Pods.Select(p => p.Ordinal).ToHashSet();
                    factory.Create(workload, Enumerable.Range(0, 1000).First(o => !taken.Contains(o)));
                    break;
                case WorkloadKind.Pod when workload.Made > 0:
                case WorkloadKind.DaemonSet:
                    break;
                default:
                    factory.Create(workload);
                    break;
            }
        }
    }

    private void Touch(SimNode node)
    {
        Taint[] taints =
        [
            new("maintenance", "soon", TaintEffect.PreferNoSchedule),
            new("dedicated", "db", TaintEffect.NoSchedule),
        ];
        var taint = taints[random.Below(taints.Length)];
        if (!node.Taints.Remove(taint))
        {
            node.Taints.Add(taint);
        }
    }

    private void RemoveNode(SimNode node)
    {
        State.DeleteNode(node);
        foreach (var pod in node.Pods.ToList())
        {
            State.Remove(pod);
        }
    }

    private void WithSome<T>(IEnumerable<T> all, Action<T> act)
    {
        var list = all.ToList();
        if (list.Count > 0)
        {
            act(list[random.Below(list.Count)]);
        }
    }

    void ISchedulingListener.NodesFiltered(
        SimPod pod,
        IReadOnlyList<SimNode> feasible,
        IReadOnlyList<Rejection> rejections)
    {
        Settle();
        var order = tree.List();
        var cluster = view.Cluster(order);
        var decision = NaiveScheduler.Decide(cluster, view.Pod(pod), start);
        start = decision.NextStart;
        Count(decision.Visited.Count < order.Count ? "looked at some" : "looked at all");
        Count(start > 0 ? "starts elsewhere" : "starts at the first");
        feasible.Select(n => n.Name).ShouldBe(decision.Feasible, Describe(pod, "feasible nodes"));
        foreach (var (node, reason) in decision.Visited)
        {
            var found = rejections.Count == 0 ? Rejection.None : rejections[order.IndexOf(node)];
            Reasons.Of(found).ShouldBe(reason, Describe(pod, $"{node}"));
            Count(reason ?? "fits");
        }

        attempt = new(pod, cluster, decision, pod.NominatedNode?.Name)
        {
            Expected = decision.Feasible.FirstOrDefault(),
        };
        deleted.Clear();
    }

    int ITieBreaker.Choose(SimPod pod, List<SimNode> feasible, long[] totals)
    {
        var expected = attempt!.Decision.Totals;
        for (var i = 0; i < feasible.Count; i++)
        {
            totals[i].ShouldBe(expected[feasible[i].Name], Describe(pod, $"total of {feasible[i].Name}"));
        }

        long[] scores = [.. feasible.Select(n => expected[n.Name])];
        var naive = version.Minor >= 35 ? NaiveTies.HeapRoot(scores) : NaiveTies.Reservoir(scores, naiveTies);
        var chosen = ties.Choose(pod, feasible, totals);
        chosen.ShouldBe(naive, Describe(pod, "place of the chosen node"));
        attempt.Expected = feasible[naive].Name;
        Count(scores.Count(s => s == scores.Max()) > 1 ? "tied" : "scored");
        return chosen;
    }

    void ITieBreaker.Order(Span<SimNode> nodes)
    {
    }

    int ITieBreaker.ChooseZone(int zones) => ties.ChooseZone(zones);

    void ISchedulingListener.PodUnschedulable(SimPod pod, string reason) => Count("unschedulable");

    void IClusterObserver.NodeAdded(SimNode node) => tree.Add(node.Definition);

    void IClusterObserver.NodeDeleted(SimNode node)
    {
        tree.Remove(node.Definition);
        start = State.Nodes.Any(n => n.Exists) ? start : 0;
    }

    void IClusterObserver.PodBound(SimPod pod) => view.Started[pod] = State.Now;

    void IClusterObserver.PodDeleting(SimPod pod) => deleted.Add(pod);

    void IClusterObserver.PodGone(SimPod pod)
    {
        if (!pod.Deleting)
        {
            deleted.Add(pod);
        }
    }

    /// <summary>Holds what came of the last attempt against what was expected.</summary>
    private void Settle()
    {
        if (attempt is not { } last)
        {
            return;
        }

        attempt = null;
        last.Pod.Node?.Name.ShouldBe(last.Expected, Describe(last.Pod, "node chosen"));
        if (last.Expected is null)
        {
            last.Pod.Node.ShouldBeNull();
            CheckPreemption(last);
        }
        else
        {
            deleted.ShouldBeEmpty();
        }
    }

    private void CheckPreemption(Attempt last)
    {
        var naive = last.Cluster.Pods
            .Single(p => p.Name == last.Pod.Name.Name && p.Namespace == last.Pod.Name.Namespace);
        if (!NaivePreemption.Eligible(last.Cluster, naive, last.Decision))
        {
            deleted.ShouldBeEmpty(Describe(last.Pod, "victims of a pod that may not preempt"));
            last.Pod.NominatedNode?.Name.ShouldBe(last.Nominated);
            Count("may not preempt");
            return;
        }

        var best = NaivePreemption.Best(last.Cluster, naive, last.Decision);
        if (best.Count == 0)
        {
            deleted.ShouldBeEmpty(Describe(last.Pod, "victims where none help"));
            last.Pod.NominatedNode
                .ShouldBeNull(Describe(last.Pod, "nomination where preemption does not help"));
            return;
        }

        var nominated = last.Pod.NominatedNode?.Name;
        var candidate = best.Find(c => c.Node.Name == nominated);
        var all = string.Join(", ", best.Select(Show));
        candidate.ShouldNotBeNull(Describe(last.Pod, $"nominated {nominated}, best {all}"));
        deleted.Select(p => p.Name.ToString()).Order(StringComparer.Ordinal).ShouldBe(
            candidate.Victims.Where(v => !v.Terminating).Select(v => $"{v.Namespace}/{v.Name}")
                .Order(StringComparer.Ordinal),
            Describe(last.Pod, "victims"));
        view.Preempted.UnionWith(deleted);
        var below = State.Pods
            .Where(p => p.Active && p.NominatedNode?.Name == nominated && p.Priority < last.Pod.Priority);
        below.ShouldBeEmpty(Describe(last.Pod, "lower pods that keep their nomination"));
        Count(candidate.Victims.Exists(v => v.Terminating) ? "victim ends already" : "victims run");
        Count(best.Count > 1 ? "equal candidates" : "one best candidate");
        Count(candidate.Violations > 0 ? "preempted against a budget" : "preempted");
    }

    private static string Show(NaiveCandidate candidate) =>
        $"{candidate.Node.Name} without {string.Join(", ", candidate.Victims.Select(v => v.Name))}";

    private void Count(string what) => Seen[what] = Seen.GetValueOrDefault(what) + 1;

    private string Describe(SimPod pod, string what) => $"{pod.Name} at {State.Now}: {what}";
}
