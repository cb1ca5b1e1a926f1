using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Simulation.Dependencies;

/// <summary>
/// Which stores are away. Which zone a store is in is not known, so it is taken to be in each zone that is
/// lost: then it is away for its fail-over, or, where it has none, until every such zone is back.
/// </summary>
internal sealed class StoreOutages(IEnumerable<DataStore> stores)
{
    private readonly DataStore[] stores = [.. stores];
    private readonly HashSet<string> lostZones = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> awayUntil = new(StringComparer.Ordinal);

    /// <summary>All stores, in the order of the file.</summary>
    public IReadOnlyList<DataStore> All => stores;

    /// <summary>Whether a store answers nobody.</summary>
    public bool IsAway(string name, TimeSpan now) =>
        awayUntil.TryGetValue(name, out var until) && now < until;

    /// <summary>A zone is lost: the stores that are now away, each with when it answers again.</summary>
    public IReadOnlyList<(DataStore Store, TimeSpan Until)> ZoneLost(string zone, TimeSpan now)
    {
        lostZones.Add(zone);
        var away = new List<(DataStore, TimeSpan)>();
        foreach (var store in stores.Where(static s => s.Failover != TimeSpan.Zero))
        {
            var until = store.Failover is { } failover ? now + failover : TimeSpan.MaxValue;
            awayUntil[store.Name] = awayUntil.TryGetValue(store.Name, out var before) && before > until
                ? before
                : until;
            away.Add((store, awayUntil[store.Name]));
        }

        return away;
    }

    /// <summary>A zone is back: the stores that answer again because of it.</summary>
    public IReadOnlyList<DataStore> ZoneBack(string zone, TimeSpan now)
    {
        if (!lostZones.Remove(zone) || lostZones.Count > 0)
        {
            return [];
        }

        DataStore[] back = [.. stores.Where(s => s.Failover is null && IsAway(s.Name, now))];
        Array.ForEach(back, s => awayUntil.Remove(s.Name));
        return back;
    }
}
