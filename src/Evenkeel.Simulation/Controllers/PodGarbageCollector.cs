using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// Removes the pods of Nodes that no longer exist: a Node is noticed to be gone at one check and its pods are
/// removed a quarantine later. Removes pods that are being deleted from nodes that are not Ready and have the
/// out-of-service taint, at a check (pkg/controller/podgc/gc_controller.go).
/// </summary>
internal sealed class PodGarbageCollector(ClusterState cluster, KubernetesTiming timing)
    : IEventHandler, IClusterObserver, ILeaderState
{
    private const int Check = 0;
    private const int Collect = 1;
    private const int CollectTerminating = 2;
    private readonly HashSet<SimNode> deleted = [];
    private readonly HashSet<SimNode> outOfService = [];

    /// <summary>When a quarantine ends; what was scheduled for another instant is void.</summary>
    private readonly Dictionary<SimNode, TimeSpan> quarantined = [];
    private TimeSpan phase;

    /// <summary>Sets when checks happen: at <paramref name="firstCheck"/> and then each period.</summary>
    public void Start(TimeSpan firstCheck) => phase = firstCheck;

    void IClusterObserver.NodeDeleted(SimNode node)
    {
        if (deleted.Add(node))
        {
            AtNextCheck(Check, node);
        }
    }

    void IClusterObserver.NodeChanged(SimNode node)
    {
        if (IsOutOfService(node) && outOfService.Add(node))
        {
            AtNextCheck(CollectTerminating, node);
        }
    }

    /// <summary>Another controller took over, and finds the Nodes that are gone by itself.</summary>
    public void LeaderChanged()
    {
        foreach (var node in quarantined.Keys.Where(static n => n.Pods.Count > 0).ToList())
        {
            quarantined.Remove(node);
            AtNextCheck(Check, node);
        }
    }

    private static bool IsOutOfService(SimNode node) =>
        node.Exists && node.HasTaint(Taint.OutOfService, TaintEffect.NoExecute);

    private void AtNextCheck(int kind, SimNode node)
    {
        var passed = Math.Floor((cluster.Now - phase) / timing.PodGcPeriod) + 1;
        cluster.Engine.At(phase + (passed * timing.PodGcPeriod), this, kind, node.Index);
    }

    void IEventHandler.Handle(int kind, int argument)
    {
        if (kind == Check)
        {
            var ends = cluster.Now + timing.PodGcQuarantine;
            quarantined[cluster.Nodes[argument]] = ends;
            cluster.Engine.At(ends, this, Collect, argument);
            return;
        }

        var node = cluster.Nodes[argument];
        if (kind == Collect && !(quarantined.TryGetValue(node, out var until) && until <= cluster.Now))
        {
            return;
        }

        foreach (var pod in node.Pods.ToList())
        {
            if (kind == Collect || (pod.Deleting && node.Readiness != NodeReadiness.True))
            {
                cluster.Remove(pod);
            }
        }

        if (kind == CollectTerminating)
        {
            outOfService.Remove(node);
            if (IsOutOfService(node))
            {
                outOfService.Add(node);
                AtNextCheck(CollectTerminating, node);
            }
        }
    }
}
