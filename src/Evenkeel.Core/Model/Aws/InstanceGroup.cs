using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Core.Model.Aws;

/// <summary>Instances of like footprint: an Auto Scaling group, or machines without one.</summary>
public sealed record InstanceGroup
{
    /// <summary>Its name, unique in the cluster.</summary>
    public required string Name { get; init; }

    /// <summary>The zones it launches in; a group bound to a zone has one.</summary>
    public required ImmutableArray<string> Zones { get; init; }

    /// <summary>Fewest instances.</summary>
    public required int Min { get; init; }

    /// <summary>Most instances.</summary>
    public required int Max { get; init; }

    /// <summary>How many it is to have at the start.</summary>
    public required int Desired { get; init; }

    /// <summary>Whether an Auto Scaling group stands behind it: without one nothing is replaced.</summary>
    public bool IsAutoScaling { get; init; } = true;

    /// <summary>EC2 instance types, the preferred one first.</summary>
    public ImmutableArray<string> InstanceTypes { get; init; } = [];

    /// <summary>How much of it is Spot; null where it is On-Demand alone.</summary>
    public SpotShare? Spot { get; init; }

    /// <summary>What the group decides an instance's health by.</summary>
    public GroupHealthCheck HealthCheck { get; init; } = GroupHealthCheck.Ec2;

    /// <summary>
    /// How long after it came into service an instance's health by its balancer does not count. 300 s is
    /// Terraform's default (aws_autoscaling_group, health_check_grace_period).
    /// </summary>
    public TimeSpan HealthCheckGracePeriod { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>What a group over several zones does when one of them takes no launches.</summary>
    public CapacityDistribution Distribution { get; init; } = CapacityDistribution.BestEffort;

    /// <summary>Whether instances are moved back when zones are uneven; off beside an autoscaler.</summary>
    public bool Rebalances { get; init; } = true;

    /// <summary>
    /// What it follows in size; null where it keeps its size or cluster-autoscaler sets it.
    /// </summary>
    public TargetTracking? TargetTracking { get; init; }

    /// <summary>Waits between states of its instances.</summary>
    public ImmutableArray<LifecycleHook> LifecycleHooks { get; init; } = [];

    /// <summary>Its tags; cluster-autoscaler reads templates of empty groups from them.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = Labels.None;

    /// <summary>
    /// The Node that an instance registers, without name, zone and hostname: labels, taints, allocatable.
    /// </summary>
    public required NodeObject Node { get; init; }

    /// <summary>
    /// The labels of its nodes but for their place: groups of one kind differ in zones alone.
    /// </summary>
    public string Kind =>
        string.Join(',', Node.Labels.Remove(Labels.Zone).Remove(Labels.Hostname));

    /// <summary>
    /// What EC2 says of its instance type, which templates of empty groups are made from; null where that is
    /// what its nodes have to offer.
    /// </summary>
    public ResourceAmounts? Capacity { get; init; }

    /// <summary>Names of the target groups that its instances are registered with.</summary>
    public ImmutableArray<string> TargetGroups { get; init; } = [];
}

/// <summary>What an Auto Scaling group decides health by.</summary>
public enum GroupHealthCheck
{
    /// <summary>The instance's own status.</summary>
    Ec2,

    /// <summary>That, and its target groups.</summary>
    Elb,
}

/// <summary>How a group is laid over its zones when one of them takes no launches.</summary>
public enum CapacityDistribution
{
    /// <summary>Other zones are tried (<c>balanced-best-effort</c>).</summary>
    BestEffort,

    /// <summary>The launch waits for its zone (<c>balanced-only</c>).</summary>
    BalancedOnly,
}

/// <summary>A lifecycle hook of an Auto Scaling group.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OnLaunch">Whether it waits before an instance is in service, or before it ends.</param>
/// <param name="HeartbeatTimeout">The longest wait for an answer.</param>
/// <param name="Abandons">Whether no answer ends a launch, rather than letting it go on.</param>
public sealed record LifecycleHook(string Name, bool OnLaunch, TimeSpan HeartbeatTimeout, bool Abandons);
