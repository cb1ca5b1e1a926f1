using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// How much of each zone is lost, and how fast its nodes are tainted because of it (handleDisruption). While
/// every zone is lost the fault is taken to be the controller's own, and nothing is tainted.
/// </summary>
internal sealed class ZoneDisruption(KubernetesTiming timing)
{
    private const int FewNodes = 2;
    private readonly SortedDictionary<string, TaintingQueue> queues = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Disruption> states = new(StringComparer.Ordinal);

    private enum Disruption
    {
        Normal,
        Partial,
        Full,
    }

    /// <summary>The queues of all zones, by name.</summary>
    public IEnumerable<TaintingQueue> Queues => queues.Values;

    /// <summary>The queue of a zone.</summary>
    public TaintingQueue QueueOf(string zone)
    {
        if (!queues.TryGetValue(zone, out var queue))
        {
            queues.Add(zone, queue = new(timing.NodeEvictionRatePerSecond));
        }

        return queue;
    }

    /// <summary>Compares the zones with how they were and sets the rates.</summary>
    /// <param name="nodes">All nodes whose objects exist.</param>
    /// <param name="now">The current instant.</param>
    /// <param name="stopAll">Called when the last zone with a ready node is lost.</param>
    /// <param name="resume">Called when a first node is ready again after that.</param>
    public void Update(IEnumerable<SimNode> nodes, TimeSpan now, Action stopAll, Action resume)
    {
        var byZone = nodes.GroupBy(static n => n.Zone, StringComparer.Ordinal)
            .ToDictionary(static g => g.Key, Measure, StringComparer.Ordinal);
        foreach (var gone in states.Keys.Except(byZone.Keys, StringComparer.Ordinal).ToList())
        {
            states.Remove(gone);
        }

        if (byZone.Count == 0)
        {
            return;
        }

        var allLost = byZone.Values.All(static z => z.State == Disruption.Full);
        var allWereLost = byZone.Keys.All(z => states.GetValueOrDefault(z) == Disruption.Full);
        if (allLost && allWereLost)
        {
            return;
        }

        if (allLost)
        {
            stopAll();
        }
        else if (allWereLost)
        {
            resume();
        }

        foreach (var (zone, measured) in byZone)
        {
            var changed = allWereLost || !states.TryGetValue(zone, out var state) || state != measured.State;
            states[zone] = measured.State;
            if (allLost || changed)
            {
                QueueOf(zone).SetRate(allLost ? 0 : RateOf(measured), now);
            }
        }
    }

    private (Disruption State, int Size) Measure(IGrouping<string, SimNode> zone)
    {
        var size = zone.Count();
        var unready = zone.Count(static n => n.Readiness != NodeReadiness.True);
        var state = unready == size ? Disruption.Full
            : unready > FewNodes && (double)unready / size >= timing.UnhealthyZoneThreshold
                ? Disruption.Partial
            : Disruption.Normal;
        return (state, size);
    }

    private double RateOf((Disruption State, int Size) zone) => zone.State switch
    {
        Disruption.Partial when zone.Size <= timing.LargeClusterSizeThreshold => 0,
        Disruption.Partial => timing.SecondaryNodeEvictionRatePerSecond,
        _ => timing.NodeEvictionRatePerSecond,
    };
}
