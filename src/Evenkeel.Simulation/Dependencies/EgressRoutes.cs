using System.Collections.Immutable;

namespace Evenkeel.Simulation.Dependencies;

/// <summary>
/// Which zones have a way out to the internet. A zone's private subnets have one default route, to one NAT
/// gateway, which lies in one zone and goes with it (VPC user guide, "NAT gateway basics").
/// </summary>
/// <param name="natZones">By zone, the zone of its gateway; null: every zone has a way out.</param>
internal sealed class EgressRoutes(ImmutableSortedDictionary<string, string>? natZones)
{
    private readonly HashSet<string> lostZones = new(StringComparer.Ordinal);
    private readonly HashSet<string> lostGateways = new(StringComparer.Ordinal);

    /// <summary>The share of requests that comes through from a zone to another.</summary>
    public Func<string, string, double> Way { get; set; } = static (_, _) => 1;

    /// <summary>The share of a zone's requests to the internet that comes to its gateway.</summary>
    public double ShareOut(string zone) => !LeadsOut(zone) ? 0
        : natZones is not null && natZones.TryGetValue(zone, out var gateway) ? Way(zone, gateway) : 1;

    /// <summary>Whether a node of the zone reaches the internet.</summary>
    public bool LeadsOut(string zone) => WhyNot(zone) is null;

    /// <summary>Why it does not, in a few words; null where it does.</summary>
    public string? WhyNot(string zone)
    {
        if (natZones is null)
        {
            return null;
        }

        if (!natZones.TryGetValue(zone, out var gateway))
        {
            return $"zone {zone} has no NAT gateway";
        }

        return lostZones.Contains(gateway) ? $"the NAT gateway in zone {gateway} is lost with it"
            : lostGateways.Contains(gateway) ? $"the NAT gateway in zone {gateway} is lost"
            : lostZones.Contains(zone) ? $"zone {zone} is lost"
            : Way(zone, gateway) <= 0 ? $"zone {zone} does not reach the NAT gateway in zone {gateway}"
            : null;
    }

    public void ZoneLost(string zone) => lostZones.Add(zone);

    public void ZoneBack(string zone) => lostZones.Remove(zone);

    public void GatewayLost(string zone) => lostGateways.Add(zone);

    public void GatewayBack(string zone) => lostGateways.Remove(zone);
}
