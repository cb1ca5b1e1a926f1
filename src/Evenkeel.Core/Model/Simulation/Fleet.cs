using System.Collections.Immutable;
using Evenkeel.Core.Model.Aws;

namespace Evenkeel.Core.Model.Simulation;

/// <summary>Instances that come from groups, and who changes the groups' sizes.</summary>
public sealed record Fleet
{
    /// <summary>The groups and how long AWS takes.</summary>
    public required AwsModel Aws { get; init; }

    /// <summary>What cluster-autoscaler is told; null where none runs.</summary>
    public ClusterAutoscalerSettings? Autoscaler { get; init; }

    /// <summary>
    /// By the name of a Node that is there from the start, the group that its instance belongs to.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Members { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>When the groups launch what they are to have and do not have.</summary>
    public TimeSpan GroupsAt { get; init; }

    /// <summary>When the workloads are created.</summary>
    public TimeSpan WorkloadsAt { get; init; }

    /// <summary>When cluster-autoscaler first looks at the groups; its phase comes on top.</summary>
    public TimeSpan AutoscalerAt { get; init; }

    /// <summary>
    /// Whether EC2 knows of a zone that has lost power: it ends instances there and refuses launches. Where
    /// not, what is there stays as it is, and what is launched there never comes up, as in the recordings.
    /// </summary>
    public bool LostZonesReported { get; init; }

    /// <summary>
    /// Whether groups follow their <see cref="InstanceGroup.TargetTracking"/>. Where not, they are taken to
    /// be in balance: no alarm is raised.
    /// </summary>
    public bool TracksTargets { get; init; }

    /// <summary>Whether each interval of <see cref="AwsTiming"/> is at its slow end.</summary>
    public bool Slow { get; init; }
}
