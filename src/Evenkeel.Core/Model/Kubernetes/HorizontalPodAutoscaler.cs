using System.Collections.Immutable;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Model.Kubernetes;

/// <summary>A HorizontalPodAutoscaler (autoscaling/v2), defaults filled in.</summary>
public sealed record HorizontalPodAutoscaler
{
    /// <summary>Its name.</summary>
    public required ObjectName Name { get; init; }

    /// <summary>The kind of workload that it scales.</summary>
    public required WorkloadKind TargetKind { get; init; }

    /// <summary>The workload that it scales, in its own namespace.</summary>
    public required ObjectName Target { get; init; }

    /// <summary>The fewest replicas; 1 by default.</summary>
    public int MinReplicas { get; init; } = 1;

    /// <summary>The most replicas.</summary>
    public required int MaxReplicas { get; init; }

    /// <summary>
    /// What it scales by. Where none is written, 80 % of the CPU requests (autoscaling/v2/defaults.go).
    /// </summary>
    public ImmutableArray<AutoscalerMetric> Metrics { get; init; } = [];

    /// <summary>spec.behavior, or null: without one older limits apply (horizontal.go).</summary>
    public ScalingBehavior? Behavior { get; init; }

    /// <summary>Where it was read, if it came from a file.</summary>
    public SourceSpan? Span { get; init; }
}

/// <summary>One metric of a HorizontalPodAutoscaler.</summary>
public abstract record AutoscalerMetric
{
    /// <summary>CPU as a share of the requests: of the pods, or of one container of each.</summary>
    /// <param name="Percent">The target, in percent of the requests.</param>
    /// <param name="Container">The container, or null for whole pods.</param>
    public sealed record CpuUtilization(int Percent, string? Container) : AutoscalerMetric;

    /// <summary>CPU as an amount for each pod, or for one container of each.</summary>
    /// <param name="MilliCpu">The target, in thousandths of a core.</param>
    /// <param name="Container">The container, or null for whole pods.</param>
    public sealed record CpuAverage(long MilliCpu, string? Container) : AutoscalerMetric;

    /// <summary>A metric whose values nothing declares: memory, Pods, Object, External.</summary>
    /// <param name="Description">In words, for verdicts.</param>
    public sealed record Undeclared(string Description) : AutoscalerMetric;
}

/// <summary>How fast an autoscaler may change a workload, both ways.</summary>
public sealed record ScalingBehavior(ScalingRules Up, ScalingRules Down);

/// <summary>Which of several policies counts.</summary>
public enum ScalingPolicySelect
{
    /// <summary>The one that allows the largest change.</summary>
    Max,

    /// <summary>The one that allows the smallest change.</summary>
    Min,

    /// <summary>No change in this direction.</summary>
    Disabled,
}

/// <summary>The rules of one direction (HPAScalingRules).</summary>
public sealed record ScalingRules
{
    /// <summary>
    /// For how long the most cautious recommendation counts; null for the controller's own.
    /// </summary>
    public TimeSpan? Stabilization { get; init; }

    /// <summary>Which policy counts.</summary>
    public ScalingPolicySelect Select { get; init; } = ScalingPolicySelect.Max;

    /// <summary>The policies; at least one.</summary>
    public required ImmutableArray<ScalingPolicy> Policies { get; init; }

    /// <summary>The tolerance, as a share; null for the controller's own. Counts from 1.35 on.</summary>
    public double? Tolerance { get; init; }

    /// <summary>What is not written of scaleUp (autoscaling/v2/defaults.go).</summary>
    public static ScalingRules DefaultUp { get; } = new()
    {
        Stabilization = TimeSpan.Zero,
        Policies = [new(false, 4, TimeSpan.FromSeconds(15)), new(true, 100, TimeSpan.FromSeconds(15))],
    };

    /// <summary>What is not written of scaleDown.</summary>
    public static ScalingRules DefaultDown { get; } = new()
    {
        Policies = [new(true, 100, TimeSpan.FromSeconds(15))],
    };
}

/// <summary>A bound on the change within a period.</summary>
/// <param name="IsPercent">Whether <paramref name="Value"/> is in percent of the replicas, or in
/// pods.</param>
/// <param name="Value">The most by which replicas may change.</param>
/// <param name="Period">Within how long.</param>
public readonly record struct ScalingPolicy(bool IsPercent, int Value, TimeSpan Period);
