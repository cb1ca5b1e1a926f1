using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Recording;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Aws;

/// <summary>
/// The cloud controller's node lifecycle: at each pass it deletes Nodes that are not Ready and whose instance
/// is terminated; a stopped one does not count (cloud-provider/controllers/nodelifecycle,
/// node_lifecycle_controller.go, MonitorNodes; cloud-provider-aws, InstanceExists). What then becomes of the
/// pods is the pod garbage collector's.
/// </summary>
internal sealed class CloudController(
    ClusterState cluster,
    KubernetesTiming timing,
    Ec2 ec2,
    TimelineRecorder timeline) : IEventHandler, IClusterObserver, IInstanceListener
{
    private readonly HashSet<SimInstance> queued = [];

    void IInstanceListener.CameUp(SimInstance instance)
    {
    }

    void IInstanceListener.Terminated(SimInstance instance) => Look(instance);

    void IClusterObserver.NodeChanged(SimNode node)
    {
        if (ec2.InstanceOf(node) is { } instance)
        {
            Look(instance);
        }
    }

    void IClusterObserver.NodeDeleted(SimNode node)
    {
        if (ec2.InstanceOf(node) is { } instance)
        {
            timeline.NodeRemoved(node, instance.Group.Name);
        }
    }

    /// <summary>
    /// Passes fall on multiples of the period; what they ask of EC2 takes as long as its API does.
    /// </summary>
    private void Look(SimInstance instance)
    {
        if (IsDue(instance) && queued.Add(instance))
        {
            var passed = Math.Floor(cluster.Now / timing.NodeMonitorPeriod) + 1;
            cluster.Engine.At((passed * timing.NodeMonitorPeriod) + ec2.Lag, this, 0, instance.Index);
        }
    }

    void IEventHandler.Handle(int kind, int argument)
    {
        var instance = ec2.Instances[argument];
        queued.Remove(instance);
        if (ec2.ApiFails)
        {
            Look(instance);
        }
        else if (IsDue(instance))
        {
            cluster.DeleteNode(instance.Node!);
        }
    }

    private static bool IsDue(SimInstance instance) => instance is
    {
        State: InstanceState.Terminated,
        Node: { Exists: true, Readiness: not NodeReadiness.True },
    };
}
