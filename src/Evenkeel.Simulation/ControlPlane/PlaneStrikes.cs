using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>What of a fault strikes the control plane.</summary>
internal static class PlaneStrikes
{
    /// <summary>Whether it strikes a member of etcd or its server.</summary>
    /// <param name="action">What is done.</param>
    /// <param name="layout">The members.</param>
    /// <param name="kubeletIsServer">Whether a kubelet is one process with the server, as in K3s.</param>
    public static bool Strikes(
        ScenarioAction action, PlaneLayout layout, bool kubeletIsServer) => action switch
    {
        ScenarioAction.Fail { Target: var target } => layout.Has(target),
        ScenarioAction.Isolate { Target: var target } => layout.Has(target),
        ScenarioAction.HangNodes { Target: var target } => layout.Has(target),
        ScenarioAction.StopKubelet { Target: var target } => kubeletIsServer && layout.Has(target),
        ScenarioAction.Partition { From: var from, To: var to } =>
            layout.Members.Any(m => m.Zone == from || m.Zone == to),
        ScenarioAction.InControlPlane => true,
        _ => false,
    };

    /// <summary>What does nothing to a member of etcd or its server, whatever it strikes.</summary>
    public static bool IsElsewhere(ScenarioAction action) => action is ScenarioAction.Hang
        or ScenarioAction.LoseVolume or ScenarioAction.StallVolume or ScenarioAction.LoseNat
        or ScenarioAction.LoseRegistry or ScenarioAction.LoseAwsApi or ScenarioAction.SlowAwsApi
        or ScenarioAction.DeletePods or ScenarioAction.Drain or ScenarioAction.LoseBalancer
        or ScenarioAction.LoseApi or ScenarioAction.Scale or ScenarioAction.Load or ScenarioAction.AddNodes
        || (action is ScenarioAction.Heal heal && IsElsewhere(heal.Fault));
}
