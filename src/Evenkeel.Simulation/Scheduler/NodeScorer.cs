using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>
/// kube-scheduler's scores of the nodes that passed the filters, each normalised to 0–100 and weighted as in
/// the default profile. ImageLocality is left out: images are assumed to be on all nodes or on none.
/// </summary>
internal sealed class NodeScorer(ClusterState cluster, KubernetesVersion version)
{
    private const int MaxScore = 100;
    private const int TaintTolerationWeight = 3;
    private const int NodeAffinityWeight = 2;
    private const int SpreadWeight = 2;
    private const int InterPodAffinityWeight = 2;
    private readonly SpreadScorer spread = new(cluster);
    private readonly InterPodAffinityScorer interPod = new(cluster);

    /// <summary>Writes the total of each feasible node into <paramref name="totals"/>.</summary>
    public void Score(
        SimPod pod,
        FilterState state,
        IReadOnlyList<SimNode> all,
        List<SimNode> feasible,
        long[] totals)
    {
        var raw = new long[feasible.Count];
        Array.Clear(totals, 0, feasible.Count);
        ScoreTaints(pod, feasible, raw, totals);
        ScoreNodeAffinity(pod, feasible, raw, totals);
        spread.Score(pod, state, all, feasible, raw);
        Add(raw, totals, SpreadWeight);
        interPod.Score(pod, all, feasible, raw);
        Add(raw, totals, InterPodAffinityWeight);
        for (var i = 0; i < feasible.Count; i++)
        {
            totals[i] += LeastAllocated(pod.Class.Template, feasible[i]);
            totals[i] += Balanced(pod.Class.Template, feasible[i]);
        }
    }

    private static void ScoreTaints(SimPod pod, List<SimNode> feasible, long[] raw, long[] totals)
    {
        for (var i = 0; i < feasible.Count; i++)
        {
            raw[i] = 0;
            foreach (var taint in feasible[i].Taints)
            {
                if (taint.Effect == TaintEffect.PreferNoSchedule && !pod.Class.Requirements.Tolerates(taint))
                {
                    raw[i]++;
                }
            }
        }

        Normalize(raw, reverse: true);
        Add(raw, totals, TaintTolerationWeight);
    }

    private static void ScoreNodeAffinity(SimPod pod, List<SimNode> feasible, long[] raw, long[] totals)
    {
        var preferred = pod.Class.Template.PreferredNodeTerms;
        if (preferred.IsEmpty)
        {
            return;
        }

        for (var i = 0; i < feasible.Count; i++)
        {
            raw[i] = 0;
            foreach (var term in preferred)
            {
                var matches = term.Term.Matches(feasible[i].Definition.Labels, feasible[i].Name);
                raw[i] += matches ? term.Weight : 0;
            }
        }

        Normalize(raw, reverse: false);
        Add(raw, totals, NodeAffinityWeight);
    }

    /// <summary>plugins/helper/normalize_score.go, DefaultNormalizeScore.</summary>
    private static void Normalize(long[] raw, bool reverse)
    {
        var most = raw.Length == 0 ? 0 : raw.Max();
        for (var i = 0; i < raw.Length; i++)
        {
            var score = most == 0 ? 0 : MaxScore * raw[i] / most;
            raw[i] = reverse ? MaxScore - score : score;
        }
    }

    private static void Add(long[] raw, long[] totals, int weight)
    {
        for (var i = 0; i < raw.Length; i++)
        {
            totals[i] += raw[i] * weight;
        }
    }

    /// <summary>
    /// noderesources/least_allocated.go: CPU and memory, unset requests counted as 100m and 200 MiB.
    /// </summary>
    private static long LeastAllocated(PodTemplate pod, SimNode node)
    {
        var (capacity, used, want) = (node.Definition.Allocatable, node.Usage, pod.NonZeroRequests);
        long sum = 0;
        long weights = 0;
        Part(capacity.MilliCpu, used.NonZeroMilliCpu + want.MilliCpu);
        Part(capacity.MemoryBytes, used.NonZeroMemoryBytes + want.MemoryBytes);
        return weights == 0 ? 0 : sum / weights;

        void Part(long total, long requested)
        {
            if (total > 0)
            {
                sum += requested > total ? 0 : (total - requested) * MaxScore / total;
                weights++;
            }
        }
    }

    /// <summary>
    /// noderesources/balanced_allocation.go. Up to 1.35 the balance with the pod; from 1.36 the change to it
    /// (kubernetes#135573). Skipped for pods without requests (kubernetes#129138).
    /// </summary>
    private long Balanced(PodTemplate pod, SimNode node)
    {
        if (pod.Requests is { MilliCpu: 0, MemoryBytes: 0 })
        {
            return 0;
        }

        var (capacity, used) = (node.Definition.Allocatable, node.Usage);
        var without = Balance(used.MilliCpu, used.MemoryBytes, capacity);
        var with = Balance(
            used.MilliCpu + pod.Requests.MilliCpu, used.MemoryBytes + pod.Requests.MemoryBytes, capacity);
        return version.AtLeast(1, 36)
            ? (MaxScore / 2) + (((MaxScore / 2) + with - without) / 2)
            : with;
    }

    private static long Balance(long milliCpu, long memory, ResourceAmounts capacity)
    {
        if (capacity.MilliCpu == 0 || capacity.MemoryBytes == 0)
        {
            return MaxScore;
        }

        var cpuShare = Math.Min(1, (double)milliCpu / capacity.MilliCpu);
        var memoryShare = Math.Min(1, (double)memory / capacity.MemoryBytes);
        return (long)((1 - Math.Abs((cpuShare - memoryShare) / 2)) * MaxScore);
    }
}
