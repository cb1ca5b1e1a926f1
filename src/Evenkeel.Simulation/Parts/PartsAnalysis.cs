using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Simulation.Claims;
using Evenkeel.Simulation.Dependencies;

namespace Evenkeel.Simulation.Parts;

/// <summary>
/// Finds, for every Service that claims name and for the Kubernetes API, the parts that must not be lost
/// together, and how often it is not available (docs/proof.md, "Parts").
/// </summary>
internal static class PartsAnalysis
{
    private const ulong Seed = 1;

    /// <summary>The reports: Services in the order of the claims, the API last.</summary>
    /// <param name="model">The cluster.</param>
    /// <param name="placements">Settled clusters, one for each way in which pods can lie.</param>
    /// <param name="exhaustive">Whether those are all, up to mirror images.</param>
    public static ImmutableArray<PartsReport> Of(
        ClusterModel model, IReadOnlyList<SimulatedCluster> placements, bool exhaustive)
    {
        var around = Surroundings.Of(model);
        var reports = model.Claims.Select(static c => c.Service).OfType<ObjectName>().Distinct()
            .Select(service => Worst(
                service.ToString(), model, around, placements, exhaustive,
                (cluster, parts, places) =>
                    new ServiceConditions(cluster, around, parts, places).Of(service)))
            .ToImmutableArray();
        return model.ControlPlane.Members == 0 && model.Distribution != Distribution.Eks ? reports
            : reports.Add(Worst<SimulatedCluster?>(
                null, model, around, [null], exhaustive: true,
                (_, parts, places) => ControlPlaneCondition.Of(model, parts, places)));
    }

    private static PartsReport Worst<T>(
        string? service,
        ClusterModel model,
        Surroundings around,
        IReadOnlyList<T> placements,
        bool exhaustive,
        Func<T, PartIndex, PlaceConditions, Condition> conditionOf)
    {
        (int, int, int) worst = (-1, 0, 0);
        (Condition Condition, List<Cut> Cuts, PartIndex Parts)? found = null;
        foreach (var placement in placements)
        {
            var parts = new PartIndex(model.Rates);
            var places = new PlaceConditions(parts, around, model.Zones, atOnce: false);
            var condition = conditionOf(placement, parts, places);
            var cuts = CutSets.Of(condition);
            var badness = (Count(cuts, 1) + Count(cuts, 0), Count(cuts, 2), Count(cuts, 3));
            if (badness.CompareTo(worst) > 0)
            {
                (worst, found) = (badness, (condition, cuts, parts));
            }
        }

        var (all, minimal, index) = found!.Value;
        return new()
        {
            Service = service,
            CutSets =
            [
                .. minimal.Select(c => PartNames.Of(c, index)).OrderBy(static c => c.Parts.Length)
                    .ThenBy(static c => c, ByParts.Order),
            ],
            Placements = placements.Count,
            Exhaustive = exhaustive,
            Availability = new AvailabilityEstimator(all, minimal, index).Estimate(Seed),
        };
    }

    private static int Count(List<Cut> cuts, int order) => cuts.Count(c => c.Order == order);

    /// <summary>Cut sets by the kinds and names of their parts.</summary>
    private sealed class ByParts : IComparer<CutSet>
    {
        public static readonly ByParts Order = new();

        public int Compare(CutSet? x, CutSet? y)
        {
            foreach (var (one, other) in x!.Parts.Zip(y!.Parts))
            {
                var difference = one.Kind != other.Kind
                    ? one.Kind.CompareTo(other.Kind)
                    : string.CompareOrdinal(one.Name, other.Name);
                if (difference != 0)
                {
                    return difference;
                }
            }

            return 0;
        }
    }
}
