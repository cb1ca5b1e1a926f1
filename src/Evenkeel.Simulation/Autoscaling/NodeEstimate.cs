using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>
/// How many nodes of a group some pods need, by first fit in decreasing order
/// (cluster-autoscaler/estimator/binpacking_estimator.go).
/// </summary>
internal sealed class NodeEstimate(PackingSnapshot snapshot, NodeTemplate template, int mostNodes)
{
    private readonly List<SimNode> made = [];
    private readonly HashSet<SimNode> used = [];

    /// <summary>The nodes that got pods.</summary>
    public int Nodes => used.Count;

    /// <summary>The pods that found room.</summary>
    public List<SimPod> Pods { get; } = [];

    /// <summary>Packs pods, like with like, and takes it all back.</summary>
    public void Pack(IEnumerable<List<SimPod>> groups)
    {
        var mark = snapshot.Mark;
        foreach (var pods in groups.OrderByDescending(g => Score(g[0])))
        {
            PackOnNew(pods, PackOnMade(pods));
        }

        snapshot.Undo(mark);
    }

    /// <summary>decreasing_pod_orderer.go: the larger the earlier.</summary>
    private double Score(SimPod pod)
    {
        var (want, have) = (pod.Class.Template.Requests, template.Node.Allocatable);
        return Share(want.MilliCpu, have.MilliCpu) + Share(want.MemoryBytes, have.MemoryBytes);
    }

    private static double Share(long want, long have) => have > 0 ? (double)want / have : 0;

    private int PackOnMade(List<SimPod> pods)
    {
        for (var i = 0; i < pods.Count; i++)
        {
            if (made.Find(n => snapshot.TryPlace(pods[i], n) == Rejection.None) is not { } node)
            {
                return i;
            }

            Note(pods[i], node);
        }

        return pods.Count;
    }

    private void PackOnNew(List<SimPod> pods, int from)
    {
        foreach (var pod in pods.Skip(from))
        {
            if (TryLast(pod))
            {
                continue;
            }

            if (made.Count > 0 && !used.Contains(made[^1]))
            {
                return;
            }

            if (made.Count >= mostNodes)
            {
                return;
            }

            made.Add(snapshot.Add(template));
            if (snapshot.TryPlace(pod, made[^1]) != Rejection.None)
            {
                return;
            }

            Note(pod, made[^1]);
        }
    }

    /// <summary>The node made last; where hosts are spread over, any other, too.</summary>
    private bool TryLast(SimPod pod)
    {
        if (made.Count == 0)
        {
            return false;
        }

        var rejection = snapshot.TryPlace(pod, made[^1]);
        if (rejection == Rejection.None)
        {
            Note(pod, made[^1]);
            return true;
        }

        var spreadsHosts = pod.Class.Template.SpreadConstraints
            .Any(static c => string.Equals(c.TopologyKey, Labels.Hostname, StringComparison.Ordinal));
        if (rejection == Rejection.Spread && spreadsHosts
            && snapshot.TryPlaceAnywhere(pod, n => n != made[^1]) is { } other)
        {
            Note(pod, other);
            return true;
        }

        return false;
    }

    private void Note(SimPod pod, SimNode node)
    {
        Pods.Add(pod);
        used.Add(node);
    }
}

/// <summary>A group that could be grown, and what that would bring.</summary>
/// <param name="View">The group.</param>
/// <param name="Template">Its next node.</param>
/// <param name="Nodes">How many nodes.</param>
/// <param name="Pods">The pods that would find room.</param>
internal sealed record GroupOption(GroupView View, NodeTemplate Template, int Nodes, List<SimPod> Pods);
