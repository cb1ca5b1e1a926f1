using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>Reads what a HorizontalPodAutoscaler scales by, in the form of each version.</summary>
internal static class AutoscalerMetricReader
{
    /// <summary>Where nothing is written: 80 % of the CPU requests (autoscaling/v2/defaults.go).</summary>
    private const int DefaultPercent = 80;

    /// <summary>The metrics; at least one.</summary>
    public static ImmutableArray<AutoscalerMetric> Read(Manifest manifest, ManifestFields spec)
    {
        if (spec.Integer("targetCPUUtilizationPercentage", 1) is { } percent)
        {
            return [new AutoscalerMetric.CpuUtilization((int)percent, null)];
        }

        ImmutableArray<AutoscalerMetric> metrics =
            [.. spec.Objects("metrics").Select(ReadOne).OfType<AutoscalerMetric>()];
        return metrics.IsEmpty && spec.IsEmptyList("metrics")
            ? [new AutoscalerMetric.CpuUtilization(DefaultPercent, null)]
            : metrics;
    }

    private static AutoscalerMetric? ReadOne(ManifestFields metric)
    {
        if (metric.RequiredText("type", "Resource") is null)
        {
            return null;
        }

        var type = metric.Word("type", "Resource", "ContainerResource", "Pods", "Object", "External");
        return type switch
        {
            null => null,
            "Resource" => metric.RequiredObject("resource") is { } resource
                ? ReadResource(resource, container: null)
                : null,
            "ContainerResource" => metric.RequiredObject("containerResource") is { } resource
                && resource.RequiredText("container", "…") is { } container
                    ? ReadResource(resource, container)
                    : null,
            _ => new AutoscalerMetric.Undeclared($"a metric of type {type}"),
        };
    }

    private static AutoscalerMetric? ReadResource(ManifestFields resource, string? container)
    {
        if (resource.RequiredText("name", "cpu") is not { } name)
        {
            return null;
        }

        // Up to v2beta1 the target's fields stood beside the name.
        var target = resource.Object("target");
        var percent = target is not null
            ? target.Integer("averageUtilization", 1)
            : resource.Integer("targetAverageUtilization", 1);
        var amount = target is not null
            ? target.Amount("averageValue")
            : resource.Amount("targetAverageValue");
        if (percent is null && amount is null)
        {
            if (target is null)
            {
                resource.Missing("target", "{type: Utilization, averageUtilization: 80}");
            }
            else if (!target.Has("averageUtilization") && !target.Has("averageValue"))
            {
                target.Missing("averageUtilization", "80");
            }

            return null;
        }

        if (name is not ResourceTotals.Cpu)
        {
            return new AutoscalerMetric.Undeclared($"a metric of the resource {name}");
        }

        return percent is { } share
            ? new AutoscalerMetric.CpuUtilization((int)share, container)
            : new AutoscalerMetric.CpuAverage(amount!.Value.MilliValue, container);
    }
}
