using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quorum;

namespace Evenkeel.Simulation.Claims;

/// <summary>
/// What keeps a claim from being proven though no scenario breaks it: something that it depends on and that
/// is not simulated. Such a claim is undecided.
/// </summary>
internal static class Doubts
{
    /// <summary>The doubts about a claim, a sentence each.</summary>
    public static ImmutableArray<string> Of(
        ClusterModel model,
        Claim claim,
        IEnumerable<Fault> faults,
        IReadOnlyList<ScenarioOutcome> outcomes) =>
        [
            .. AboutQuorum(model, faults),
            .. AboutRouting(model.Objects.Services.First(s => s.Name == claim.Service)),
            .. AboutPods(model, model.Objects.Services.First(s => s.Name == claim.Service)),
            .. AboutOrder(claim, outcomes),
        ];

    /// <summary>Without a quorum nothing is noticed, withdrawn or moved; what runs goes on.</summary>
    private static IEnumerable<string> AboutQuorum(ClusterModel model, IEnumerable<Fault> faults)
    {
        var members = model.ControlPlane.Members;
        if (members == 0)
        {
            yield break;
        }

        var perZone = QuorumMath.Spread(members, model.Zones.Length);
        foreach (var fault in faults.Where(static f => f.IsZone))
        {
            var zone = model.Zones.IndexOf(fault.Target.Zone!);
            if (zone >= 0 && members - perZone[zone] < QuorumMath.Quorum(members))
            {
                var left = (members - perZone[zone]).ToString(CultureInfo.InvariantCulture);
                var all = members.ToString(CultureInfo.InvariantCulture);
                yield return $"{left} of {all} control-plane members are left with zone "
                    + $"{model.Zones[zone]} lost, "
                    + "which is no quorum: nothing would be noticed or moved, and that is not simulated yet.";
            }
        }
    }

    private static IEnumerable<string> AboutRouting(Service service)
    {
        if (service.InternalTrafficLocal)
        {
            yield return "not modelled yet: internalTrafficPolicy: Local";
        }

        if (service.TrafficDistribution is { } distribution)
        {
            yield return $"not modelled yet: trafficDistribution: {distribution}";
        }
    }

    private static IEnumerable<string> AboutPods(ClusterModel model, Service service) =>
        from workload in model.Objects.Workloads
        where service.Selects(workload.Name.Namespace, workload.Template.Labels)
        from field in workload.Template.NotSimulated
        select $"not modelled yet: {field} of {workload.Name}";

    private static IEnumerable<string> AboutOrder(Claim claim, IReadOnlyList<ScenarioOutcome> outcomes)
    {
        var service = claim.Service!.Value.ToString();
        var contended = outcomes.FirstOrDefault(o => o.Contenders.Count > 1
            && o.Contenders.Overlaps(o.Services[service].Apps));
        if (contended is not null)
        {
            var apps = string.Join(", ", contended.Contenders.Order(StringComparer.Ordinal));
            yield return $"Room is short when {contended.Fault.Name}: which of {apps} finds some depends on "
                + "the order in which their pods are made, and only that of the manifests was simulated.";
        }
    }
}
