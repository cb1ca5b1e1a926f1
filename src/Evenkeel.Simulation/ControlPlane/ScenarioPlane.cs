using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Claims;
using Evenkeel.Supervision;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>
/// What a scenario does to the control plane that the servers among its nodes make: simulated first, from its
/// founding on. The leading controllers are taken to be on the server whose member leads.
/// </summary>
internal static class ScenarioPlane
{
    /// <summary>
    /// What comes of it, counted from the scenario's start; nothing where no server is struck.
    /// </summary>
    /// <param name="nodes">The nodes there are from the start.</param>
    /// <param name="steps">What is done.</param>
    /// <param name="seed">What is drawn; the member that leads goes round with it, from 1.</param>
    /// <param name="exact">What is not drawn; null where all is.</param>
    public static PlaneEffects Of(
        IEnumerable<NodeObject> nodes, IEnumerable<ScenarioStep> steps, ulong seed, PlaneDraws? exact = null)
    {
        if (PlaneLayout.OfNodes(nodes) is not { } layout)
        {
            return PlaneEffects.None;
        }

        ImmutableArray<ScenarioStep> followed =
        [
            .. steps.Where(static s => s.Action is { } action && !PlaneStrikes.IsElsewhere(action)
                && PlaneActions.Follows(action)),
        ];
        if (!followed.Any(s => PlaneStrikes.Strikes(s.Action!, layout, kubeletIsServer: false)))
        {
            return PlaneEffects.None;
        }

        var fault = new Fault("the scenario", [.. followed.Select(static s => s.Action!)], null)
        {
            Steps = followed,
        };
        var outcome = new PlaneRun(layout, Rules.Real, seed, exact).Run(fault, (int)(seed - 1));
        return outcome.Effects with { LeadersLost = outcome.LeadersLost };
    }
}
