using Evenkeel.Core.Model;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>
/// kube-scheduler's scores of the nodes that passed the filters, each normalised to 0–100 and weighted as in
/// the default profile. ImageLocality is left out: images are assumed to be on all nodes or on none.
/// </summary>
internal sealed class NodeScorer(ClusterState cluster, KubernetesVersion version)
{
    /// <summary>The most that one plugin gives a node, before its weight.</summary>
    public const int MaxScore = 100;

    private readonly ResourceScorer resources = new(version);
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
        Add(raw, totals, ScoreWeights.Spread);
        interPod.Score(pod, all, feasible, raw);
        Add(raw, totals, ScoreWeights.InterPodAffinity);
        for (var i = 0; i < feasible.Count; i++)
        {
            totals[i] += resources.Score(pod.Class.Template, feasible[i]);
        }
    }

    private static void ScoreTaints(SimPod pod, List<SimNode> feasible, long[] raw, long[] totals)
    {
        for (var i = 0; i < feasible.Count; i++)
        {
            raw[i] = pod.Class.Requirements.DislikedTaints(feasible[i]);
        }

        Normalize(raw, reverse: true);
        Add(raw, totals, ScoreWeights.TaintToleration);
    }

    private static void ScoreNodeAffinity(SimPod pod, List<SimNode> feasible, long[] raw, long[] totals)
    {
        if (pod.Class.Template.PreferredNodeTerms.IsEmpty)
        {
            return;
        }

        for (var i = 0; i < feasible.Count; i++)
        {
            raw[i] = pod.Class.Requirements.Preference(feasible[i]);
        }

        Normalize(raw, reverse: false);
        Add(raw, totals, ScoreWeights.NodeAffinity);
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
}

/// <summary>The weights of the default profile (pkg/scheduler/apis/config/v1/default_plugins.go).</summary>
internal static class ScoreWeights
{
    public const int TaintToleration = 3;
    public const int NodeAffinity = 2;
    public const int Spread = 2;
    public const int InterPodAffinity = 2;
}
