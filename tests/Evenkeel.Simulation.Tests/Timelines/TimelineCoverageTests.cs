using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Simulation.Tests.Timelines;

/// <summary>Whatever a scenario or a claim can do to a cluster is in a timeline worked out by hand.</summary>
public sealed class TimelineCoverageTests
{
    /// <summary>Faults that are of one zone, of nodes, or of everything, and differ in that.</summary>
    private static readonly string[] WithTargets =
    [
        "Fail of a zone", "Fail of nodes", "Isolate of a zone", "StopKubelet of nodes", "Drain of nodes",
        "RefuseLaunches of a zone", "RefuseLaunches everywhere", "DeleteNode of nodes",
    ];

    [Fact]
    public void Everything_that_can_be_done_has_a_timeline()
    {
        var done = Directory.GetFiles(RepositoryRoot.PathOf("tests", "cases", "timelines"), "*.txt")
            .SelectMany(path => TimelineFile.Read(path).Steps)
            .Select(step => step.Action).OfType<ScenarioAction>().ToList();
        var actions = typeof(ScenarioAction).GetNestedTypes().Select(static t => t.Name).ToList();
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
        string[] faults =
        [
            nameof(ScenarioAction.Fail), nameof(ScenarioAction.Isolate), nameof(ScenarioAction.StopKubelet),
            nameof(ScenarioAction.Hang), nameof(ScenarioAction.StallVolume), nameof(ScenarioAction.LoseNat),
            nameof(ScenarioAction.LoseBalancer), nameof(ScenarioAction.RefuseLaunches),
            nameof(ScenarioAction.LoseApi), nameof(ScenarioAction.LoseAwsApi),
            nameof(ScenarioAction.LoseRegistry), nameof(ScenarioAction.Drain),
            nameof(ScenarioAction.OutOfService),
        ];

        faults.Except(healed).ShouldBeEmpty("never healed in a timeline");
    }

    private static string WithTarget(ScenarioAction action) => action.GetType().Name + action switch
    {
        ScenarioAction.Fail a => Of(a.Target),
        ScenarioAction.Isolate a => Of(a.Target),
        ScenarioAction.StopKubelet a => Of(a.Target),
        ScenarioAction.Drain a => Of(a.Target),
        ScenarioAction.DeleteNode a => Of(a.Target),
        ScenarioAction.RefuseLaunches a => a.Zone is null ? " everywhere" : " of a zone",
        _ => "",
    };

    private static string Of(NodeTarget target) => target.Zone is null ? " of nodes" : " of a zone";
}
