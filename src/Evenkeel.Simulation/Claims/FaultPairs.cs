using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Simulation.Claims;

/// <summary>Every two faults at one instant, but for those of which one takes the other with it.</summary>
internal static class FaultPairs
{
    /// <summary>The pairs, in the order of their first and then of their second fault.</summary>
    public static IEnumerable<Fault> Of(IReadOnlyList<Fault> single, ClusterModel model)
    {
        for (var i = 0; i < single.Count; i++)
        {
            for (var j = i + 1; j < single.Count; j++)
            {
                if (!Covers(single[i], single[j], model) && !Covers(single[j], single[i], model))
                {
                    yield return new(
                        $"{single[i].Name}, and {single[j].Name}",
                        [.. single[i].Actions, .. single[j].Actions],
                        null);
                }
            }
        }
    }

    /// <summary>Whether the second fault strikes nothing that the first has not taken.</summary>
    private static bool Covers(Fault first, Fault second, ClusterModel model)
    {
        var zones = first.Actions.Select(LostZone).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var nodes = first.Actions.SelectMany(a => LostNodes(a, model)).ToHashSet(StringComparer.Ordinal);
        return second.Actions.All(action => first.Actions.Contains(action) || action switch
        {
            ScenarioAction.LoseNat nat => zones.Contains(nat.Zone),
            ScenarioAction.LoseBalancer balancer => zones.Contains(balancer.Zone),
            ScenarioAction.StallVolume stall =>
                first.Actions.Contains(new ScenarioAction.LoseVolume(stall.Claim)),
            ScenarioAction.RefuseLaunches { Zone: not null } =>
                first.Actions.Contains(new ScenarioAction.RefuseLaunches(null)),
            ScenarioAction.SlowAwsApi => first.Actions.Contains(new ScenarioAction.LoseAwsApi()),
            _ => StruckNodes(action, model) is { Count: > 0 } struck && struck.All(nodes.Contains)
                && (LostZone(action) is not { } zone || zones.Contains(zone)),
        });
    }

    private static string? LostZone(ScenarioAction action) => action switch
    {
        ScenarioAction.Fail fail => fail.Target.Zone,
        ScenarioAction.Isolate isolate => isolate.Target.Zone,
        _ => null,
    };

    private static List<string> LostNodes(ScenarioAction action, ClusterModel model) =>
        action is ScenarioAction.Fail or ScenarioAction.Isolate or ScenarioAction.HangNodes
            ? StruckNodes(action, model)
            : [];

    private static List<string> StruckNodes(ScenarioAction action, ClusterModel model)
    {
        var target = (action as ScenarioAction.OnNodes)?.Target;
        return target is null ? []
            : target.Zone is null ? [.. target.Nodes]
            : [.. model.Nodes.Concat(model.ControlPlaneNodes)
                .Where(n => string.Equals(n.Zone, target.Zone, StringComparison.Ordinal))
                .Select(static n => n.Name)];
    }
}
