using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Simulation.State;

/// <summary>A node's Ready condition.</summary>
internal enum NodeReadiness
{
    True,
    False,
    Unknown,
}

/// <summary>A node: its object in the API, the machine behind it, and what runs there.</summary>
internal sealed class SimNode(int index, NodeObject definition)
{
    /// <summary>Its place in <see cref="ClusterState.Nodes"/>.</summary>
    public int Index { get; } = index;

    public NodeObject Definition { get; } = definition;

    public string Name => Definition.Name;

    public string Zone { get; } = definition.Zone;

    /// <summary>Whether the Node object exists.</summary>
    public bool Exists { get; internal set; } = true;

    /// <summary>Whether the machine has power.</summary>
    public bool Powered { get; internal set => Change(ref field, value); } = true;

    /// <summary>Whether its instance is being ended: no power brings the machine back.</summary>
    public bool Ended { get; internal set; }

    /// <summary>Whether it is reached from the rest, and reaches it.</summary>
    public bool Connected { get; internal set => Change(ref field, value); } = true;

    /// <summary>Whether it hangs: nothing on it does anything, and what it has it keeps.</summary>
    public bool Hung { get; internal set => Change(ref field, value); }

    /// <summary>Whether its kubelet runs; pods go on without.</summary>
    public bool KubeletRuns { get; internal set => Change(ref field, value); } = true;

    /// <summary>Whether requests to its pods arrive.</summary>
    public bool Reached => Powered && Connected && !Hung;

    /// <summary>Whether it reaches a server of the API that answers, if any does.</summary>
    public bool HearsApi { get; internal set => Change(ref field, value); } = true;

    /// <summary>Whether its kubelet reports to the API and does what it says.</summary>
    public bool Alive => Reached && KubeletRuns && HearsApi;

    /// <summary>spec.unschedulable.</summary>
    public bool Cordoned { get; internal set; } = definition.Unschedulable;

    public NodeReadiness Readiness { get; internal set => Change(ref field, value); } = NodeReadiness.True;

    /// <summary>
    /// Whether something changed that the node controller may have to act on. It takes the mark away.
    /// </summary>
    public bool Restless
    {
        get;
        internal set
        {
            if (value && !field)
            {
                Unrest?.Add(this);
            }

            field = value;
        }
    }

    /// <summary>Where it is noted when it becomes restless; null where nobody looks after it.</summary>
    public List<SimNode>? Unrest { get; init; }

    /// <summary>All taints: the owner's and those that controllers added.</summary>
    public List<Taint> Taints { get; } = [.. definition.Taints];

    /// <summary>Pods bound here that have not left the API, in the order of their binding.</summary>
    public List<SimPod> Pods { get; } = [];

    /// <summary>Images that have been pulled here.</summary>
    public HashSet<string> Images { get; } = new(StringComparer.Ordinal);

    /// <summary>Sum of the pods' requests.</summary>
    public NodeUsage Usage { get; } = new();

    /// <summary>Pods here by class, those being deleted left out. Grown on demand.</summary>
    public int[] ActiveByClass { get; internal set; } = [];

    /// <summary>Pods here by class, those being deleted included. Grown on demand.</summary>
    public int[] AllByClass { get; internal set; } = [];

    /// <summary>
    /// Its value of each topology key in <see cref="TopologyIndex"/>, −1 where it has none.
    /// </summary>
    public int[] Domains { get; internal set; } = [];

    private void Change<T>(ref T current, T value)
    {
        current = value;
        Restless = true;
    }

    public bool HasTaint(string key, TaintEffect effect)
    {
        foreach (var taint in Taints)
        {
            if (taint.Effect == effect && string.Equals(taint.Key, key, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
