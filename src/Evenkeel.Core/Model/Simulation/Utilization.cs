using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Simulation;

/// <summary>What is requested of nodes, beside what they have: Σ requests / allocatable.</summary>
/// <param name="Cpu">The share of the CPU, 1 for all of it.</param>
/// <param name="Memory">The share of the memory.</param>
public readonly record struct UtilizationShare(double Cpu, double Memory);

/// <summary>
/// How much of the nodes is requested, of those whose Node exists: by node, by zone, by pool and in all. Pods
/// without requests do not show.
/// </summary>
/// <param name="All">Over all nodes.</param>
/// <param name="ByNode">By node.</param>
/// <param name="ByZone">By zone; nodes without a zone are left out.</param>
/// <param name="ByPool">By pool; nodes of no pool are left out.</param>
public sealed record Utilization(
    UtilizationShare All,
    ImmutableSortedDictionary<string, UtilizationShare> ByNode,
    ImmutableSortedDictionary<string, UtilizationShare> ByZone,
    ImmutableSortedDictionary<string, UtilizationShare> ByPool);
