namespace Evenkeel.Core.Model.Aws;

/// <summary>Prices in USD, as of <see cref="AsOf"/>.</summary>
public static class AwsPrices
{
    /// <summary>When they were read, year and month.</summary>
    public const string AsOf = "2025-11";

    /// <summary>
    /// A GB that goes from one zone to another of its region, charged once to each side (EC2 On-Demand
    /// pricing, "Data Transfer within the same AWS Region").
    /// </summary>
    public const double CrossZonePerGigabyteEachWay = 0.01;

    /// <summary>The same for both sides together.</summary>
    public const double CrossZonePerGigabyte = 2 * CrossZonePerGigabyteEachWay;
}
