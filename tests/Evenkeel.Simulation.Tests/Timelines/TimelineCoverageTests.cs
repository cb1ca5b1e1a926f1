using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Simulation.Tests.Timelines;

/// <summary>Whatever a scenario or a claim can do to a cluster is in a timeline worked out by hand.</summary>
public sealed class TimelineCoverageTests
{
    /// <summary>Faults that are of one zone, of nodes, or of everything, and differ in that.</summary>
    private static readonly string[] WithTargets =
    [
        "Fail of a zone", "Fail of nodes", "Isolate of a zone", "StopKubelet of nodes", "HangNodes of nodes", "Drain of nodes",
        "Partition both ways", "Partition one way", "Partition with losses", "RefuseLaunches of a zone", "RefuseLaunches everywhere", "DeleteNode of nodes",
    ];

    [Fact]
    public void Everything_that_can_be_done_has_a_timeline()
    {
        var done = Directory.GetFiles(RepositoryRoot.PathOf("tests", "cases", "timelines"), "*.txt")
            .SelectMany(path => TimelineFile.Read(path).Steps)
            .Select(step => step.Action).OfType<ScenarioAction>().ToList();
        var actions = OfClusters.Select(static t => t.Name).ToList();
        actions.Count.ShouldBeGreaterThan(15);

        actions.Except(done.Select(static a => a.GetType().Name)).ShouldBeEmpty("without a timeline");
        WithTargets.Except(done.Select(WithTarget)).ShouldBeEmpty("without a timeline");
    }

    /// <summary>
    /// What comes back does so by rules of its own. A volume that is lost does not, and AWS' capacity comes
    /// back by the group's next attempt, which the timelines of groups show.
    /// </summary>
    [Fact]
    public void Every_fault_that_heals_has_a_timeline_in_which_it_does()
    {
        var healed = Directory.GetFiles(RepositoryRoot.PathOf("tests", "cases", "timelines"), "*.txt")
            .SelectMany(path => TimelineFile.Read(path).Steps)
            .Select(step => step.Action).OfType<ScenarioAction.Heal>()
            .Select(static h => h.Fault.GetType().Name);
        var faults = OfClusters.Select(static t => t.Name).Except(NotHealed).ToList();
        faults.Count.ShouldBeGreaterThan(12);

        faults.Except(healed).ShouldBeEmpty("never healed in a timeline");
    }

    /// <summary>What a timeline is to say of the rules by which groups and pods are scaled and moved.</summary>
    [Fact]
    public void Every_rule_of_autoscaling_has_a_timeline()
    {
        var rows = Sections.SelectMany(RowsOf).ToList();
        var shown = Files.SelectMany(static f => f.Rules).Distinct().ToList();
        rows.Count.ShouldBeGreaterThan(20);

        rows.Where(row => !shown.Exists(row.StartsWith)).ShouldBeEmpty("without a timeline");
        shown.Where(rule => rows.Count(row => row.StartsWith(rule)) != 1).ShouldBeEmpty("is no row, or several");
    }

    [Fact]
    public void Every_setting_of_groups_that_has_words_has_a_timeline()
    {
        var fleets = Files.Select(static f => f.Fleet).OfType<Fleet>().ToList();
        var groups = fleets.SelectMany(static f => f.Aws.Groups).ToList();
        var hooks = groups.SelectMany(static g => g.LifecycleHooks).ToList();

        Enum.GetValues<GroupExpander>().Except(fleets.SelectMany(static f => f.Autoscaler?.Expanders ?? []))
            .ShouldBeEmpty();
        Enum.GetValues<GroupHealthCheck>().Except(groups.Select(static g => g.HealthCheck)).ShouldBeEmpty();
        Enum.GetValues<CapacityDistribution>().Except(groups.Select(static g => g.Distribution)).ShouldBeEmpty();
        hooks.Select(static h => (h.OnLaunch, h.Abandons)).Distinct().Count(static h => h.OnLaunch).ShouldBe(2);
        hooks.ShouldContain(static h => !h.OnLaunch);
    }

    /// <summary>What does not last, and a lost volume, which stays lost.</summary>
    private static readonly string[] NotHealed =
    [
        nameof(ScenarioAction.Heal), nameof(ScenarioAction.Restore), nameof(ScenarioAction.DeleteNode),
        nameof(ScenarioAction.Scale), nameof(ScenarioAction.Load), nameof(ScenarioAction.AddNodes),
        nameof(ScenarioAction.LoseVolume), nameof(ScenarioAction.DeletePods), nameof(ScenarioAction.KillMember),
        nameof(ScenarioAction.LoseMemberVolume), nameof(ScenarioAction.RollServers),
    ];

    private static IEnumerable<Type> OfClusters =>
        typeof(ScenarioAction).GetNestedTypes().Where(static t => !t.IsAbstract);

    private static readonly string[] Sections = ["Scaling pods", "Instances and groups", "cluster-autoscaler"];

    private static IEnumerable<TimelineFile> Files =>
        Directory.GetFiles(RepositoryRoot.PathOf("tests", "cases", "timelines"), "*.txt").Select(TimelineFile.Read);

    /// <summary>The first cells of the tables of rules in a section of docs/simulation.md.</summary>
    private static IEnumerable<string> RowsOf(string section) =>
        File.ReadLines(RepositoryRoot.PathOf("docs", "simulation.md"))
            .SkipWhile(line => line != $"### {section}").Skip(1)
            .TakeWhile(static line => !line.StartsWith('#'))
            .Where(static line => line.StartsWith("| ") && !line.StartsWith("| rule"))
            .Select(static line => line[2..]);

    private static string WithTarget(ScenarioAction action) => action.GetType().Name + action switch
    {
        ScenarioAction.OnNodes a => Of(a.Target),
        ScenarioAction.Partition { Percent: < 100 } => " with losses",
        ScenarioAction.Partition a => a.BothWays ? " both ways" : " one way",
        ScenarioAction.RefuseLaunches a => a.Zone is null ? " everywhere" : " of a zone",
        _ => "",
    };

    private static string Of(NodeTarget target) => target.Zone is null ? " of nodes" : " of a zone";
}
