using Evenkeel.Compiler.Emit.Terraform;

namespace Evenkeel.Compiler.Lowering.Alarms;

/// <summary>An alarm of CloudWatch: what is watched, when it rings, and what it means.</summary>
internal sealed record Alarm
{
    /// <summary>Its kind, which is its runbook's heading in docs/cloudwatch-alarms.md.</summary>
    public required string Kind { get; init; }

    /// <summary>Of what there is one for each: a zone, a slot, a group; null where there is one.</summary>
    public string? Of { get; init; }

    /// <summary>The namespace of its metric.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its metric.</summary>
    public required string Metric { get; init; }

    /// <summary>The metric's dimensions.</summary>
    public required TfObject Dimensions { get; init; }

    /// <summary>Over a minute: <c>Maximum</c>, <c>Minimum</c>, <c>Sum</c>.</summary>
    public required string Statistic { get; init; }

    /// <summary>Whether it rings at the threshold and above, or below it.</summary>
    public required bool IsAbove { get; init; }

    /// <summary>The threshold.</summary>
    public required int Threshold { get; init; }

    /// <summary>How many minutes in a row.</summary>
    public required int Minutes { get; init; }

    /// <summary>
    /// Whether silence rings, too: a balancer that reports no healthy target reports nothing.
    /// </summary>
    public bool RingsWhenSilent { get; init; }

    /// <summary>What it means, in a sentence.</summary>
    public required string Means { get; init; }
}
