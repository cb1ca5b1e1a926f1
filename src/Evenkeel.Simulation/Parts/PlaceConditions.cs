using Evenkeel.Core.Model.Cluster;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Parts;

/// <summary>
/// What machines, volumes, gateways and stores need to be there: a zone takes with it all that lies in it.
/// </summary>
/// <param name="parts">Where parts are numbered.</param>
/// <param name="around">What lies around the nodes.</param>
/// <param name="zones">The zones of the cluster file.</param>
/// <param name="atOnce">
/// Whether a store that fails over counts as away with its zone, which it is at that instant; otherwise its
/// fail-over is a part of its own, that fails as often as a zone.
/// </param>
internal sealed class PlaceConditions(
    PartIndex parts, Surroundings around, IReadOnlyList<string> zones, bool atOnce)
{
    /// <summary>A zone is there.</summary>
    public Condition Zone(string zone) =>
        zone.Length == 0 ? Condition.Always : parts.Is(PartKind.Zone, $"zone {zone}");

    /// <summary>A machine is there, and its zone.</summary>
    public Condition Node(SimNode node) => Machine(node.Name, node.Zone);

    /// <summary>The same for a machine by name.</summary>
    public Condition Machine(string name, string zone) =>
        Condition.All(parts.Is(PartKind.Node, $"node {name}"), Zone(zone));

    /// <summary>The volumes of a pod; their zone is that of their node.</summary>
    public IEnumerable<Condition> Volumes(SimPod pod) => pod.Claims.Where(static c => c.Volume is not null)
        .Select(c => parts.Is(PartKind.Volume, $"volume of {c.Name}"));

    /// <summary>A zone has a way out: its gateway is there, and the gateway's own zone.</summary>
    public Condition Egress(string zone) => around.NatZones is not { } gateways ? Condition.Always
        : !gateways.TryGetValue(zone, out var gateway) ? Condition.Never
        : Condition.All(
            parts.Is(PartKind.Nat, $"NAT gateway in zone {gateway}"), Zone(gateway), Zone(zone));

    /// <summary>A zone's node of the balancers is there.</summary>
    public Condition Balancer(string zone) =>
        Condition.All(parts.Is(PartKind.Balancer, $"balancer node in zone {zone}"), Zone(zone));

    /// <summary>
    /// A store answers. Which zone it is in is not known: it goes with each, as in a proof.
    /// </summary>
    public Condition Store(string name)
    {
        var store = around.Stores.First(s => string.Equals(s.Name, name, StringComparison.Ordinal));
        var itself = parts.Is(PartKind.Store, $"store {name}", Positive(store.Failover));
        return store.Failover switch
        {
            null => Condition.All([itself, .. zones.Select(Zone)]),
            { Ticks: 0 } => itself,
            _ when atOnce => Condition.All([itself, .. zones.Select(Zone)]),
            var time => Condition.All(
                itself, parts.Is(PartKind.Failover, $"fail-over of store {name}", time)),
        };
    }

    private static TimeSpan? Positive(TimeSpan? time) => time is { Ticks: > 0 } ? time : null;
}
