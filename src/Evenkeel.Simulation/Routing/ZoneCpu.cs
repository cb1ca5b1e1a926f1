using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Routing;

/// <summary>
/// How many of a Service's endpoints a zone is to have, at least, at most and by its share.
/// </summary>
/// <param name="Least">As many as keep each of its endpoints from more than a fifth too much.</param>
/// <param name="Most">What other zones leave of all.</param>
/// <param name="Desired">Its share of CPU in all endpoints, or the least.</param>
internal readonly record struct ZoneAllocation(int Least, int Most, double Desired);

/// <summary>
/// Each zone's share of the CPU of all Ready nodes but those labelled as servers of the control plane
/// (endpointslice/topologycache/topologycache.go, SetNodes, getAllocations).
/// </summary>
/// <param name="Shares">By zone.</param>
internal sealed record ZoneCpu(ImmutableSortedDictionary<string, double> Shares)
{
    /// <summary>overloadThreshold: how much more than its share an endpoint may get.</summary>
    private const double Overload = 0.2;

    private const double LeastOfShare = 1 / (1 + Overload);

    private static readonly string[] Servers =
        ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];

    /// <summary>
    /// The shares now; null where there are fewer than two zones, or a node has no zone or no CPU.
    /// </summary>
    public static ZoneCpu? Of(IEnumerable<SimNode> nodes)
    {
        var byZone = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            if (node is not { Exists: true, Readiness: NodeReadiness.True }
                || Servers.Any(node.Definition.Labels.ContainsKey))
            {
                continue;
            }

            if (node.Zone.Length == 0 || node.Definition.Allocatable.MilliCpu == 0)
            {
                return null;
            }

            byZone[node.Zone] =
                byZone.GetValueOrDefault(node.Zone) + node.Definition.Allocatable.MilliCpu;
        }

        var all = byZone.Values.Sum();
        return byZone.Count < 2 ? null : new(byZone.ToImmutableSortedDictionary(
            static z => z.Key, z => (double)z.Value / all, StringComparer.Ordinal));
    }

    /// <summary>
    /// What each zone is to have of so many endpoints; null where there are fewer than zones, or some would
    /// get too much.
    /// </summary>
    public ImmutableSortedDictionary<string, ZoneAllocation>? Allocate(int endpoints)
    {
        if (Shares.Count > endpoints)
        {
            return null;
        }

        var least = Shares.ToDictionary(static z => z.Key, z => LeastOf(z.Value * endpoints));
        var left = endpoints - least.Values.Sum();
        return left < 0 ? null : Shares.ToImmutableSortedDictionary(
            static z => z.Key,
            z => new ZoneAllocation(
                least[z.Key], least[z.Key] + left, Math.Max(z.Value * endpoints, least[z.Key])),
            StringComparer.Ordinal);
    }

    /// <summary>Whether a zone has fewer hints than it must have (serviceOverloaded).</summary>
    public bool IsOverloaded(IReadOnlyDictionary<string, int> hints)
    {
        var all = hints.Values.Sum();
        return Shares.Any(z => !hints.TryGetValue(z.Key, out var own) || own < LeastOf(all * z.Value));
    }

    private static int LeastOf(double desired) => (int)Math.Ceiling(desired * LeastOfShare);
}
