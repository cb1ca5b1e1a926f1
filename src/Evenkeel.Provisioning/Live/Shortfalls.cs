namespace Evenkeel.Provisioning.Live;

/// <summary>Where a cluster is not what it should be.</summary>
public static class Shortfalls
{
    /// <summary>What is missing, a phrase each, the control plane first; none where it is well.</summary>
    public static IEnumerable<string> Of(ExpectedCluster expected, LiveCluster live)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(live);
        return Groups(expected, live).Concat(Volumes(expected, live)).Concat(Targets(live));
    }

    private static IEnumerable<string> Groups(ExpectedCluster expected, LiveCluster live)
    {
        foreach (var group in expected.Groups)
        {
            var found = live.Groups.FirstOrDefault(g => g.Name == group.Name);
            if (found is null)
            {
                yield return $"there is no group {group.Name}";
                continue;
            }

            if (!found.Zones.SequenceEqual(group.Zones.Order(StringComparer.Ordinal), StringComparer.Ordinal))
            {
                yield return $"group {group.Name} is in {string.Join(", ", found.Zones)} and should be in "
                    + string.Join(", ", group.Zones);
            }

            var wanted = Math.Max(found.Desired, group.Min);
            if (found.InService < wanted)
            {
                yield return $"group {group.Name}: {found.InService} of {wanted} machines in service";
            }
        }

        foreach (var other in live.Groups.Where(g => expected.Groups.All(e => e.Name != g.Name)))
        {
            if (other.IsPool) yield return $"group {other.Name} stands for nothing in the cluster file";
            else if (other.InService < other.Desired)
            {
                yield return $"group {other.Name}: {other.InService} of {other.Desired} machines in service";
            }
        }
    }

    private static IEnumerable<string> Volumes(ExpectedCluster expected, LiveCluster live)
    {
        foreach (var slot in expected.Slots)
        {
            var volumes = live.Volumes.Where(v => v.Slot == slot.Name).ToList();
            if (volumes.Count == 0)
            {
                yield return $"slot {slot.Name} has no volume";
            }
            else if (volumes.TrueForAll(static v => v.Instance is null))
            {
                yield return $"slot {slot.Name}: no machine has the volume {volumes[0].Id}";
            }
        }
    }

    private static IEnumerable<string> Targets(LiveCluster live) => live.Targets
        .Where(static t => t.Healthy < t.Targets.Length || t.Targets.IsEmpty)
        .Select(static t => $"target group {t.Name}: {t.Healthy} of {t.Targets.Length} targets healthy");
}
