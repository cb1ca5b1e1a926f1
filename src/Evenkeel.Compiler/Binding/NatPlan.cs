using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec;

namespace Evenkeel.Compiler.Binding;

/// <summary>Which zone's NAT gateway leads out of each zone.</summary>
internal static class NatPlan
{
    /// <summary>
    /// By zone, the zone of its gateway: its own; with <c>single</c> the first of the file; none with
    /// <c>none</c>. In a VPC that exists it is taken to be its own, which <see cref="Assumptions"/> says.
    /// </summary>
    public static ImmutableSortedDictionary<string, string> Of(ClusterSpec spec)
    {
        var zones = spec.Zones.Select(static z => z.Value).Distinct(StringComparer.Ordinal);
        var mode = spec.Network.Settings.Existing is null ? spec.Network.Settings.Nat : NatMode.PerZone;
        return mode switch
        {
            NatMode.PerZone => zones.ToImmutableSortedDictionary(
                static z => z, static z => z, StringComparer.Ordinal),
            NatMode.Single => zones.ToImmutableSortedDictionary(
                static z => z, _ => spec.Zones[0].Value, StringComparer.Ordinal),
            NatMode.None => ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
            var other => throw new InvalidOperationException($"NAT {other}"),
        };
    }

    /// <summary>What is assumed of routes, a sentence each.</summary>
    public static IEnumerable<string> Assumptions(ClusterSpec spec)
    {
        if (spec.Network.Settings.Existing is { } existing)
        {
            yield return $"In {existing.Vpc}, each zone's way to the internet depends on no other zone.";
        }
    }
}
