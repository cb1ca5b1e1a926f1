using System.Collections.Immutable;
using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Compiler.Lowering.Network;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Costs;

/// <summary>
/// What a cluster costs in a month of 730 hours, in USD, from a dated table: machines with every pool at its
/// minimum, and what they need of AWS. A price that the table does not have is null, and what it would add
/// is missing from the sum.
/// </summary>
public sealed record CostEstimate
{
    /// <summary>How many hours AWS reckons a month with.</summary>
    public const int HoursPerMonth = 730;

    /// <summary>
    /// How much is taken to go from one zone to another in a month, in GB; nobody knows before it does.
    /// </summary>
    public const int CrossZoneGigabytes = 1000;

    /// <summary>The region.</summary>
    public required string Region { get; init; }

    /// <summary>When prices were read: a month and a year.</summary>
    public required string AsOf { get; init; }

    /// <summary>What costs how much, a line for each kind of thing.</summary>
    public required ImmutableArray<CostLine> Lines { get; init; }

    /// <summary>The same with every pool at its maximum.</summary>
    public required ImmutableArray<CostLine> LinesAtMost { get; init; }

    /// <summary>What the sums rest on, a sentence each.</summary>
    public required ImmutableArray<string> Assumptions { get; init; }

    /// <summary>A month, as far as prices are known.</summary>
    public decimal Monthly => Lines.Sum(static line => line.Monthly ?? 0);

    /// <summary>A month with every pool at its maximum, as far as prices are known.</summary>
    public decimal MonthlyAtMost => LinesAtMost.Sum(static line => line.Monthly ?? 0);

    /// <summary>What has no price in the table: it is missing from the sums.</summary>
    public ImmutableArray<string> Unknown =>
    [
        .. LinesAtMost.Where(static line => line.Monthly is null).Select(static line => line.What)
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The estimate of a cluster.</summary>
    public static CostEstimate Of(ClusterModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new()
        {
            Region = model.Region,
            AsOf = Prices.AsOf,
            Lines = [.. All(model, static group => group.Desired)],
            LinesAtMost = [.. All(model, static group => group.Max)],
            Assumptions = [.. Assume(model)],
        };
    }

    private static IEnumerable<CostLine> All(ClusterModel model, Func<InstanceGroup, int> size)
    {
        var prices = Prices.Of(model.Region);
        var machines = Machines(model, size).Where(static m => m.Count > 0).ToList();
        foreach (var machine in machines.GroupBy(static m => (m.What, m.Type)))
        {
            yield return Hourly(
                machine.Key.What + " " + machine.Key.Type, machine.Sum(static m => m.Count),
                prices?.Instance(machine.Key.Type));
        }

        var gigabytes = machines.Sum(static m => m.Count * m.RootGib) + EtcdGib(model);
        yield return new("gp3 volumes", gigabytes, "GB", prices?.Gp3);
        foreach (var line in Network(model, prices))
        {
            yield return line;
        }

        if (model.Zones.Length > 1)
        {
            yield return new(
                "traffic between zones", CrossZoneGigabytes, "GB", (decimal)AwsPrices.CrossZonePerGigabyte);
        }
    }

    private static IEnumerable<(string What, string Type, int Count, int RootGib)> Machines(
        ClusterModel model, Func<InstanceGroup, int> size)
    {
        const int Root = (int)(NodeSize.RootVolumeBytes >> 30);
        foreach (var group in model.Aws.Groups)
        {
            var pool = group.Node.Labels[NodeLayout.PoolLabel];
            yield return (
                pool == NodeLayout.ControlPlanePool ? "servers" : $"pool {pool}",
                group.InstanceTypes[0], size(group), Root);
        }

        if (Usage.DedicatedEtcd(model))
        {
            yield return ("etcd", model.ControlPlane.InstanceType, model.ControlPlane.Members, Root);
        }

        if (model.Network.Bastion is { } bastion)
        {
            yield return ("bastion", bastion.InstanceType, 1, BastionLowering.RootGib);
        }
    }

    private static int EtcdGib(ClusterModel model) => model.Etcd is null ? 0
        : model.ControlPlane.Members * (int)(model.Etcd.Volume.Value >> 30);

    private static IEnumerable<CostLine> Network(ClusterModel model, Prices? prices)
    {
        var made = model.Network.Existing is null;
        var nat = made ? NetworkLowering.NatZones(model).Count() : 0;
        var outside = model.Aws.LoadBalancers
            .Where(b => b.Name != BalancerPlan.Api || model.ApiAccess.Public).Sum(static b => b.Zones.Length);
        var endpoints = made && model.Network.Nat == NatMode.None
            ? Endpoints.Services(model).Count() * model.Zones.Length
            : 0;
        CostLine[] lines =
        [
            Hourly("EKS control plane", model.Distribution == Distribution.Eks ? 1 : 0, prices?.Eks),
            Hourly("NAT gateways", nat, prices?.Nat),
            Hourly("Network Load Balancers", model.Aws.LoadBalancers.Length, prices?.Balancer),
            Hourly("interface endpoints, one a zone", endpoints, prices?.Endpoint),
            Hourly(
                "public IPv4 addresses", nat + outside + (model.Network.Bastion is null ? 0 : 1),
                prices?.Address),
        ];
        return lines.Where(static line => line.Count > 0);
    }

    private static CostLine Hourly(string what, int count, decimal? price) =>
        new(what, count, "", price * HoursPerMonth);

    private static IEnumerable<string> Assume(ClusterModel model)
    {
        yield return $"On-Demand prices of {Prices.AsOf}, without taxes, discounts and free tiers; a month "
            + $"has {HoursPerMonth} hours.";
        if (Prices.Of(model.Region) is null)
        {
            yield return $"Prices of {model.Region} are not known, only those of "
                + $"{string.Join(", ", Prices.Regions)}.";
        }

        if (model.Zones.Length > 1)
        {
            yield return $"{CrossZoneGigabytes} GB a month are taken to go between zones, each charged on "
                + "both sides; `evenkeel simulate` and `prove` say what share of requests does.";
        }

        yield return "Not counted, since it depends on use: what NAT gateways, balancers and endpoints "
            + "carry, traffic to the internet, S3, CloudWatch, and volumes of the workloads.";
        var spot = model.NodePools.Where(static p => p.Spot is not null).Select(static p => p.Name).ToList();
        if (spot.Count > 0)
        {
            yield return "Spot instances are counted at the On-Demand price, since theirs changes by the "
                + $"hour and is lower: {string.Join(", ", spot)}.";
        }

        var several = model.NodePools.Where(static p => p.InstanceTypes.Length > 1).Select(static p => p.Name)
            .ToList();
        if (several.Count > 0)
        {
            yield return "Of several instance types a pool has its first alone: "
                + $"{string.Join(", ", several)}.";
        }
    }
}

/// <summary>A line of an estimate.</summary>
/// <param name="What">What costs.</param>
/// <param name="Count">How many of it.</param>
/// <param name="Unit">Of what; empty for things that are counted.</param>
/// <param name="Each">A month of one in USD; null where it is not known.</param>
public sealed record CostLine(string What, int Count, string Unit, decimal? Each)
{
    /// <summary>A month of all; null where it is not known.</summary>
    public decimal? Monthly => Count * Each;
}
