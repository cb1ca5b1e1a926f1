using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Cluster;

/// <summary>How private subnets reach the internet.</summary>
public enum NatMode
{
    /// <summary>A NAT gateway in each zone, for that zone alone.</summary>
    PerZone,

    /// <summary>One for all zones: its zone's loss cuts them all off.</summary>
    Single,

    /// <summary>None: nothing in the VPC reaches the internet.</summary>
    None,
}

/// <summary>The three tiers of the network.</summary>
public enum Tier
{
    /// <summary>Load balancers, NAT gateways and a bastion; routed to the internet.</summary>
    Public,

    /// <summary>Nodes; out through their own zone's NAT.</summary>
    Application,

    /// <summary>Databases; not routed outside the VPC.</summary>
    Data,
}

/// <summary>The network.</summary>
public sealed record NetworkSettings
{
    /// <summary>The VPC's addresses; null where the VPC exists already.</summary>
    public Ipv4Network? Cidr { get; init; }

    /// <summary>The addresses of pods; with EKS pods have addresses of the VPC, and this is null.</summary>
    public Ipv4Network? PodCidr { get; init; }

    /// <summary>The addresses of Services.</summary>
    public Ipv4Network ServiceCidr { get; init; } = Ipv4Network.Parse("10.43.0.0/16");

    /// <summary>How private subnets reach the internet.</summary>
    public NatMode Nat { get; init; } = NatMode.PerZone;

    /// <summary>Whether subnets, machines and the ingress' balancer have IPv6 addresses, too.</summary>
    public bool Ipv6 { get; init; }

    /// <summary>What is recorded of the VPC's traffic; null for nothing.</summary>
    public FlowLogSettings? FlowLogs { get; init; }

    /// <summary>The host that operators go through, or null for SSM alone.</summary>
    public BastionSettings? Bastion { get; init; }

    /// <summary>A VPC that exists already, or null where one is made.</summary>
    public ExistingNetwork? Existing { get; init; }
}

/// <summary>Which traffic flow logs record.</summary>
public enum FlowLogTraffic
{
    /// <summary>All of it.</summary>
    All,

    /// <summary>What security groups or network ACLs refused.</summary>
    Rejected,
}

/// <summary>Flow logs of the VPC.</summary>
/// <param name="Traffic">Which traffic they record.</param>
/// <param name="KeepDays">For how many days they are kept.</param>
public sealed record FlowLogSettings(FlowLogTraffic Traffic, int KeepDays);

/// <summary>A host that operators go through.</summary>
/// <param name="InstanceType">Its type.</param>
/// <param name="AllowFrom">From where it takes SSH.</param>
public sealed record BastionSettings(string InstanceType, ImmutableArray<Ipv4Network> AllowFrom);

/// <summary>A VPC that exists already.</summary>
/// <param name="Vpc">Its id.</param>
/// <param name="Subnets">Of each tier one subnet id a zone, in the order of the cluster's zones.</param>
public sealed record ExistingNetwork(
    string Vpc, ImmutableSortedDictionary<Tier, ImmutableArray<string>> Subnets);

/// <summary>A subnet that is made.</summary>
/// <param name="Zone">Its zone.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="Cidr">Its addresses.</param>
public sealed record Subnet(string Zone, Tier Tier, Ipv4Network Cidr);
