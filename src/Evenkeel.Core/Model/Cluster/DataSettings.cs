using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Core.Model.Cluster;

/// <summary>What a store outside the cluster is.</summary>
public enum StoreKind
{
    /// <summary>Aurora with a replica in another zone.</summary>
    Aurora,

    /// <summary>RDS with a standby in another zone.</summary>
    RdsMultiAz,

    /// <summary>RDS in one zone: it does not come back before its zone does.</summary>
    RdsSingle,

    /// <summary>DynamoDB, which spans the region's zones.</summary>
    DynamoDb,

    /// <summary>Something else, of which the file says how long it is away.</summary>
    External,
}

/// <summary>The isolated third tier.</summary>
/// <param name="Ports">The ports that the application may reach in it, by name.</param>
/// <param name="Stores">Databases outside the cluster.</param>
public sealed record DataSettings(
    ImmutableSortedDictionary<string, int> Ports, ImmutableArray<DataStore> Stores);

/// <summary>A database outside the cluster.</summary>
/// <param name="Name">Its name, unique among stores.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Failover">How long it is away when its zone is lost; null: until the zone is back.</param>
public sealed record DataStore(string Name, StoreKind Kind, TimeSpan? Failover);

/// <summary>What a workload needs outside itself; exactly one of the three is not null.</summary>
/// <param name="Workload">Who needs it.</param>
/// <param name="Store">A store of the data tier.</param>
/// <param name="Service">A Service of the cluster.</param>
/// <param name="Egress">A host on the internet, such as a registry.</param>
public sealed record Dependency(ObjectName Workload, string? Store, ObjectName? Service, string? Egress);
