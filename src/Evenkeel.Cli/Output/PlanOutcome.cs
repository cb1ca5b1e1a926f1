using System.Collections.Immutable;
using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Costs;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Cli.Output;

/// <summary>What a plan does, breaks and costs.</summary>
/// <param name="Model">The cluster, with the numbers of the plan.</param>
/// <param name="Changes">What is done.</param>
/// <param name="Claims">Verdicts with those numbers, and about what exists.</param>
/// <param name="WhyPriorIsUnknown">
/// Why what exists cannot be known; null where it can, or nothing does.
/// </param>
/// <param name="Capacity">What is left without each zone.</param>
/// <param name="Cost">A month.</param>
internal sealed record PlanOutcome(
    ClusterModel Model, ImmutableArray<PlannedChange> Changes, ImmutableArray<PlannedClaim> Claims,
    string? WhyPriorIsUnknown, ZoneCapacity Capacity, CostEstimate Cost);
