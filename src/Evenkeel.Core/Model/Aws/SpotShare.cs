namespace Evenkeel.Core.Model.Aws;

/// <summary>
/// How much of a group is Spot: instances that EC2 may take back at two minutes' notice (EC2 user guide,
/// "Spot Instance interruption notices").
/// </summary>
/// <param name="Percent">
/// The share of what is above <paramref name="OnDemand"/> that is Spot, 1 to 100.
/// </param>
/// <param name="OnDemand">How many instances are On-Demand in any case.</param>
public sealed record SpotShare(int Percent, int OnDemand)
{
    /// <summary>Where no number is written: everything.</summary>
    public const int DefaultPercent = 100;

    /// <summary>
    /// The most of so many instances that are Spot. On-Demand ones are rounded up (autoscaling API,
    /// InstancesDistribution, OnDemandPercentageAboveBaseCapacity).
    /// </summary>
    public int MostOf(int instances) => Math.Max(0, instances - OnDemand) * Percent / 100;
}
