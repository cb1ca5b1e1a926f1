namespace Evenkeel.Lab.Balancing;

/// <summary>A target as the picker sees it.</summary>
/// <param name="Target">The target.</param>
/// <param name="State">What is thought of it.</param>
internal sealed record JudgedTarget(BalancerTarget Target, TargetState State);

/// <summary>
/// Where a connection goes, by the rules of Network Load Balancers ("Health checks for Network Load Balancer
/// target groups", "Cross-zone load balancing", "DNS failover").
/// </summary>
internal static class TargetPicker
{
    /// <summary>
    /// The targets that share a zone's new connections: the healthy ones of the zone, or with cross-zone of
    /// all; without any, every registered one, which is called failing open.
    /// </summary>
    public static IReadOnlyList<BalancerTarget> Used(
        BalancerSettings settings, string zone, IReadOnlyList<JudgedTarget> targets)
    {
        var mine = targets.Where(t => t.State != TargetState.Draining
            && (settings.CrossZone || t.Target.Zone == zone)).ToList();
        var healthy = mine.Where(t => t.State == TargetState.Healthy).ToList();
        return [.. (healthy.Count > 0 ? healthy : mine).Select(t => t.Target)];
    }

    /// <summary>Whether no target is healthy, so that all of a zone's are used.</summary>
    public static bool FailsOpen(
        BalancerSettings settings, string zone, IReadOnlyList<JudgedTarget> targets) =>
        !targets.Any(t => t.State == TargetState.Healthy && (settings.CrossZone || t.Target.Zone == zone));

    /// <summary>
    /// The zones whose addresses the name has: those that live and have a healthy target; without any, all.
    /// </summary>
    public static IReadOnlyList<BalancerZone> InName(
        BalancerSettings settings, IReadOnlyList<JudgedTarget> targets)
    {
        var good = settings.Zones.Where(z => !z.IsDown && !FailsOpen(settings, z.Zone, targets)).ToList();
        return good.Count > 0 ? good : settings.Zones;
    }

    /// <summary>
    /// One of so many, for a connection: the same for the same two ends. Ports of clients differ, so that
    /// connections spread.
    /// </summary>
    public static int Index(string client, string listener, int count)
    {
        var hash = 2166136261u;
        foreach (var letter in client.Concat("|").Concat(listener))
        {
            hash = (hash ^ letter) * 16777619u;
        }

        hash ^= hash >> 15;
        hash *= 0x85ebca6bu;
        hash ^= hash >> 13;
        return (int)(hash % (uint)count);
    }
}
