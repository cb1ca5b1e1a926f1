using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>
/// The cluster as cluster-autoscaler plays with it: real nodes, nodes that do not exist, and pods placed on
/// trial by the scheduler's filters alone (cluster-autoscaler/simulator/clustersnapshot). What was tried is
/// taken back to a mark.
/// </summary>
internal sealed class PackingSnapshot(ClusterState cluster, VolumeBinder volumes)
{
    private readonly List<SimNode> nodes = [.. cluster.Nodes.Where(static n => n.Exists)];
    private readonly List<(SimNode Node, SimPod? Pod, int Sign)> trail = [];
    private readonly Dictionary<PodClass, FilterState> states = [];
    private readonly HashSet<SimNode> hidden = [];
    private int made;

    /// <summary>The nodes that pods can be tried on.</summary>
    public IEnumerable<SimNode> Nodes => nodes.Where(n => !hidden.Contains(n));

    /// <summary>How far trials have gone.</summary>
    public int Mark => trail.Count;

    /// <summary>Leaves a node out.</summary>
    public void Hide(SimNode node) => hidden.Add(node);

    public void Show(SimNode node) => hidden.Remove(node);

    /// <summary>Adds a node like the template.</summary>
    public SimNode Add(NodeTemplate template)
    {
        var name = FormattableString.Invariant($"template-{made++}");
        var definition = template.Node with
        {
            Name = name,
            Labels = template.Node.Labels.SetItem(Labels.Hostname, name),
        };
        var node = new SimNode(cluster.Nodes.Count + made, definition)
        {
            Domains = cluster.Topology.DomainsOf(definition.Labels),
        };
        nodes.Add(node);
        trail.Add((node, null, 0));
        states.Clear();
        return node;
    }

    /// <summary>The filter that keeps a pod off a node, or none.</summary>
    public Rejection Check(SimPod pod, SimNode node)
    {
        if (!states.TryGetValue(pod.Class, out var state))
        {
            states[pod.Class] = state = new(cluster, pod, nodes);
        }

        return new NodeFilter(pod, state, volumes).Check(node);
    }

    /// <summary>Places a pod on a node, if the filters let it.</summary>
    public Rejection TryPlace(SimPod pod, SimNode node)
    {
        var rejection = Check(pod, node);
        if (rejection == Rejection.None)
        {
            Place(pod, node, 1);
            trail.Add((node, pod, 1));
        }

        return rejection;
    }

    /// <summary>Takes a pod off the node that has it.</summary>
    public void Lift(SimPod pod, SimNode node)
    {
        Place(pod, node, -1);
        trail.Add((node, pod, -1));
    }

    /// <summary>Places a pod on the first node that the filters admit, or gives null.</summary>
    public SimNode? TryPlaceAnywhere(SimPod pod, Func<SimNode, bool> isAcceptable)
    {
        foreach (var node in nodes)
        {
            if (!hidden.Contains(node) && isAcceptable(node) && TryPlace(pod, node) == Rejection.None)
            {
                return node;
            }
        }

        return null;
    }

    /// <summary>Takes back what was tried since a mark.</summary>
    public void Undo(int mark)
    {
        for (var i = trail.Count - 1; i >= mark; i--)
        {
            var (node, pod, sign) = trail[i];
            if (pod is null)
            {
                nodes.Remove(node);
                made--;
            }
            else
            {
                Place(pod, node, -sign);
            }
        }

        trail.RemoveRange(mark, trail.Count - mark);
        states.Clear();
    }

    private void Place(SimPod pod, SimNode node, int sign)
    {
        cluster.CountOnTrial(node, pod, sign);
        foreach (var state in states.Values)
        {
            state.Adjust(node, pod.Class, sign, sign);
        }
    }
}
