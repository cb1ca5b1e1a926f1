using System.Collections.Immutable;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Dependencies;

/// <summary>
/// Images on nodes and how they get there. A kubelet that cannot pull one tries again after a back-off: 10 s
/// first, twice as long each time, 5 min at most (pkg/kubelet/kubelet.go, imageBackOffPeriod and
/// MaxImageBackOff). An image stays on its node as long as the node does.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="egress">Which zones have a way to registries on the internet.</param>
/// <param name="supply">Where images come from.</param>
/// <param name="latest">
/// Whether a kubelet that waits when the registry is there again waits for a whole back-off from then on, the
/// latest that can be, as in a proof. Otherwise it waits for what is left of it.
/// </param>
internal sealed class ImagePulls(ClusterState cluster, EgressRoutes egress, ImageSupply supply, bool latest)
    : IEventHandler
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(300);

    /// <summary>
    /// A kubelet looks at a pod that failed each 10 s, up to half as much again (pkg/kubelet/pod_workers.go,
    /// workerBackOffPeriodJitterFactor).
    /// </summary>
    private static readonly TimeSpan LatestLook = TimeSpan.FromSeconds(15);

    private readonly Dictionary<SimPod, Wait> waiting = [];
    private bool registryIsLost;

    private sealed record Wait(int Failures, TimeSpan TryAt, bool IsLast);

    /// <summary>Told of a pod whose images are on its node at last.</summary>
    public Action<SimPod> Arrived { get; set; } = static _ => { };

    /// <summary>Told of a pod whose image cannot be pulled, with the reason.</summary>
    public Action<SimPod, string> Failed { get; set; } = static (_, _) => { };

    /// <summary>
    /// Pulls what the pod's containers need, now; how long a pull takes is in the pod's start. False where
    /// one cannot be pulled: then <see cref="Arrived"/> is called when all can.
    /// </summary>
    public bool MayStart(SimPod pod)
    {
        if (WhyNot(pod) is not { } reason)
        {
            waiting.Remove(pod);
            pod.Node!.Images.UnionWith(pod.Class.Template.Images);
            return true;
        }

        if (!waiting.ContainsKey(pod))
        {
            Failed(pod, reason);
            WaitAfter(pod, failures: 1);
        }

        return false;
    }

    /// <summary>Why the images of a pod cannot be had now; null where they can.</summary>
    public string? WhyNot(SimPod pod)
    {
        var template = pod.Class.Template;
        foreach (var image in template.Images)
        {
            var isThere = pod.Node!.Images.Contains(image) || supply.AtBoot.Contains(image)
                || template.NeverPulled.Contains(image, StringComparer.Ordinal);
            if ((!isThere || IsLookedUp(template.AlwaysPulled, image))
                && Obstacle(pod.Node, image) is { } why)
            {
                return $"{image} cannot be pulled: {why}";
            }
        }

        return null;
    }

    /// <summary>Whether a pod waits for an image.</summary>
    public bool IsWaiting(SimPod pod) => waiting.ContainsKey(pod);

    /// <summary>The registry answers nobody, or answers again.</summary>
    public void SetRegistry(bool lost)
    {
        registryIsLost = lost;
        Changed();
    }

    /// <summary>Something that pulls depend on has changed.</summary>
    public void Changed()
    {
        if (!latest)
        {
            return;
        }

        foreach (var (pod, wait) in waiting.Where(w => !w.Value.IsLast && WhyNot(w.Key) is null).ToList())
        {
            var at = cluster.Now + Backoff(wait.Failures) + LatestLook;
            waiting[pod] = new(wait.Failures, at, IsLast: true);
            cluster.Engine.At(at, this, 0, pod.Index);
        }
    }

    /// <summary>A kubelet pulls for the pods that it knows of, with or without the API.</summary>
    ApiUse IEventHandler.Needs(int kind) => ApiUse.None;

    void IEventHandler.Handle(int kind, int argument)
    {
        var pod = cluster.Pods[argument];
        if (!waiting.TryGetValue(pod, out var wait) || wait.TryAt != cluster.Now)
        {
            return;
        }

        if (!pod.Active || pod.Node is not { Alive: true })
        {
            waiting.Remove(pod);
        }
        else if (WhyNot(pod) is null)
        {
            Arrived(pod);
        }
        else
        {
            WaitAfter(pod, wait.Failures + 1);
        }
    }

    private static TimeSpan Backoff(int failures)
    {
        var doubled = FirstBackoff * Math.Pow(2, Math.Min(failures - 1, 10));
        return doubled < LongestBackoff ? doubled : LongestBackoff;
    }

    private static bool IsLookedUp(ImmutableArray<string> always, string image) =>
        always.Contains(image, StringComparer.Ordinal);

    private void WaitAfter(SimPod pod, int failures)
    {
        var at = cluster.Now + Backoff(failures);
        waiting[pod] = new(failures, at, IsLast: false);
        cluster.Engine.At(at, this, 0, pod.Index);
    }

    private string? Obstacle(SimNode node, string image) =>
        registryIsLost ? "the registry does not answer"
        : supply.NeedsInternet(image) && egress.WhyNot(node.Zone) is { } why ? why
        : null;
}
