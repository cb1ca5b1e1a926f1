using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Faults;

/// <summary>Does to the cluster what a scenario or a claim says.</summary>
internal sealed class ActionInjector(
    ClusterState cluster,
    Kubelets kubelets,
    NodeLifecycleController lifecycle,
    DrainController drains,
    ApiFault api,
    List<IFaultTarget> targets)
{
    private readonly PodFaults pods = new(cluster, kubelets);
    private static readonly Taint OutOfService =
        new(Taint.OutOfService, "nodeshutdown", TaintEffect.NoExecute);

    /// <summary>Whether something simulated is befallen by it.</summary>
    public bool Models(ScenarioAction action) => action switch
    {
        ScenarioAction.Heal heal => Models(heal.Fault),
        ScenarioAction.Fail or ScenarioAction.Restore or ScenarioAction.DeleteNode => true,
        ScenarioAction.Isolate or ScenarioAction.StopKubelet or ScenarioAction.OutOfService => true,
        ScenarioAction.HangNodes or ScenarioAction.DeletePods => true,
        ScenarioAction.Hang or ScenarioAction.LoseVolume or ScenarioAction.StallVolume => true,
        ScenarioAction.LoseApi => true,
        ScenarioAction.InControlPlane => true,
        ScenarioAction.Drain or ScenarioAction.Scale or ScenarioAction.AddNodes => true,
        _ => targets.Exists(t => t.Models(action)),
    };

    /// <summary>
    /// Does it now. Nodes and workloads that do not exist are passed over: validation has named them.
    /// </summary>
    public void Inject(ScenarioAction action)
    {
        switch (action)
        {
            case ScenarioAction.Restore restore:
                Each(restore.Target, node =>
                {
                    kubelets.Restore(node);
                    lifecycle.NodeRestored(node);
                });
                End(new ScenarioAction.Fail(restore.Target));
                End(new ScenarioAction.Isolate(restore.Target));
                break;
            case ScenarioAction.Heal heal:
                Undo(heal.Fault);
                End(heal.Fault);
                break;
            case ScenarioAction.Scale scale:
                if (cluster.Workloads.Find(w => w.Kind == scale.Kind && w.Name == scale.Name) is { } workload)
                {
                    cluster.Scale(workload, scale.Replicas);
                }

                break;
            case ScenarioAction.Load load:
                if (cluster.Workloads.Find(w => w.Kind == load.Kind && w.Name == load.Name) is { } loaded)
                {
                    loaded.LoadMilliCpu = load.MilliCpu;
                }

                break;
            case ScenarioAction.AddNodes add:
                foreach (var definition in add.Nodes)
                {
                    kubelets.SetPhase(cluster.AddNode(definition), cluster.Now);
                }

                break;
            default:
                Do(action);
                targets.ForEach(t => t.Begins(action));
                break;
        }
    }

    private void End(ScenarioAction fault) => targets.ForEach(t => t.Ends(fault));

    private void Do(ScenarioAction fault)
    {
        switch (fault)
        {
            case ScenarioAction.Fail fail:
                Each(fail.Target, kubelets.Fail);
                break;
            case ScenarioAction.Isolate isolate:
                Each(isolate.Target, kubelets.Isolate);
                break;
            case ScenarioAction.StopKubelet stop:
                Each(stop.Target, kubelets.Stop);
                break;
            case ScenarioAction.HangNodes hang:
                Each(hang.Target, kubelets.Freeze);
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
            case ScenarioAction.OutOfService outOfService:
                Each(outOfService.Target, node => cluster.ChangeNode(node, static n =>
                {
                    if (!n.Taints.Contains(OutOfService))
                    {
                        n.Taints.Add(OutOfService);
                    }
                }));
                break;
            case ScenarioAction.LoseApi:
                api.Begin();
                break;
            default:
                pods.Begin(fault);
                break;
        }
    }

    private void Undo(ScenarioAction fault)
    {
        switch (fault)
        {
            case ScenarioAction.Fail fail:
                Each(fail.Target, node => Mend(node, kubelets.PowerOn));
                break;
            case ScenarioAction.Isolate isolate:
                Each(isolate.Target, node => Mend(node, kubelets.Connect));
                break;
            case ScenarioAction.StopKubelet stop:
                Each(stop.Target, node => Mend(node, kubelets.Start));
                break;
            case ScenarioAction.HangNodes hang:
                Each(hang.Target, node => Mend(node, kubelets.Thaw));
                break;
            case ScenarioAction.Drain drain:
                Each(drain.Target, drains.Uncordon);
                break;
            case ScenarioAction.OutOfService outOfService:
                Each(outOfService.Target, node => cluster.ChangeNode(
                    node, static n => n.Taints.RemoveAll(static t => t == OutOfService)));
                break;
            case ScenarioAction.LoseApi:
                api.End();
                break;
            default:
                pods.End(fault);
                break;
        }
    }

    private void Mend(SimNode node, Action<SimNode> mend)
    {
        mend(node);
        lifecycle.NodeRestored(node);
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
