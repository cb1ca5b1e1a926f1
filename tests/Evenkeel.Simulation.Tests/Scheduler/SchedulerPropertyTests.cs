using Evenkeel.Core.Model;
using Evenkeel.Simulation.Tests.Scheduler.Naive;

namespace Evenkeel.Simulation.Tests.Scheduler;

/// <summary>The scheduler decides as the naive one does, on any cluster.</summary>
public sealed class SchedulerPropertyTests
{
    /// <summary>What must have come up, or the comparison says nothing about it.</summary>
    private static readonly string[] Cases =
    [
        NaiveFilters.Unschedulable, NaiveFilters.Tainted, NaiveFilters.Affinity, NaiveFilters.Ports,
        NaiveFilters.Insufficient, NaiveFilters.VolumeCount, NaiveFilters.VolumeNode, NaiveFilters.VolumeNone,
        NaiveFilters.SpreadLabel, NaiveFilters.Spread, NaiveFilters.PodAffinity, NaiveFilters.PodAntiAffinity,
        NaiveFilters.OthersAntiAffinity, "fits", "scored", "tied", "unschedulable", "starts elsewhere",
        "preempted", "preempted against a budget", "may not preempt", "victim ends already", "victims run",
    ];

    [Fact]
    public void The_scheduler_decides_as_the_naive_one_does()
    {
        var seen = Compare("scheduler", count: 60, seed =>
        {
            var duel = new SchedulerDuel(seed, nodes: 3 + (int)(seed % 17), workloads: 12, VersionOf(seed));
            duel.Run(steps: 90);
            return duel;
        });
        CameUp(seen, Cases);
    }

    [Fact]
    public void It_does_so_at_300_nodes_of_which_it_looks_at_some()
    {
        var seen = Compare("scheduler-300", count: 2, seed =>
        {
            var duel = new SchedulerDuel(seed, nodes: 300, workloads: 20, VersionOf(seed));
            duel.Run(steps: 20);
            return duel;
        });
        CameUp(seen, ["looked at some", "looked at all", "starts elsewhere", "scored"]);
    }

    private static KubernetesVersion VersionOf(ulong seed) => seed % 2 == 0 ? new(1, 36) : new(1, 34);

    private static void CameUp(Dictionary<string, int> seen, string[] cases)
    {
        if (!Seeds.OneAlone)
        {
            cases.Where(c => !seen.ContainsKey(c)).ShouldBeEmpty("cases that never came up");
        }
    }

    private static Dictionary<string, int> Compare(
        string file,
        int count,
        Func<ulong, SchedulerDuel> run)
    {
        var seen = new Dictionary<string, int>();
        Seeds.Each(file, count, seed =>
        {
            foreach (var (what, times) in run(seed).Seen)
            {
                seen[what] = seen.GetValueOrDefault(what) + times;
            }
        });
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Join('\n', seen.OrderByDescending(e => e.Value).Select(e => $"{e.Value,8} {e.Key}")));
        return seen;
    }
}
