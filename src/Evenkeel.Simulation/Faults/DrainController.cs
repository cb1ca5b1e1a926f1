using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Faults;

/// <summary>
/// Drains nodes as <c>kubectl drain</c> does: cordon, list the pods that no DaemonSet owns, evict each of
/// them, and try again where a budget refuses. What comes to the node afterwards is left alone
/// (staging/src/k8s.io/kubectl/pkg/drain/drain.go).
/// </summary>
internal sealed class DrainController(
    ClusterState cluster,
    KubernetesTiming timing,
    DisruptionBudgets budgets) : IEventHandler
{
    private const int Begin = 0;
    private const int Evict = 1;
    private static readonly Taint Unschedulable = new(Taint.Unschedulable, "", TaintEffect.NoSchedule);
    private readonly List<List<SimPod>> listed = [];

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
        cluster.Engine.After(timing.ControllerLatency, this, Begin, node.Index);
    }

    /// <summary>Lets a node take pods again. What a drain still waits to evict there is left alone.</summary>
    public void Uncordon(SimNode node)
    {
        cluster.ChangeNode(node, static n =>
        {
            n.Cordoned = false;
            n.Taints.RemoveAll(static t => t == Unschedulable);
        });
        foreach (var pods in listed)
        {
            pods.RemoveAll(p => p.Node == node);
        }
    }

    ApiUse IEventHandler.Needs(int kind) => ApiUse.Client;

    void IEventHandler.Handle(int kind, int argument)
    {
        if (kind == Begin)
        {
            listed.Add(cluster.Nodes[argument].Pods.FindAll(static p => p.Bound && IsMoved(p)));
            argument = listed.Count - 1;
        }

        var refused = false;
        foreach (var pod in listed[argument].Where(IsMoved).ToList())
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

        if (refused)
        {
            cluster.Engine.After(timing.DrainRetry, this, Evict, argument);
        }
    }

    private static bool IsMoved(SimPod pod) => pod.Active && pod.Owner.Kind != WorkloadKind.DaemonSet;
}
