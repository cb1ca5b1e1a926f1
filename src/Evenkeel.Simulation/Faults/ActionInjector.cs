using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Faults;

/// <summary>Does to the cluster what a scenario says.</summary>
internal sealed class ActionInjector(
    ClusterState cluster,
    Kubelets kubelets,
    NodeLifecycleController lifecycle,
    DrainController drains)
{
    /// <summary>
    /// Does it now. Nodes and workloads that do not exist are passed over: validation has named them.
    /// </summary>
    public void Inject(ScenarioAction action)
    {
        switch (action)
        {
            case ScenarioAction.Fail fail:
                Each(fail.Target, kubelets.Fail);
                break;
            case ScenarioAction.Restore restore:
                Each(restore.Target, node =>
                {
                    kubelets.Restore(node);
                    lifecycle.NodeRestored(node);
                });
                break;
            case ScenarioAction.DeleteNode delete:
                Each(delete.Target, node =>
                {
                    kubelets.Fail(node);
                    cluster.DeleteNode(node);
                });
                break;
            case ScenarioAction.Drain drain:
                Each(drain.Target, drains.Drain);
                break;
            case ScenarioAction.Scale scale:
                if (cluster.Workloads.Find(w => w.Kind == scale.Kind && w.Name == scale.Name) is { } workload)
                {
                    cluster.Scale(workload, scale.Replicas);
                }

                break;
            case ScenarioAction.AddNodes add:
                foreach (var definition in add.Nodes)
                {
                    kubelets.SetPhase(cluster.AddNode(definition), cluster.Now);
                }

                break;
            default:
                throw new InvalidOperationException($"no such action: {action}");
        }
    }

    private void Each(NodeTarget target, Action<SimNode> act)
    {
        SimNode[] nodes =
        [
            .. cluster.Nodes.Where(n => n.Exists && (target.Zone is { } zone
                ? string.Equals(n.Zone, zone, StringComparison.Ordinal)
                : target.Nodes.Contains(n.Name, StringComparer.Ordinal))),
        ];
        foreach (var node in nodes)
        {
            act(node);
        }
    }
}
