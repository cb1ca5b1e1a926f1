using System.Text.RegularExpressions;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Simulation.Scheduler;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>
/// Chooses among groups that would help: filters in their order, then any of what is left
/// (cluster-autoscaler/expander).
/// </summary>
internal sealed class Expander(ClusterAutoscalerSettings settings, ITieBreaker ties)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The chosen one.</summary>
    public GroupOption Choose(List<GroupOption> options)
    {
        // The order among equals is the autoscaler's map's, which is any. Smaller groups come first here, so
        // that a tie-breaker which takes the first of equals spreads what it grows.
        var left = options.OrderBy(static o => o.View.Size).ToList();
        foreach (var expander in settings.Expanders)
        {
            left = left.Count == 1 ? left : Filter(expander, left);
        }

        return left[left.Count == 1
            ? 0
            : ties.ChoosePlace([.. left.Select(static o => o.View.Group.Definition.Zones)])];
    }

    private List<GroupOption> Filter(GroupExpander expander, List<GroupOption> options) => expander switch
    {
        GroupExpander.LeastWaste => Best(options, static o => -Waste(o)),
        GroupExpander.MostPods => Best(options, static o => o.Pods.Count),
        GroupExpander.LeastNodes => Best(options, static o => -o.Nodes),
        GroupExpander.Priority => ByPriority(options),
        _ => options,
    };

    private static List<GroupOption> Best(List<GroupOption> options, Func<GroupOption, double> score)
    {
        var best = options.Max(score);
        return options.FindAll(o => score(o) >= best);
    }

    /// <summary>waste.go: the share of CPU and of memory, of the nodes' capacity, that pods leave.</summary>
    private static double Waste(GroupOption option)
    {
        var cpu = option.Template.Capacity.MilliCpu * option.Nodes;
        var memory = option.Template.Capacity.MemoryBytes * option.Nodes;
        return Left(cpu, option.Pods.Sum(static p => p.Class.Template.Requests.MilliCpu))
            + Left(memory, option.Pods.Sum(static p => p.Class.Template.Requests.MemoryBytes));
    }

    private static double Left(long available, long requested) =>
        available == 0 ? 0 : (double)(available - requested) / available;

    /// <summary>
    /// priority.go: groups that a pattern of the highest priority matches; where none matches, or nothing is
    /// given, all.
    /// </summary>
    private List<GroupOption> ByPriority(List<GroupOption> options)
    {
        foreach (var (_, patterns) in settings.Priorities.Reverse())
        {
            var matching = options.FindAll(o => patterns.Any(
                p => Regex.IsMatch(o.View.Group.Name, p, RegexOptions.None, Patience)));
            if (matching.Count > 0)
            {
                return matching;
            }
        }

        return options;
    }
}
