using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Faults;

/// <summary>Faults of pods and of their volumes: each is undone on what it struck.</summary>
internal sealed class PodFaults(ClusterState cluster, Kubelets kubelets)
{
    private readonly Dictionary<ScenarioAction, SimPod> hung = [];
    private readonly Dictionary<ScenarioAction, SimVolume> struck = [];

    /// <summary>Does it now; a pod or a claim that does not exist is passed over.</summary>
    public void Begin(ScenarioAction fault)
    {
        if (fault is ScenarioAction.DeletePods deleted
            && cluster.Objects.Services.FirstOrDefault(s => s.Name == deleted.Service) is { } service)
        {
            foreach (var gone in cluster.Workloads
                .Where(w => service.Selects(w.Name.Namespace, w.Definition.Template.Labels))
                .SelectMany(static w => w.Pods).ToList())
            {
                cluster.Remove(gone);
            }
        }
        else if (fault is ScenarioAction.Hang hang && Find(cluster, hang) is { } pod)
        {
            hung[fault] = pod;
            kubelets.Hang(pod);
        }
        else if (VolumeOf(fault) is { } volume)
        {
            struck[fault] = volume;
            Set(fault, volume, true);
        }
    }

    /// <summary>Undoes it now. A volume that is lost stays lost.</summary>
    public void End(ScenarioAction fault)
    {
        if (hung.Remove(fault, out var pod) && !pod.Gone)
        {
            kubelets.Unhang(pod);
        }
        else if (fault is ScenarioAction.StallVolume && struck.Remove(fault, out var volume))
        {
            Set(fault, volume, false);
        }
    }

    private SimVolume? VolumeOf(ScenarioAction fault)
    {
        var name = fault switch
        {
            ScenarioAction.LoseVolume lose => lose.Claim,
            ScenarioAction.StallVolume stall => stall.Claim,
            _ => (ObjectName?)null,
        };
        return name is { } claim && cluster.Claims.TryGetValue(claim, out var found) ? found.Volume : null;
    }

    private void Set(ScenarioAction fault, SimVolume volume, bool strikes)
    {
        if (fault is ScenarioAction.LoseVolume)
        {
            volume.Lost = strikes;
        }
        else
        {
            volume.Stalled = strikes;
        }

        kubelets.VolumeChanged(volume);
    }

    /// <summary>The pod that is to hang, or null where the workload has not so many.</summary>
    public static SimPod? Find(ClusterState cluster, ScenarioAction.Hang hang)
    {
        var pods = cluster.Workloads.Find(w => w.Kind == hang.Kind && w.Name == hang.Name)?.Pods;
        return pods is null || hang.Pod >= pods.Count ? null : pods[hang.Pod];
    }
}
