using System.Collections.Immutable;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Simulation.Dependencies;

/// <summary>What lies around a cluster's nodes, and what its workloads need of it.</summary>
internal sealed record Surroundings
{
    /// <summary>
    /// Nothing is said of them, as in a scenario: every node reaches the internet, and nobody needs more.
    /// </summary>
    public static readonly Surroundings Unknown = new();

    /// <summary>What AWS is told.</summary>
    public AwsModel Aws { get; init; } = AwsModel.Empty;

    /// <summary>
    /// By zone, the zone of the NAT gateway that leads out of it; null where nothing is said of routes.
    /// </summary>
    public ImmutableSortedDictionary<string, string>? NatZones { get; init; }

    /// <summary>Databases outside the cluster.</summary>
    public ImmutableArray<DataStore> Stores { get; init; } = [];

    /// <summary>What workloads need.</summary>
    public ImmutableArray<Dependency> DependsOn { get; init; } = [];

    /// <summary>The Services of the cluster's own parts that others need.</summary>
    public SystemServices System { get; init; } = SystemServices.None;

    /// <summary>Those of a cluster.</summary>
    public static Surroundings Of(ClusterModel model) => new()
    {
        Aws = model.Aws,
        NatZones = model.Aws.NatZones,
        Stores = model.Data.Stores,
        DependsOn = model.DependsOn,
        System = model.System,
    };
}
