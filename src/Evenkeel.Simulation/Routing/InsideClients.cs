using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Routing;

/// <summary>
/// Clients inside the cluster: one on every node that is reached and takes workloads, all alike. Servers of
/// the control plane that are tainted have none.
/// </summary>
internal sealed class InsideClients(ZoneIndex zones) : IRequestSource
{
    private readonly List<int> inZone = [];
    private readonly List<bool> counted = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Takes over what has become of a node.</summary>
    /// <returns>Whether that changed anything.</returns>
    public bool Follow(SimNode node)
    {
        while (counted.Count <= node.Index)
        {
            counted.Add(false);
        }

        var zone = zones.Of(node);
        while (inZone.Count <= zone)
        {
            inZone.Add(0);
        }

        var isClient = node is { Exists: true, Reached: true } && TakesWorkloads(node.Definition);
        if (counted[node.Index] == isClient)
        {
            return false;
        }

        counted[node.Index] = isClient;
        Count += isClient ? 1 : -1;
        inZone[zone] += isClient ? 1 : -1;
        return true;
    }

    public double InZone(int zone) => zone < inZone.Count && Count > 0 ? (double)inZone[zone] / Count : 0;

    public double At(SimNode node) =>
        node.Index < counted.Count && counted[node.Index] ? 1.0 / Count : 0;

    /// <summary>Whether a node is no tainted server of the control plane.</summary>
    public static bool TakesWorkloads(NodeObject node) => !node.Taints.Any(static t =>
        t.Effect is TaintEffect.NoSchedule or TaintEffect.NoExecute
        && t.Key is "node-role.kubernetes.io/control-plane" or "node-role.kubernetes.io/master");
}
