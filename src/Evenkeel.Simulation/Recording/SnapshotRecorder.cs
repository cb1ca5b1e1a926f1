using System.Collections.Immutable;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Recording;

/// <summary>Counts the pods of each application, and shares out the requests to each Service.</summary>
internal static class SnapshotRecorder
{
    /// <summary>The state now, under a name.</summary>
    public static Snapshot Take(SimulatedCluster simulated, string stage)
    {
        var cluster = simulated.State;
        var apps = ImmutableSortedDictionary.CreateBuilder<string, AppState>(StringComparer.Ordinal);
        foreach (var app in cluster.Workloads.GroupBy(static w => w.App, StringComparer.Ordinal))
        {
            apps[app.Key] = Count([.. app.SelectMany(static w => w.Pods)]);
        }

        return new(stage, cluster.Now, apps.ToImmutable(), UtilizationRecorder.Take(cluster))
        {
            Services = simulated.Meter.Shares(),
        };
    }

    private static AppState Count(List<SimPod> pods)
    {
        var placed = pods.Where(static p => p is { Bound: true, Deleting: false }).ToList();
        return new(
            pods.Count(static p => p.Ready && p.Node is { Reached: true }),
            pods.Count(static p => !p.Bound),
            pods.Count(static p => p is { Bound: true, Deleting: true }),
            Tally(placed, static p => p.Node!.Zone),
            Tally(placed, static p => p.Node!.Name));
    }

    private static ImmutableSortedDictionary<string, int> Tally(
        List<SimPod> pods,
        Func<SimPod, string> key) =>
        pods.GroupBy(key, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(static g => g.Key, static g => g.Count(), StringComparer.Ordinal);
}
