using System.Collections.Immutable;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Simulation.Routing;

namespace Evenkeel.Simulation.LoadBalancing;

/// <summary>A balancer's addresses: which of them live, and which of them clients use.</summary>
internal sealed class BalancerState(NetworkLoadBalancer definition, ZoneIndex zones)
{
    /// <summary>One zone's address.</summary>
    internal sealed class Address(string name, int zone)
    {
        private readonly HashSet<string> lostBy = new(StringComparer.Ordinal);

        public string Name { get; } = name;

        public int Zone { get; } = zone;

        /// <summary>Whether the balancer's node answers there.</summary>
        public bool Lives => lostBy.Count == 0;

        /// <summary>Whether clients use it.</summary>
        public bool InUse { get; set; } = true;

        /// <summary>Whether DNS is to give it.</summary>
        public bool Wanted { get; set; } = true;

        /// <summary>Counts changes of what is wanted: an earlier one that is under way is void.</summary>
        public int Version { get; set; }

        public void Lose(string cause) => lostBy.Add(cause);

        public void Regain(string cause) => lostBy.Remove(cause);
    }

    public NetworkLoadBalancer Definition { get; } = definition;

    public ImmutableArray<Address> Addresses { get; } =
        [.. definition.Zones.Select(z => new Address(z, zones.Of(z)))];

    /// <summary>Its target groups that lead to Services.</summary>
    public List<TargetGroupState> Groups { get; } = [];

    /// <summary>Whether it has an address in a zone: targets elsewhere are not used.</summary>
    public bool HasZone(int zone) => Addresses.Any(a => a.Zone == zone);

    /// <summary>
    /// Pairs of zones, by number, of which the balancer's node in the first has found that it reaches no
    /// target in the second.
    /// </summary>
    public HashSet<(int Address, int Targets)> Blind { get; } = [];

    /// <summary>How many addresses clients use.</summary>
    public int InUse => Addresses.Count(static a => a.InUse);

    /// <summary>
    /// Looks anew which addresses DNS is to give: those that live and lead to a healthy target in each group;
    /// where there is none, all (elb, "Health checks for Network Load Balancer target groups").
    /// </summary>
    /// <returns>Those for which that changed.</returns>
    public List<Address> Look()
    {
        var good = Addresses.Select(IsGood).ToList();
        var none = !good.Contains(true);
        var changed = new List<Address>();
        for (var i = 0; i < Addresses.Length; i++)
        {
            var wanted = good[i] || none;
            if (Addresses[i].Wanted != wanted)
            {
                Addresses[i].Wanted = wanted;
                changed.Add(Addresses[i]);
            }
        }

        return changed;
    }

    private bool IsGood(Address address) => address.Lives && Groups.TrueForAll(
        g => !Definition.CrossZone ? g.InZone(address.Zone).Healthy > 0
            : Blind.Count == 0 ? g.All.Healthy > 0
            : Enumerable.Range(0, zones.Count)
                .Any(zone => !Blind.Contains((address.Zone, zone)) && g.InZone(zone).Healthy > 0));
}
