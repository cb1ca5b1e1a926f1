using System.Collections.Immutable;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Routing;

/// <summary>An endpoint in a Service's slice.</summary>
/// <param name="Zone">Its node's zone; empty where that has none, or is gone.</param>
internal readonly record struct SliceEndpoint(bool Ready, bool Serving, bool Terminating, string Zone);

/// <summary>
/// The hints of a Service with the annotation <c>service.kubernetes.io/topology-mode: Auto</c>
/// (endpointslice/topologycache: AddHints, getHintsByZone, redistributeHints). Each ready endpoint is hinted
/// for its own zone, and zones that have more than their share of CPU give some to those that have less. The
/// Service is taken to have one slice, which holds a hundred endpoints. Their order in it is chance, and
/// chosen
/// where it first matters; so is which zone gets an endpoint.
/// </summary>
internal sealed class TopologyHints(ITieBreaker ties)
{
    private readonly Dictionary<SimPod, string> receivers = [];
    private readonly List<SimPod> order = [];
    private Dictionary<SimPod, SliceEndpoint> slice = [];
    private ImmutableDictionary<string, int>? perZone;

    /// <summary>The zone that each ready endpoint is hinted for; empty where there are no hints.</summary>
    public ImmutableDictionary<SimPod, string> Hints { get; private set; } =
        ImmutableDictionary<SimPod, string>.Empty;

    /// <summary>
    /// Whether a change of nodes brings the Service back: one that has no hints is not looked at again before
    /// its endpoints change (GetOverloadedServices).
    /// </summary>
    public bool IsOverloaded(ZoneCpu? cpu) =>
        perZone is { Count: > 0 } own && (cpu is null || cpu.IsOverloaded(own));

    /// <summary>Brings the slice and its hints up to date.</summary>
    /// <param name="endpoints">What the API says of the pods behind the Service.</param>
    /// <param name="cpu">The zones' shares as the controller knows them.</param>
    /// <param name="sticky">
    /// Whether a zone goes on getting the endpoint that it once got: before anything happens the last choice
    /// alone matters.
    /// </param>
    public void Reconcile(Dictionary<SimPod, SliceEndpoint> endpoints, ZoneCpu? cpu, bool sticky)
    {
        var isChanged = endpoints.Count != slice.Count
            || endpoints.Any(e => !slice.TryGetValue(e.Key, out var before) || before != e.Value);
        slice = endpoints;
        order.RemoveAll(p => !endpoints.ContainsKey(p));
        var ready = endpoints.Where(static e => e.Value.Ready).OrderBy(static e => e.Key.Index).ToList();
        if (cpu?.Allocate(ready.Count) is not { } allocations
            || (isChanged && ready.Exists(static e => e.Value.Zone.Length == 0)))
        {
            (Hints, perZone) = (ImmutableDictionary<SimPod, string>.Empty, null);
            return;
        }

        if (!isChanged && AreValid(ready.ConvertAll(static e => e.Key), allocations))
        {
            return;
        }

        var hints = ready.ToDictionary(static e => e.Key, static e => e.Value.Zone);
        var (giving, receiving) = Exchange(allocations, Count(hints.Values));
        foreach (var (zone, more) in giving)
        {
            foreach (var pod in First(ready.Where(e => e.Value.Zone == zone).Select(static e => e.Key), more))
            {
                hints[pod] = Receiver(pod, receiving, sticky);
                receiving[hints[pod]]--;
            }
        }

        Hints = hints.ToImmutableDictionary();
        perZone = Count(hints.Values);
    }

    /// <summary>What is remembered of a pod: where it is hinted for, and its place in the slice.</summary>
    public string MemoryOf(SimPod pod)
    {
        var zone = Hints.GetValueOrDefault(pod);
        var place = order.IndexOf(pod);
        var away = zone is null || slice[pod].Zone == zone ? "" : zone;
        return away.Length == 0 && place < 0 ? "" : FormattableString.Invariant($"h{away}{place}");
    }

    private static ImmutableDictionary<string, int> Count(IEnumerable<string> zones) =>
        zones.CountBy(static z => z).ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>A slice in which nothing changed keeps hints that are possible (getHintsByZone).</summary>
    private bool AreValid(
        List<SimPod> ready, ImmutableSortedDictionary<string, ZoneAllocation> allocations) =>
        ready.TrueForAll(p => Hints.TryGetValue(p, out var zone) && allocations.ContainsKey(zone))
        && Count(ready.Select(p => Hints[p])).All(z => z.Value <= allocations[z.Key].Most);

    /// <summary>
    /// How many endpoints each zone gives, and gets: one at a time from that which has the most too much to
    /// that which misses the most, while one of both is whole (getGivingAndReceivingZones).
    /// </summary>
    private (SortedDictionary<string, int> Giving, SortedDictionary<string, int> Receiving) Exchange(
        ImmutableSortedDictionary<string, ZoneAllocation> allocations, ImmutableDictionary<string, int> now)
    {
        var over = allocations.ToDictionary(
            static z => z.Key, z => now.GetValueOrDefault(z.Key) - z.Value.Desired);
        var (giving, receiving) = (
            new SortedDictionary<string, int>(StringComparer.Ordinal),
            new SortedDictionary<string, int>(StringComparer.Ordinal));
        var (gives, gets) = (Positive(over, 1), Positive(over, -1));
        while (Most(gives) is { } from && Most(gets) is { } to
            && (gives[from] >= 1 || gets[to] >= 1) && gives[from] >= 0.5 && gets[to] >= 0.5)
        {
            giving[from] = giving.GetValueOrDefault(from) + 1;
            receiving[to] = receiving.GetValueOrDefault(to) + 1;
            gives[from]--;
            gets[to]--;
        }

        return (giving, receiving);
    }

    private static SortedDictionary<string, double> Positive(Dictionary<string, double> over, int sign) =>
        new(over.Where(z => z.Value * sign > 0).ToDictionary(static z => z.Key, z => z.Value * sign),
            StringComparer.Ordinal);

    /// <summary>The zone with the most, of equals any; null where none has anything left.</summary>
    private string? Most(SortedDictionary<string, double> zones)
    {
        var most = zones.Values.DefaultIfEmpty(0).Max();
        var equals = zones.Where(z => z.Value == most).Select(static z => z.Key).ToList();
        return most <= 0 ? null : Any(equals);
    }

    private string Any(List<string> zones) => zones[zones.Count == 1
        ? 0
        : ties.ChoosePlace([.. zones.Select(static z => ImmutableArray.Create(z))])];

    /// <summary>The first so many of a zone's endpoints in the slice.</summary>
    private List<SimPod> First(IEnumerable<SimPod> pods, int count)
    {
        var rest = pods.ToList();
        var first = order.Where(rest.Contains).Take(count).ToList();
        rest.RemoveAll(first.Contains);
        while (first.Count < count)
        {
            var next = rest[rest.Count == 1 ? 0 : ties.ChoosePod(rest)];
            rest.Remove(next);
            first.Add(next);
            order.Add(next);
        }

        return first;
    }

    private string Receiver(SimPod pod, SortedDictionary<string, int> receiving, bool sticky)
    {
        if (!sticky || !receivers.TryGetValue(pod, out var zone) || receiving.GetValueOrDefault(zone) <= 0)
        {
            zone = Any([.. receiving.Where(static z => z.Value > 0).Select(static z => z.Key)]);
        }

        return receivers[pod] = zone;
    }
}
