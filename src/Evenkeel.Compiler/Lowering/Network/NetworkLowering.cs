using System.Collections.Immutable;
using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Network;

/// <summary>
/// The VPC in three tiers over all zones: public (balancers, NAT, bastion), application (nodes) and data,
/// each with a route table a zone, so that the loss of a zone's way out is that zone's alone.
/// </summary>
internal static class NetworkLowering
{
    private const string Anywhere = "0.0.0.0/0";
    private const string AnywhereIpv6 = "::/0";

    /// <summary>Tiers that a zone may have, so that one more zone at the end moves no subnet.</summary>
    private const int Ipv6SubnetsPerZone = 4;

    private static readonly TfAddress Gateway = new("aws_internet_gateway", "main");
    private static readonly TfAddress EgressGateway = new("aws_egress_only_internet_gateway", "main");

    /// <summary>The network that is made, or that is found.</summary>
    public static TfFile Lower(LoweringScope scope) =>
        new("network",
        [
            .. scope.Model.Network.Existing is { } existing
                ? ExistingNetworkLowering.Blocks(scope, existing)
                : Made(scope),
            .. BastionLowering.Blocks(scope),
        ]);

    private static IEnumerable<TfBlock> Made(LoweringScope scope)
    {
        var model = scope.Model;
        return
        [
            .. Vpc(scope),
            .. model.Subnets.SelectMany(subnet => SubnetBlocks(scope, subnet)),
            .. model.Zones.Select(zone => Route(Tier.Public, zone, "gateway_id", Gateway.Id)),
            .. NatZones(model).SelectMany(zone => Nat(scope, zone)),
            .. model.Zones.SelectMany(zone => WayOut(model, zone)),
            .. model.Network.Ipv6 ? Ipv6(scope) : [],
            .. FlowLogs.Blocks(scope),
            .. Endpoints.Blocks(scope),
        ];
    }

    /// <summary>The zones that a NAT gateway stands in.</summary>
    public static IEnumerable<string> NatZones(ClusterModel model) => model.Network.Nat switch
    {
        NatMode.PerZone => model.Zones,
        NatMode.Single => model.Zones.Take(1),
        NatMode.None => [],
        _ => throw new InvalidOperationException($"NAT {model.Network.Nat}"),
    };

    private static IEnumerable<TfBlock> Vpc(LoweringScope scope)
    {
        var name = scope.Model.Name;
        var vpc = scope.Addresses.Vpc;
        return
        [
            TfBlock.Of(vpc, new()
            {
                ["assign_generated_ipv6_cidr_block"] = scope.Model.Network.Ipv6 ? (TfValue)true : null,
                ["cidr_block"] = scope.Model.Network.Cidr!.Value.ToString(),
                ["enable_dns_hostnames"] = true,
                ["enable_dns_support"] = true,
                ["tags"] = LoweringScope.Named(name),
            }),
            TfBlock.Of(new("aws_default_security_group", "closed"), new()
            {
                ["//"] = "Takes every rule from the group that AWS gives to what names none.",
                ["tags"] = LoweringScope.Named($"{name}-default-closed"),
                ["vpc_id"] = vpc.Id,
            }),
            TfBlock.Of(Gateway, new()
            {
                ["tags"] = LoweringScope.Named(name),
                ["vpc_id"] = vpc.Id,
            }),
        ];
    }

    private static IEnumerable<TfBlock> SubnetBlocks(LoweringScope scope, Subnet subnet)
    {
        var address = scope.Addresses.Subnet(subnet.Tier, subnet.Zone);
        var table = ResourceAddresses.RouteTable(subnet.Tier, subnet.Zone);
        var name = scope.Names.Of($"{ResourceAddresses.TierWord(subnet.Tier)}-{subnet.Zone}");
        return
        [
            TfBlock.Of(address, new()
            {
                ["assign_ipv6_address_on_creation"] =
                    scope.Model.Network.Ipv6 ? (TfValue)(subnet.Tier != Tier.Data) : null,
                ["availability_zone"] = subnet.Zone,
                ["cidr_block"] = subnet.Cidr.ToString(),
                ["ipv6_cidr_block"] = scope.Model.Network.Ipv6 ? Ipv6Range(scope, subnet) : null,
                ["map_public_ip_on_launch"] = false,
                ["tags"] = LoweringScope.Named(name, BalancerTags(subnet.Tier)),
                ["vpc_id"] = scope.Addresses.Vpc.Id,
            }),
            TfBlock.Of(table, new()
            {
                ["tags"] = LoweringScope.Named(name),
                ["vpc_id"] = scope.Addresses.Vpc.Id,
            }),
            TfBlock.Of(new("aws_route_table_association", address.Name), new()
            {
                ["route_table_id"] = table.Id,
                ["subnet_id"] = address.Id,
            }),
        ];
    }

