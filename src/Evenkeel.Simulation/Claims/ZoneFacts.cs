using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.ControlPlane;

namespace Evenkeel.Simulation.Claims;

/// <summary>
/// What AWS is told of each zone, without the zone's own name, and how many members of etcd it has, whose
/// machines need not be among the nodes: zones that differ in it are no mirror images. What spans several
/// zones is named, so that a zone is alike only to those that share it.
/// </summary>
internal sealed class ZoneFacts
{
    private readonly Dictionary<string, string> facts = new(StringComparer.Ordinal);

    public ZoneFacts(ClusterModel model)
    {
        var members = PlaneLayout.Of(model)?.Members ?? [];
        foreach (var zone in model.Zones)
        {
            var here = members.Count(m => string.Equals(m.Zone, zone, StringComparison.Ordinal));
            facts.Add(zone, string.Join(';',
                model.Aws.Groups.Where(g => g.Zones.Contains(zone)).Select(Content)
                    .Order(StringComparer.Ordinal)
                    .Append(Nat(model.Aws.NatZones, zone))
                    .Append(string.Create(CultureInfo.InvariantCulture, $"{here} members"))
                    .Concat(model.Aws.AllLoadBalancers.Where(b => b.Zones.Contains(zone))
                        .Select(static b => b.Name))));
        }
    }

    /// <summary>What is told of a zone; nothing of one that the cluster file does not name.</summary>
    public string Of(string zone) => facts.GetValueOrDefault(zone, "");

    private static string Content(InstanceGroup group)
    {
        if (group.Zones.Length > 1)
        {
            return group.Name;
        }

        var labels = group.Node.Labels.RemoveRange([Labels.Zone, Labels.Hostname]);
        var tags = group.Tags.Where(t => t.Value != group.Zones[0]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{group.Min}/{group.Max}/{group.Desired}/{group.IsAutoScaling}/{group.HealthCheck}/"
            + $"{group.HealthCheckGracePeriod}/{group.Distribution}/{group.Rebalances}/"
            + $"{string.Join('+', group.InstanceTypes)}/{string.Join('+', group.LifecycleHooks)}/"
            + $"{string.Join('+', tags)}/{string.Join('+', group.TargetGroups)}/"
            + $"{string.Join('+', labels)}/{string.Join('+', group.Node.Taints)}/{group.Node.Allocatable}/"
            + $"{group.Node.AttachableVolumes}");
    }

    /// <summary>Through which zone it goes out, and which other zones go out through it.</summary>
    private static string Nat(ImmutableSortedDictionary<string, string> gateways, string zone)
    {
        var way = !gateways.TryGetValue(zone, out var gateway) ? "none"
            : string.Equals(gateway, zone, StringComparison.Ordinal) ? "own" : gateway;
        var others = gateways.Where(g => g.Value == zone && g.Key != zone).Select(static g => g.Key);
        return $"nat {way} for {string.Join('+', others)}";
    }
}
