using Evenkeel.Simulation.Aws;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Tests.Invariants;

/// <summary>
/// What must hold of groups and of the Nodes that come from them at every instant, whatever happens. It
/// listens to a simulation and throws where it does not.
/// </summary>
/// <param name="state">The cluster.</param>
/// <param name="fleet">Its instances; null where nodes come from no groups, and until they are there.</param>
internal sealed class FleetChecker(ClusterState state, Func<Ec2Faults?> fleet) : IClusterObserver
{
    /// <summary>A Node that appears while there are groups and that none of them made.</summary>
    private readonly HashSet<SimNode> fromElsewhere = [];

    void IClusterObserver.PodBound(SimPod pod) => Check();

    void IClusterObserver.PodGone(SimPod pod) => Check();

    void IClusterObserver.NodeAdded(SimNode node) => fromElsewhere.Add(node);

    void IClusterObserver.NodeChanged(SimNode node) => Check();

    void IClusterObserver.MachineChanged(SimNode node) => Check();

    void IClusterObserver.NodeDeleted(SimNode node) => Check();

    private void Check()
    {
        if (fleet() is not { } aws)
        {
            return;
        }

        foreach (var group in aws.Groups)
        {
            RequireSize(group);
        }

        var seen = new Dictionary<SimInstance, SimNode>();
        foreach (var node in state.Nodes.Where(static n => n.Exists))
        {
            if (aws.InstanceOf(node) is { } instance)
            {
                fromElsewhere.Remove(node);
                Require(instance.Node == node, $"{node.Name} is taken for {instance.Node?.Name}");
                Require(seen.TryAdd(instance, node), $"{instance.Name} has two Nodes");
                Require(!node.Powered || instance.State == InstanceState.Running,
                    $"{node.Name} has power though its instance is {instance.State}");
            }
            else
            {
                Require(fromElsewhere.Contains(node), $"{node.Name} has lost its instance");
            }
        }
    }

    /// <summary>
    /// Rebalancing may have a tenth of the group, or one, too much; nothing else may (autoscaling,
    /// "Rebalancing activities").
    /// </summary>
    private void RequireSize(SimGroup group)
    {
        var (least, most) = (group.Definition.Min, group.Definition.Max);
        Require(group.Desired >= least && group.Desired <= most,
            $"{group.Name} is to have {group.Desired}, between {least} and {most}");
        var surplus = group.Instances.Count(static i => i is { Counts: true, IsSurplus: true });
        Require(group.Count - surplus <= most, $"{group.Name} has {group.Count - surplus}, at most {most}");
        Require(surplus <= Math.Max(1, group.Desired / 10),
            $"{group.Name} has {surplus} too many of {group.Desired} to even out its zones");
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"at {state.Now}: {otherwise}");
        }
    }
}
