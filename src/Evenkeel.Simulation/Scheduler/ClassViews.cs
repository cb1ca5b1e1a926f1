using Evenkeel.Core.Model;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>The views that the scheduler keeps, one for each class of pods that comes up again.</summary>
internal sealed class ClassViews(ClusterState cluster, KubernetesVersion version, VolumeBinder volumes)
{
    /// <summary>
    /// The most nodes times classes that are kept, some 50 bytes each. Classes beyond it are decided plainly.
    /// </summary>
    private const int MostKept = 2_000_000;

    private ClassView?[] views = [];
    private bool[] cameUp = [];
    private int count;

    /// <summary>
    /// The view for a pod, up to date; null where it must be decided plainly: the first of its class, one for
    /// nodes that it names, or one too many.
    /// </summary>
    public ClassView? For(SimPod pod)
    {
        if (pod.PinnedTo is not null || pod.Class.Requirements.NodeNames is not null)
        {
            return null;
        }

        var number = pod.Class.Index;
        if (number >= views.Length)
        {
            Array.Resize(ref views, Math.Max(16, (number + 1) * 2));
            Array.Resize(ref cameUp, views.Length);
        }

        if (views[number] is null)
        {
            if (!cameUp[number] || (long)count * cluster.Nodes.Count > MostKept)
            {
                cameUp[number] = true;
                return null;
            }

            views[number] = new(cluster, pod.Class, version, volumes);
            count++;
        }

        var view = views[number]!;
        view.Update();
        return view;
    }
}
