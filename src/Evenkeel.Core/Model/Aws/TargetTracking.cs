namespace Evenkeel.Core.Model.Aws;

/// <summary>
/// A target tracking policy of an Auto Scaling group on the average CPU of its instances, and the two alarms
/// that EC2 Auto Scaling makes for it (autoscaling user guide, "Target tracking scaling policies").
/// </summary>
/// <param name="CpuPercent">The average CPU that the group is kept at, in percent.</param>
public sealed record TargetTracking(int CpuPercent)
{
    /// <summary>
    /// The target where none is written: with three zones, the loss of one leaves the others at 90.
    /// </summary>
    public const int DefaultCpuPercent = 60;

    /// <summary>
    /// How often CloudWatch has a datapoint: a minute with detailed monitoring, which launch templates of
    /// such groups ask for; five without (autoscaling, "Configure monitoring").
    /// </summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many datapoints in a row above the target let a group grow (AlarmHigh).</summary>
    public int DatapointsToGrow { get; init; } = 3;

    /// <summary>How many in a row below <see cref="LowShare"/> let it shrink (AlarmLow).</summary>
    public int DatapointsToShrink { get; init; } = 15;

    /// <summary>
    /// The share of the target below which a group may shrink: usually more than 10 % lower than the target.
    /// </summary>
    public double LowShare { get; init; } = 0.9;

    /// <summary>
    /// How long after it came into service an instance does not count in the average, and nothing shrinks:
    /// the policy's EstimatedInstanceWarmup, 300 s as the default cooldown.
    /// </summary>
    public TimeSpan Warmup { get; init; } = TimeSpan.FromSeconds(300);
}
