using System.Collections.Concurrent;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Claims;
using Evenkeel.Supervision;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>What a fault does to the Kubernetes API and to those who lead through it.</summary>
/// <param name="Best">At best: the leading controllers are not on what is lost, if they need not be.</param>
/// <param name="Worst">At worst.</param>
internal sealed record PlaneForecast(PlaneEffects Best, PlaneEffects Worst)
{
    /// <summary>Nothing of the control plane is struck.</summary>
    public static PlaneForecast Untouched { get; } = new(PlaneEffects.None, PlaneEffects.None);
}

/// <summary>
/// Simulates what faults do to the control plane before the cluster is simulated, each once for every member
/// that may lead when it strikes.
/// </summary>
/// <param name="model">The cluster.</param>
/// <param name="rules">The rules of the nodes' decisions.</param>
/// <param name="exact">What is not drawn; null where all is.</param>
internal sealed class PlaneForecasts(ClusterModel model, Rules rules, PlaneDraws? exact = null)
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
        fault.Actions.Where(static a => !PlaneStrikes.IsElsewhere(a)).All(PlaneActions.Follows);

    private bool Strikes(Fault fault) => fault.Actions.Any(
        a => PlaneStrikes.Strikes(a, layout!, kubeletIsServer: model.Distribution == Distribution.K3s));

    private PlaneForecast Run(Fault fault, PlaneLayout members)
    {
        // The cluster's own fault says when the API is silent; what is forecast comes beside it.
        var rest = fault with
        {
            Actions = fault.Actions.RemoveAll(PlaneStrikes.IsElsewhere),
            Steps = fault.Steps.RemoveAll(static s => s.Action is null || PlaneStrikes.IsElsewhere(s.Action)),
        };
        var effects = Enumerable.Range(0, members.Members.Length)
            .Select(i => new PlaneRun(members, rules, (ulong)i + 1, exact).Run(rest, i).Effects)
            .OrderBy(static e => e.SilentSeconds).ThenBy(static e => e.ZoneSeconds)
            .ThenBy(static e => e.LeadersLost.Length).ToList();

        // Who leads on the server that goes last moves once; elsewhere they need not be lost at all.
        var best = effects[0] with
        {
            LeadersLost = effects[0].Leaves.IsEmpty ? [] : [.. effects[0].LeadersLost.TakeLast(1)],
        };
        return new(best, effects[^1]);
    }
}
