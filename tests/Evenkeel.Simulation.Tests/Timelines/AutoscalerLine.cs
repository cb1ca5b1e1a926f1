using System.Globalization;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Simulation.Tests.Timelines;

/// <summary>Reads an <c>hpa</c> line of a timeline's scenario.</summary>
internal static class AutoscalerLine
{
    /// <summary>
    /// Policies are <c>4/15</c> for 4 pods in 15 s, <c>50%/60</c> for half of them in 60 s; several stand
    /// between commas.
    /// </summary>
    public static HorizontalPodAutoscaler Read(string app, Dictionary<string, string> options) => new()
    {
        Name = new("default", app),
        TargetKind = WorkloadKind.Deployment,
        Target = new("default", app),
        MinReplicas = Number(options.GetValueOrDefault("min", "1")),
        MaxReplicas = Number(options.GetValueOrDefault("max", "100")),
        Metrics =
        [
            .. options.TryGetValue("average", out var average)
                ? (AutoscalerMetric[])[new AutoscalerMetric.CpuAverage(Number(average), null)]
                : [],
            .. options.TryGetValue("cpu", out var cpu)
                ? (AutoscalerMetric[])[new AutoscalerMetric.CpuUtilization(Number(cpu), null)]
                : [],
        ],
        Behavior = options.ContainsKey("up") || options.ContainsKey("down") || options.ContainsKey("tolerance")
            ? new(
                Rules(ScalingRules.DefaultUp, options, "up"),
                Rules(ScalingRules.DefaultDown, options, "down"))
            : null,
    };

    private static ScalingRules Rules(
        ScalingRules byDefault, Dictionary<string, string> options, string direction) => byDefault with
    {
        Policies = options.TryGetValue(direction, out var policies)
            ? [.. policies.Split(',').Select(Policy)]
            : byDefault.Policies,
        Stabilization = options.TryGetValue(direction + "Window", out var window)
            ? TimeSpan.FromSeconds(Number(window))
            : byDefault.Stabilization,
        Tolerance = options.TryGetValue("tolerance", out var tolerance)
            ? double.Parse(tolerance, CultureInfo.InvariantCulture)
            : null,
    };

    private static ScalingPolicy Policy(string text)
    {
        var parts = text.Split('/');
        return new(
            parts[0].EndsWith('%'), Number(parts[0].TrimEnd('%')), TimeSpan.FromSeconds(Number(parts[1])));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
