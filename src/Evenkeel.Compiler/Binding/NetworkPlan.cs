using System.Collections.Immutable;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec;

namespace Evenkeel.Compiler.Binding;

/// <summary>Divides a VPC into subnets: three tiers in each zone.</summary>
/// <remarks>
/// The VPC is cut into eight blocks, of which the nth zone has the nth; two are left for what else must live
/// in
/// the VPC. In a block the application tier has the first half, the public and the data tier a quarter each.
/// A zone's subnets depend on its place in the list alone, so that one more zone at the end moves nothing.
/// </remarks>
public static class NetworkPlan
{
    private const int ZoneBits = 3;

    /// <summary>
    /// The subnets of a VPC, zone by zone; in each the public, the application and the data tier.
    /// </summary>
    /// <param name="vpc">The VPC's addresses, <c>/16</c> to <c>/20</c>.</param>
    /// <param name="zones">Its zones, six at most.</param>
    public static ImmutableArray<Subnet> Divide(Ipv4Network vpc, IReadOnlyList<string> zones)
    {
        ArgumentNullException.ThrowIfNull(zones);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            zones.Count, ClusterSpecReader.MostZones, nameof(zones));
        var subnets = ImmutableArray.CreateBuilder<Subnet>(zones.Count * 3);
        for (var i = 0; i < zones.Count; i++)
        {
            var block = vpc.Part(vpc.PrefixLength + ZoneBits, i);
            var quarter = block.PrefixLength + 2;
            subnets.Add(new(zones[i], Tier.Public, block.Part(quarter, 2)));
            subnets.Add(new(zones[i], Tier.Application, block.Part(quarter - 1, 0)));
            subnets.Add(new(zones[i], Tier.Data, block.Part(quarter, 3)));
        }

        return subnets.ToImmutable();
    }

    /// <summary>The subnets of a cluster file; none where its VPC exists already.</summary>
    internal static ImmutableArray<Subnet> Divide(ClusterSpec spec) =>
        spec.Network.Settings.Cidr is { } vpc ? Divide(vpc, [.. spec.Zones.Select(z => z.Value)]) : [];

    /// <summary>How many addresses the application subnet of each zone has.</summary>
    internal static long ApplicationSize(Ipv4Network vpc) => vpc.Size >> (ZoneBits + 1);
}
