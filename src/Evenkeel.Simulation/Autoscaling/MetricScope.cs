using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>What of a pod an autoscaler's metric is about: all of it, or one container.</summary>
internal static class MetricScope
{
    /// <summary>
    /// Whether the declared load says what the metric's value is: that of a whole pod, or of its only
    /// container.
    /// </summary>
    public static bool Covers(SimWorkload workload, string? container) =>
        Covers(workload.Definition.Template, container);

    /// <inheritdoc cref="Covers(SimWorkload, string?)"/>
    public static bool Covers(PodTemplate template, string? container) => container is null
        || (template.Containers.Length == 1
            && string.Equals(template.Containers[0].Name, container, StringComparison.Ordinal));

    /// <summary>
    /// The CPU request that a utilization is a share of; null where a container lacks one, which is an error
    /// to the controller (replica_calculator.go, calculatePodRequests).
    /// </summary>
    public static long? RequestOf(SimWorkload workload, string? container) =>
        RequestOf(workload.Definition.Template, container);

    /// <inheritdoc cref="RequestOf(SimWorkload, string?)"/>
    public static long? RequestOf(PodTemplate template, string? container)
    {
        if (template.Containers.IsEmpty)
        {
            return template.Requests.MilliCpu > 0 ? template.Requests.MilliCpu : null;
        }

        var sum = 0L;
        foreach (var one in template.Containers)
        {
            if (container is not null && !string.Equals(one.Name, container, StringComparison.Ordinal))
            {
                continue;
            }

            if (one.MilliCpu is not { } request)
            {
                return null;
            }

            sum += request;
        }

        return sum > 0 ? sum : null;
    }
}
