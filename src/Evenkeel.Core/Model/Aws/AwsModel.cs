using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Aws;

/// <summary>
/// What AWS is told, and how long it takes: the one place from which the simulation takes such numbers.
/// </summary>
public sealed record AwsModel
{
    /// <summary>Nothing: machines that nobody replaces, and no balancer.</summary>
    public static readonly AwsModel Empty = new();

    /// <summary>The instances, group by group, in the order of the file.</summary>
    public ImmutableArray<InstanceGroup> Groups { get; init; } = [];

    /// <summary>The balancers.</summary>
    public ImmutableArray<NetworkLoadBalancer> LoadBalancers { get; init; } = [];

    /// <summary>Balancers that a controller in the cluster makes for Services, and nobody else.</summary>
    public ImmutableArray<NetworkLoadBalancer> ServiceLoadBalancers { get; init; } = [];

    /// <summary>Both.</summary>
    public IEnumerable<NetworkLoadBalancer> AllLoadBalancers => LoadBalancers.Concat(ServiceLoadBalancers);

    /// <summary>
    /// By zone, the zone of the NAT gateway that its private subnets go out through; a zone that is missing
    /// has no way out.
    /// </summary>
    public ImmutableSortedDictionary<string, string> NatZones { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Where nodes have images from.</summary>
    public ImageSupply Images { get; init; } = ImageSupply.Internet;

    /// <summary>By node that is there from the start, the group that its instance belongs to.</summary>
    public ImmutableSortedDictionary<string, string> Members { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>What cluster-autoscaler is told; null where none runs.</summary>
    public ClusterAutoscalerSettings? Autoscaler { get; init; }

    /// <summary>How long AWS takes.</summary>
    public AwsTiming Timing { get; init; } = AwsTiming.Default;
}
