using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Core.Model.Proof;

/// <summary>A part of a cluster that fails by itself.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">In words, unique: <c>zone eu-west-1a</c>, <c>pod 1 of Deployment shop/web</c>.</param>
public sealed record Part(PartKind Kind, string Name);

/// <summary>Parts that, lost together, leave nobody to answer; with any of them back somebody does.</summary>
/// <param name="Parts">One to three, in the order of kinds and names.</param>
public sealed record CutSet(ImmutableArray<Part> Parts);

/// <summary>
/// Which parts must not be lost together, for a Service or the Kubernetes API to answer, and how often it
/// does not.
/// </summary>
public sealed record PartsReport
{
    /// <summary>The Service, as <c>namespace/name</c>; null for the Kubernetes API.</summary>
    public required string? Service { get; init; }

    /// <summary>The minimal cut sets of one, two and three parts, the smallest first.</summary>
    public required ImmutableArray<CutSet> CutSets { get; init; }

    /// <summary>
    /// How many ways in which the pods can have come to lie were looked at; this is the worst of them.
    /// </summary>
    public required int Placements { get; init; }

    /// <summary>Whether those are all there are, up to mirror images.</summary>
    public required bool Exhaustive { get; init; }

    /// <summary>How often it does not answer.</summary>
    public required AvailabilityEstimate Availability { get; init; }

    /// <summary>Cut sets of so many parts.</summary>
    public IEnumerable<CutSet> OfOrder(int parts) => CutSets.Where(c => c.Parts.Length == parts);
}

/// <summary>The share of time in which no request is answered.</summary>
/// <param name="Unavailability">The estimate.</param>
/// <param name="Low">The lower end of its interval of 95 % confidence.</param>
/// <param name="High">The upper end.</param>
/// <param name="Contributors">What most of it comes from, the largest first.</param>
public sealed record AvailabilityEstimate(
    double Unavailability, double Low, double High, ImmutableArray<Contributor> Contributors)
{
    /// <summary>Seconds a year without an answer.</summary>
    public double SecondsPerYear => Unavailability * 365 * 24 * 3600;
}

/// <summary>What a cut set has to do with an availability.</summary>
/// <param name="CutSet">The parts.</param>
/// <param name="Share">The share of the time without an answer in which all of them are away.</param>
public sealed record Contributor(CutSet CutSet, double Share);