    /// <summary>
    /// The ways of IPv6: in and out for the public tier, out alone for nodes, whatever zone they are in (VPC
    /// user guide, "Enable outbound IPv6 traffic using an egress-only internet gateway").
    /// </summary>
    private static IEnumerable<TfBlock> Ipv6(LoweringScope scope)
    {
        var (model, goesOut) = (scope.Model, scope.Model.Network.Nat != NatMode.None);
        if (goesOut)
        {
            yield return TfBlock.Of(EgressGateway, new()
            {
                ["tags"] = LoweringScope.Named(model.Name),
                ["vpc_id"] = scope.Addresses.Vpc.Id,
            });
        }

        foreach (var zone in model.Zones)
        {
            yield return Ipv6Route(Tier.Public, zone, "gateway_id", Gateway.Id);
            if (goesOut)
            {
                yield return Ipv6Route(
                    Tier.Application, zone, "egress_only_gateway_id", EgressGateway.Id);
            }
        }
    }

    private static TfBlock Ipv6Route(Tier tier, string zone, string kind, TfExpression target) => TfBlock.Of(
        new("aws_route", $"{ResourceAddresses.WayOut(tier, zone).Name}_ipv6"),
        new()
        {
            ["destination_ipv6_cidr_block"] = AnywhereIpv6,
            [kind] = target,
            ["route_table_id"] = ResourceAddresses.RouteTable(tier, zone).Id,
        });

    /// <summary>A /64 of the VPC's /56, by the zone's place and the tier.</summary>
    private static TfExpression Ipv6Range(LoweringScope scope, Subnet subnet)
    {
        var number = (scope.Model.Zones.IndexOf(subnet.Zone) * Ipv6SubnetsPerZone) + (int)subnet.Tier;
        return TfValue.Code($"cidrsubnet({scope.Addresses.Vpc}.ipv6_cidr_block, 8, {number})");
    }

    /// <summary>
    /// Which subnets balancers of Kubernetes may use (cloud-provider-aws, docs/service_controller.md).
    /// </summary>
    private static ImmutableArray<KeyValuePair<string, string>> BalancerTags(Tier tier) => tier switch
    {
        Tier.Public => [KeyValuePair.Create("kubernetes.io/role/elb", "1")],
        Tier.Application => [KeyValuePair.Create("kubernetes.io/role/internal-elb", "1")],
        _ => [],
    };

    private static IEnumerable<TfBlock> Nat(LoweringScope scope, string zone)
    {
        var nat = ResourceAddresses.Nat(zone);
        var address = new TfAddress("aws_eip", $"nat_{nat.Name}");
        var name = scope.Names.Of($"nat-{zone}");
        return
        [
            TfBlock.Of(address, new()
            {
                ["depends_on"] = TfValue.List(Gateway.ToString()),
                ["domain"] = "vpc",
                ["tags"] = LoweringScope.Named(name),
            }),
            TfBlock.Of(nat, new()
            {
                ["allocation_id"] = address.Id,
                ["connectivity_type"] = "public",
                ["depends_on"] = TfValue.List(Gateway.ToString()),
                ["subnet_id"] = scope.Addresses.Subnet(Tier.Public, zone).Id,
                ["tags"] = LoweringScope.Named(name),
            }),
        ];
    }

    /// <summary>A zone's application tier goes out through its own NAT, or the only one.</summary>
    private static IEnumerable<TfBlock> WayOut(ClusterModel model, string zone)
    {
        var zones = NatZones(model).ToList();
        if (zones.Count > 0)
        {
            var nat = ResourceAddresses.Nat(zones.Contains(zone) ? zone : zones[0]);
            yield return Route(Tier.Application, zone, "nat_gateway_id", nat.Id);
        }
    }

    private static TfBlock Route(Tier tier, string zone, string kind, TfExpression target)
    {
        var table = ResourceAddresses.RouteTable(tier, zone);
        return TfBlock.Of(ResourceAddresses.WayOut(tier, zone), new()
        {
            ["destination_cidr_block"] = Anywhere,
            [kind] = target,
            ["route_table_id"] = table.Id,
        });
    }
}
