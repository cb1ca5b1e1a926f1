namespace Evenkeel.Lab.Drills;

/// <summary>What a drill found.</summary>
/// <param name="Acknowledged">Writes that etcd acknowledged.</param>
/// <param name="Lost">Of those, the ones that are not there any more.</param>
/// <param name="Refused">Writes that were surely not done.</param>
/// <param name="Unknown">Writes whose answer did not come.</param>
/// <param name="LongestGap">The longest time without an acknowledged write.</param>
/// <param name="Events">What happened, in order.</param>
/// <param name="IsWhole">Whether the lab was whole at the end, by itself.</param>
/// <param name="Clusters">The ids of all clusters that were seen.</param>
public sealed record DrillReport(
    int Acknowledged, int Lost, int Refused, int Unknown, TimeSpan LongestGap,
    IReadOnlyList<DrillEvent> Events, bool IsWhole, IReadOnlyList<string> Clusters)
{
    /// <summary>Whether it was ended before all of its faults had come.</summary>
    public bool IsCutShort { get; init; }

    /// <summary>Whether nothing was lost, there was one cluster, and it was whole at the end.</summary>
    public bool Held => Lost == 0 && IsWhole && Clusters.Count <= 1;
}

/// <summary>Something that happened during a drill.</summary>
/// <param name="At">When, from the first write on.</param>
/// <param name="Event">What, by a stable word.</param>
/// <param name="Text">What, for people.</param>
/// <param name="Details">More of it, by name.</param>
public sealed record DrillEvent(
    TimeSpan At, string Event, string Text, IReadOnlyList<KeyValuePair<string, object?>> Details);
