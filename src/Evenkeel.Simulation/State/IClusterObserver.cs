namespace Evenkeel.Simulation.State;

/// <summary>
/// Hears of each change to the simulated API at the instant it is written. Controllers answer later, by
/// scheduling an event; recorders note it at once.
/// </summary>
internal interface IClusterObserver
{
    void PodCreated(SimPod pod)
    {
    }

    void PodBound(SimPod pod)
    {
    }

    /// <summary>The Ready condition, or what truly serves, changed.</summary>
    void PodReadinessChanged(SimPod pod)
    {
    }

    void PodDeleting(SimPod pod)
    {
    }

    void PodGone(SimPod pod)
    {
    }

    void NodeAdded(SimNode node)
    {
    }

    /// <summary>Readiness, taints or cordon changed.</summary>
    void NodeChanged(SimNode node)
    {
    }

    /// <summary>The machine behind a node lost or regained power, connection or kubelet.</summary>
    void MachineChanged(SimNode node)
    {
    }

    void NodeDeleted(SimNode node)
    {
    }

    void WorkloadScaled(SimWorkload workload)
    {
    }

    void ClaimCreated(SimClaim claim)
    {
    }

    void ClaimBound(SimClaim claim)
    {
    }
}
