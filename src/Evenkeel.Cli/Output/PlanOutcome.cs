using System.Collections.Immutable;
using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Costs;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Cli.Output;

/// <summary>What a plan does, breaks and costs.</summary>
/// <param name="Model">The cluster, with the numbers of the plan.</param>
/// <param name="Changes">What is done.</param>
/// <param name="Claims">Verdicts with those numbers.</param>
/// <param name="Capacity">What is left without each zone.</param>
/// <param name="Cost">A month.</param>
internal sealed record PlanOutcome(
    ClusterModel Model, ImmutableArray<PlannedChange> Changes, ImmutableArray<ClaimVerdict> Claims,
    ZoneCapacity Capacity, CostEstimate Cost);
