using System.Runtime.InteropServices;
using Evenkeel.Core.Model;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>
/// What filters and scores say of every node for the pods of one class, kept from pod to pod: only nodes that
/// changed are looked at again. It answers exactly as <see cref="NodeFilter"/> and <see cref="NodeScorer"/>.
/// </summary>
internal sealed class ClassView
{
    private readonly ClusterState cluster;
    private readonly PodClass podClass;
    private readonly PodRequirements requirements;
    private readonly ClassFilter filter;
    private readonly ResourceScorer resources;
    private readonly DomainFilter domains;
    private readonly DomainScorer scorer;
    private readonly VolumeBinder volumes;
    private Rejection[] byObject = [];
    private Rejection[] rejections = [];
    private int[] room = [];
    private int[] dislikes = [];
    private long[] preferences = [];
    private int[] found = [];
    private int[] places = [];
    private long[] raw = [];
    private int count;
    private int disliked;
    private int classes;
    private long place = -1;

    public ClassView(ClusterState cluster, PodClass podClass, KubernetesVersion version, VolumeBinder volumes)
    {
        (this.cluster, this.podClass, this.volumes) = (cluster, podClass, volumes);
        requirements = podClass.Requirements;
        filter = new(podClass);
        resources = new(version);
        domains = new(cluster, podClass);
        scorer = new(cluster, podClass);
    }

    /// <summary>Looks at the nodes that changed since the last time.</summary>
    public void Update()
    {
        var complete = cluster.Changes.TrySince(place, out var since) && since.Length < cluster.Nodes.Count;
        if (!complete || classes != cluster.Classes.Count)
        {
            if (classes != cluster.Classes.Count)
            {
                classes = cluster.Classes.Count;
                domains.Compile();
                scorer.Compile();
            }

            foreach (var node in cluster.Nodes)
            {
                LookAtObject(node);
            }
        }
        else
        {
            foreach (var (node, ofObject) in since)
            {
                // The autoscaler tries pods on nodes that do not exist: these are numbered beyond the others.
                if (node >= cluster.Nodes.Count)
                {
                    continue;
                }

                if (ofObject)
                {
                    LookAtObject(cluster.Nodes[node]);
                }
                else
                {
                    LookAtPods(cluster.Nodes[node]);
                }
            }
        }

        place = cluster.Changes.End;
    }

    /// <summary>Looks for feasible nodes from a place in the scheduler's order on.</summary>
    /// <param name="pod">A pod of the class.</param>
    /// <param name="order">The scheduler's order.</param>
    /// <param name="start">The place of the first node to look at.</param>
    /// <param name="wanted">How many feasible nodes end the search.</param>
    /// <param name="feasible">Gets the nodes that pass, in the order in which they were found.</param>
    /// <param name="reasons">Gets the reasons against the others, by place.</param>
    /// <returns>How many nodes were looked at.</returns>
    public int Find(
        SimPod pod,
        NodeOrder order,
        int start,
        int wanted,
        List<SimNode> feasible,
        Rejection[] reasons)
    {
        var numbers = order.Numbers;
        if (found.Length < numbers.Length)
        {
            (found, places, raw) =
                (new int[numbers.Length], new int[numbers.Length], new long[numbers.Length]);
        }

        var settled = !domains.Begin() && pod.Claims.IsEmpty;
        var looked = 0;
        count = 0;
        for (var at = start; looked < numbers.Length && count < wanted; at++, looked++)
        {
            at = at < numbers.Length ? at : at % numbers.Length;
            var reason = rejections[numbers[at]];
            if (reason == Rejection.None && !settled)
            {
                reason = CheckRest(pod, order.Nodes[at]);
            }

            if (reason == Rejection.None)
            {
                (found[count], places[count]) = (numbers[at], at);
                count++;
            }
            else
            {
                reasons[at] = reason;
            }
        }

        Copy(CollectionsMarshal.AsSpan(order.Nodes), feasible);
        return looked;
    }

    /// <summary>Writes the totals of the nodes that <see cref="Find"/> found last, in their order.</summary>
    public void Score(long[] totals)
    {
        var nodes = found.AsSpan(0, count);
        for (var i = 0; i < nodes.Length; i++)
        {
            totals[i] = room[nodes[i]];
        }

        ScoreTaints(nodes, totals);
        ScorePreferences(nodes, totals);
        scorer.Score(nodes, raw, totals);
    }

    private void Copy(ReadOnlySpan<SimNode> nodes, List<SimNode> feasible)
    {
        CollectionsMarshal.SetCount(feasible, count);
        var copies = CollectionsMarshal.AsSpan(feasible);
        for (var i = 0; i < copies.Length; i++)
        {
            copies[i] = nodes[places[i]];
        }
    }

    private Rejection CheckRest(SimPod pod, SimNode node)
    {
        var byVolumes = pod.Claims.IsEmpty ? Rejection.None : volumes.Check(pod, node);
        return byVolumes != Rejection.None ? byVolumes : domains.Check(node);
    }

    private void LookAtObject(SimNode node)
    {
        Reserve(node.Index);
        byObject[node.Index] = filter.CheckObject(node);
        disliked -= dislikes[node.Index] > 0 ? 1 : 0;
        dislikes[node.Index] = node.Exists ? requirements.DislikedTaints(node) : 0;
        disliked += dislikes[node.Index] > 0 ? 1 : 0;
        if (!podClass.Template.PreferredNodeTerms.IsEmpty)
        {
            preferences[node.Index] = requirements.Preference(node);
        }

        domains.Include(node);
        scorer.Include(node);
        LookAtPods(node);
    }

    private void LookAtPods(SimNode node)
    {
        var reason = byObject[node.Index];
        rejections[node.Index] = reason != Rejection.None ? reason : filter.CheckRoom(node);
        room[node.Index] = resources.Score(podClass.Template, node);
        domains.Count(node);
        scorer.Count(node);
    }

    private void Reserve(int number)
    {
        if (number < rejections.Length)
        {
            return;
        }

        var size = Math.Max(16, (number + 1) * 2);
        Array.Resize(ref byObject, size);
        Array.Resize(ref rejections, size);
        Array.Resize(ref room, size);
        Array.Resize(ref dislikes, size);
        Array.Resize(ref preferences, podClass.Template.PreferredNodeTerms.IsEmpty ? 0 : size);
    }

    private void ScoreTaints(ReadOnlySpan<int> nodes, long[] totals)
    {
        // Where no node has such a taint, all have the full score.
        const int Full = NodeScorer.MaxScore * ScoreWeights.TaintToleration;
        long most = 0;
        for (var i = 0; disliked > 0 && i < nodes.Length; i++)
        {
            most = Math.Max(most, dislikes[nodes[i]]);
        }

        for (var i = 0; i < nodes.Length; i++)
        {
            var share = most == 0 ? 0 : NodeScorer.MaxScore * dislikes[nodes[i]] / most;
            totals[i] += Full - (share * ScoreWeights.TaintToleration);
        }
    }

    private void ScorePreferences(ReadOnlySpan<int> nodes, long[] totals)
    {
        long most = 0;
        for (var i = 0; preferences.Length > 0 && i < nodes.Length; i++)
        {
            most = Math.Max(most, preferences[nodes[i]]);
        }

        for (var i = 0; most > 0 && i < nodes.Length; i++)
        {
            totals[i] += NodeScorer.MaxScore * preferences[nodes[i]] / most * ScoreWeights.NodeAffinity;
        }
    }
}
