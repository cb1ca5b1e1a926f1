using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// What one container asks for, its limits already standing in for requests that it does not state.
/// </summary>
/// <param name="Requests">Its requests.</param>
/// <param name="IsSidecar">An init container that keeps running (restartPolicy Always).</param>
internal sealed record ContainerRequests(ResourceTotals Requests, bool IsSidecar);

/// <summary>
/// The amounts that the scheduler reserves for a pod: component-helpers/resource/helpers.go, PodRequests,
/// after the API server's defaults (pkg/apis/core/v1/defaults.go, SetDefaults_Pod and defaultPodRequests).
/// </summary>
internal sealed record PodRequests
{
    /// <summary>
    /// What a container without a CPU request counts as in scores: 100m (scheduler/util/pod_resources.go).
    /// </summary>
    private static readonly Int128 DefaultMilliCpu = 100;

    /// <summary>What a container without a memory request counts as in scores: 200 MiB.</summary>
    private static readonly Int128 DefaultMilliBytes = (Int128)(200L * 1024 * 1024) * 1000;

    /// <summary>The containers, in order.</summary>
    public required IReadOnlyList<ContainerRequests> Containers { get; init; }

    /// <summary>The init containers, in order.</summary>
    public required IReadOnlyList<ContainerRequests> InitContainers { get; init; }

    /// <summary>spec.resources.requests.</summary>
    public required ResourceTotals PodLevelRequests { get; init; }

    /// <summary>spec.resources.limits.</summary>
    public required ResourceTotals PodLevelLimits { get; init; }

    /// <summary>spec.overhead.</summary>
    public required ResourceTotals Overhead { get; init; }

    /// <summary>
    /// The effective requests, and the same with the scores' defaults for what is not stated.
    /// </summary>
    public (ResourceAmounts Requests, ResourceAmounts NonZero) Compute()
    {
        var podLevel = EffectivePodLevel();
        var requests = Total(podLevel, new());
        var missing = new ResourceTotals();
        var isPodLevel = podLevel.Entries.Any(e => ResourceTotals.IsPodLevel(e.Key));
        if (!isPodLevel || !requests.Has(ResourceTotals.Cpu))
        {
            missing.Set(ResourceTotals.Cpu, DefaultMilliCpu);
        }

        if (!isPodLevel || !requests.Has(ResourceTotals.Memory))
        {
            missing.Set(ResourceTotals.Memory, DefaultMilliBytes);
        }

        return (requests.ToAmounts(), Total(podLevel, missing).ToAmounts());
    }

    /// <summary>
    /// With pod-level limits, requests that are not stated come from the containers, else from the limits.
    /// </summary>
    private ResourceTotals EffectivePodLevel()
    {
        var result = PodLevelRequests.Copy();
        if (PodLevelLimits.IsEmpty)
        {
            return result;
        }

        foreach (var (name, amount) in Aggregate(new()).Entries)
        {
            if (!result.Has(name) && ResourceTotals.IsPodLevel(name) && ResourceTotals.IsOvercommitable(name))
            {
                result.Set(name, amount);
            }
        }

        foreach (var (name, amount) in PodLevelLimits.Entries)
        {
            if (!result.Has(name) && ResourceTotals.IsPodLevel(name))
            {
                result.Set(name, amount);
            }
        }

        return result;
    }

    private ResourceTotals Total(ResourceTotals podLevel, ResourceTotals missing)
    {
        var total = Aggregate(missing);
        foreach (var (name, amount) in podLevel.Entries)
        {
            if (ResourceTotals.IsPodLevel(name))
            {
                total.Set(name, amount);
            }
        }

        total.Add(Overhead);
        return total;
    }

    /// <summary>
    /// Containers and sidecars run together; an init container runs beside the sidecars that were started
    /// before it.
    /// </summary>
    private ResourceTotals Aggregate(ResourceTotals missing)
    {
        var total = new ResourceTotals();
        foreach (var container in Containers)
        {
            total.Add(Filled(container, missing));
        }

        var sidecars = new ResourceTotals();
        var peak = new ResourceTotals();
        foreach (var container in InitContainers)
        {
            var own = Filled(container, missing);
            if (container.IsSidecar)
            {
                total.Add(own);
                sidecars.Add(own);
                peak.RaiseTo(sidecars);
            }
            else
            {
                own.Add(sidecars);
                peak.RaiseTo(own);
            }
        }

        total.RaiseTo(peak);
        return total;
    }

    private static ResourceTotals Filled(ContainerRequests container, ResourceTotals missing)
    {
        var own = container.Requests.Copy();
        own.SetMissing(missing);
        return own;
    }
}
