using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Simulation;

/// <summary>Which way requests to a Service take at an instant.</summary>
public sealed record RequestShares
{
    /// <summary>
    /// Whether they come from outside the cluster, through a balancer or a node port, or from inside.
    /// </summary>
    public required bool FromOutside { get; init; }

    /// <summary>The share of requests that is answered, 0 to 1.</summary>
    public required double Answered { get; init; }

    /// <summary>
    /// How often a request goes from one zone to another, on average: the share that crosses zones, where it
    /// crosses once at most, as from inside.
    /// </summary>
    public required double CrossesZones { get; init; }

    /// <summary>What crossing zones costs for each GB of requests and answers, in USD.</summary>
    public required double CostPerGigabyte { get; init; }

    /// <summary>Whether pods see the client's own address, rather than that of a node.</summary>
    public required bool KeepsSourceAddress { get; init; }

    /// <summary>
    /// The share of all requests that is sent to each endpoint, by the name of its pod: to those that do not
    /// answer, too.
    /// </summary>
    public required ImmutableSortedDictionary<string, double> ByPod { get; init; }
}
