using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Evenkeel.Core.Spec;

/// <summary>
/// The AWS regions and the letters of their availability zones: AWS, "Availability Zones" in the guide to
/// regions and zones (https://docs.aws.amazon.com/global-infrastructure/latest/regions/); the names also in
/// boto/botocore, botocore/data/endpoints.json, the letters in what getmoto/moto keeps of
/// DescribeInstanceTypeOfferings. Isolated regions, which need a clearance, are left out.
/// <c>eng/aws-tables.py</c> compares it again.
/// </summary>
/// <remarks>
/// Older regions give different accounts different letters; a letter counts when some account has it.
/// </remarks>
public static class AwsRegions
{
    /// <summary>When the table was last compared with its source.</summary>
    public const string AsOf = "July 2026";

    private const int UsualZones = 3;

    private static readonly FrozenDictionary<string, string> Letters = new Dictionary<string, string>
    {
        ["af-south-1"] = "abc",
        ["ap-east-1"] = "abc",
        ["ap-east-2"] = "abc",
        ["ap-northeast-1"] = "abcd",
        ["ap-northeast-2"] = "abcd",
        ["ap-northeast-3"] = "abc",
        ["ap-south-1"] = "abc",
        ["ap-south-2"] = "abc",
        ["ap-southeast-1"] = "abc",
        ["ap-southeast-2"] = "abc",
        ["ap-southeast-3"] = "abc",
        ["ap-southeast-4"] = "abc",
        ["ap-southeast-5"] = "abc",
        ["ap-southeast-6"] = "abc",
        ["ap-southeast-7"] = "abc",
        ["ca-central-1"] = "abd",
        ["ca-west-1"] = "abc",
        ["cn-north-1"] = "abd",
        ["cn-northwest-1"] = "abc",
        ["eu-central-1"] = "abc",
        ["eu-central-2"] = "abc",
        ["eu-north-1"] = "abc",
        ["eu-south-1"] = "abc",
        ["eu-south-2"] = "abc",
        ["eu-west-1"] = "abc",
        ["eu-west-2"] = "abc",
        ["eu-west-3"] = "abc",
        ["eusc-de-east-1"] = "abc",
        ["il-central-1"] = "abc",
        ["me-central-1"] = "abc",
        ["me-south-1"] = "abc",
        ["mx-central-1"] = "abc",
        ["sa-east-1"] = "abc",
        ["us-east-1"] = "abcdef",
        ["us-east-2"] = "abc",
        ["us-gov-east-1"] = "abc",
        ["us-gov-west-1"] = "abc",
        ["us-west-1"] = "abc",
        ["us-west-2"] = "abcd",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Where an account of today does not have the first letters, those that it has.</summary>
    /// <remarks>New accounts see two of the three zones of Northern California.</remarks>
    private static readonly FrozenDictionary<string, string> NewAccounts = new Dictionary<string, string>
    {
        ["ap-northeast-1"] = "acd",
        ["us-west-1"] = "ab",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every region known, in ordinal order.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Letters.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The zones of a region in the order of their letters; empty for an unknown region.</summary>
    public static ImmutableArray<string> ZonesOf(string region) =>
        [.. Letters.GetValueOrDefault(region, "").Select(letter => region + letter)];

    /// <summary>
    /// Up to three zones that a new account has in a region, or the first three letters for an unknown one.
    /// </summary>
    public static ImmutableArray<string> UsualZonesOf(string region) =>
    [
        .. (NewAccounts.GetValueOrDefault(region) ?? Letters.GetValueOrDefault(region, "abc"))
            .Take(UsualZones).Select(letter => region + letter),
    ];
}
