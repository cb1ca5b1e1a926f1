using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Faults;

/// <summary>
/// Drains nodes as <c>kubectl drain</c> does: cordon, evict every pod that no DaemonSet owns, and try again
/// where a budget refuses.
/// </summary>
internal sealed class DrainController(
    ClusterState cluster,
    KubernetesTiming timing,
    DisruptionBudgets budgets) : IEventHandler
{
    private static readonly Taint Unschedulable = new(Taint.Unschedulable, "", TaintEffect.NoSchedule);

    /// <summary>Cordons a node and begins to evict its pods.</summary>
    public void Drain(SimNode node)
    {
        cluster.ChangeNode(node, static n =>
        {
            n.Cordoned = true;
            if (!n.Taints.Contains(Unschedulable))
            {
                n.Taints.Add(Unschedulable);
            }
        });
        cluster.Engine.After(timing.ControllerLatency, this, 0, node.Index);
    }

    void IEventHandler.Handle(int kind, int argument)
    {
        var node = cluster.Nodes[argument];
        var refused = false;
        var movable = node.Pods.Where(static p => p.Active && p.Owner.Kind != WorkloadKind.DaemonSet);
        foreach (var pod in movable.ToList())
        {
            if (budgets.MayEvict(pod))
            {
                cluster.Delete(pod);
            }
            else
            {
                refused = true;
            }
        }

        if (refused && node.Exists)
        {
            cluster.Engine.After(timing.DrainRetry, this, 0, argument);
        }
    }
}
