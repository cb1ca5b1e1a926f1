using System.Collections.Concurrent;
using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Claims;
using Evenkeel.Supervision;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>What a fault does to the Kubernetes API and to those who lead through it.</summary>
/// <param name="LosesLeaders">
/// Whether the leading controller-manager and scheduler may be on what is lost; they need not be.
/// </param>
/// <param name="Best">When the API answers nobody at best.</param>
/// <param name="Worst">The same at worst.</param>
internal sealed record PlaneForecast(
    bool LosesLeaders, ImmutableArray<Silence> Best, ImmutableArray<Silence> Worst)
{
    /// <summary>Nothing of the control plane is struck.</summary>
    public static PlaneForecast Untouched { get; } = new(false, [], []);
}

/// <summary>
/// Simulates what faults do to the control plane before the cluster is simulated, each once for every member
/// that may lead when it strikes.
/// </summary>
internal sealed class PlaneForecasts(ClusterModel model, Rules rules)
{
    private readonly PlaneLayout? layout = PlaneLayout.Of(model);
    private readonly ConcurrentDictionary<string, Lazy<PlaneForecast>> known = new(StringComparer.Ordinal);

    /// <summary>
    /// What a fault does. Where it is not known which machines the control plane has, it is taken to stay.
    /// </summary>
    public PlaneForecast Of(Fault fault) =>
        layout is null || !Strikes(fault) || !Follows(fault) ? PlaneForecast.Untouched
        : known.GetOrAdd(fault.Name, _ => new(() => Run(fault, layout))).Value;

    /// <summary>Whether what a fault does to the control plane is simulated, or it does nothing.</summary>
    public bool Knows(Fault fault) => layout is not null && (!Strikes(fault) || Follows(fault));

    private static bool Follows(Fault fault) =>
        fault.Actions.Where(static a => !IsElsewhere(a)).All(PlaneActions.Follows);

    private bool Strikes(Fault fault) => fault.Actions.Any(a => a switch
    {
        ScenarioAction.Fail { Target: var target } => layout!.Has(target),
        ScenarioAction.Isolate { Target: var target } => layout!.Has(target),
        ScenarioAction.HangNodes { Target: var target } => layout!.Has(target),
        ScenarioAction.StopKubelet { Target: var target } => layout!.Has(target)
            && model.Distribution == Distribution.K3s,
        ScenarioAction.KillMember or ScenarioAction.LoseMemberVolume or ScenarioAction.JumpClock => true,
        _ => false,
    });

    /// <summary>What does nothing to a member of etcd or its server, whatever it strikes.</summary>
    private static bool IsElsewhere(ScenarioAction action) => action is ScenarioAction.Hang
        or ScenarioAction.LoseVolume or ScenarioAction.StallVolume or ScenarioAction.LoseNat
        or ScenarioAction.LoseRegistry or ScenarioAction.LoseAwsApi or ScenarioAction.SlowAwsApi
        or ScenarioAction.DeletePods or ScenarioAction.Drain or ScenarioAction.LoseBalancer
        or ScenarioAction.LoseApi or ScenarioAction.Scale or ScenarioAction.Load or ScenarioAction.AddNodes
        || (action is ScenarioAction.Heal heal && IsElsewhere(heal.Fault));

    private PlaneForecast Run(Fault fault, PlaneLayout members)
    {
        // The cluster's own fault says when the API is silent; what is forecast comes beside it.
        var rest = fault with
        {
            Actions = fault.Actions.RemoveAll(IsElsewhere),
            Steps = fault.Steps.RemoveAll(static s => s.Action is null || IsElsewhere(s.Action)),
        };
        var outcomes = Enumerable.Range(0, members.Members.Length)
            .Select(i => new PlaneRun(members, rules, (ulong)i + 1).Run(rest, i))
            .OrderBy(static o => o.OutageSeconds ?? double.MaxValue).ToList();
        var losesMachines = rest.Actions.Any(static a => a is not (
            ScenarioAction.KillMember or ScenarioAction.JumpClock));
        return new(losesMachines, outcomes[0].Silences, outcomes[^1].Silences);
    }
}
