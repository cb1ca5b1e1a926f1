using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// Removes the pods of Nodes that no longer exist: a Node is noticed to be gone at one check and its pods are
/// removed a quarantine later (pkg/controller/podgc/gc_controller.go).
/// </summary>
internal sealed class PodGarbageCollector(ClusterState cluster, KubernetesTiming timing)
    : IEventHandler, IClusterObserver
{
    private const int Check = 0;
    private const int Collect = 1;
    private readonly HashSet<SimNode> deleted = [];
    private TimeSpan phase;

    /// <summary>Sets when checks happen: at <paramref name="firstCheck"/> and then each period.</summary>
    public void Start(TimeSpan firstCheck) => phase = firstCheck;

    void IClusterObserver.NodeDeleted(SimNode node)
    {
        if (deleted.Add(node))
        {
            var passed = Math.Floor((cluster.Now - phase) / timing.PodGcPeriod) + 1;
            cluster.Engine.At(phase + (passed * timing.PodGcPeriod), this, Check, node.Index);
        }
    }

    void IEventHandler.Handle(int kind, int argument)
    {
        if (kind == Check)
        {
            cluster.Engine.After(timing.PodGcQuarantine, this, Collect, argument);
            return;
        }

        foreach (var pod in cluster.Nodes[argument].Pods.ToList())
        {
            cluster.Remove(pod);
        }
    }
}
