using System.Collections.Immutable;
using System.Globalization;

namespace Evenkeel.Core.Quorum;

/// <summary>
/// The arithmetic of majorities: how many members of a Raft group must be left (etcd documentation, FAQ,
/// "What is failure tolerance?").
/// </summary>
public static class QuorumMath
{
    /// <summary>The fewest members that can decide: more than half.</summary>
    public static int Quorum(int members)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(members);
        return (members / 2) + 1;
    }

    /// <summary>How many members can be lost with a quorum left.</summary>
    public static int ToleratedLosses(int members) => Math.Max(0, members - Quorum(members));

    /// <summary>Members for a number of zones: one a zone, and one more when that is even.</summary>
    public static int MembersFor(int zones)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(zones);
        return zones == 0 || zones % 2 == 1 ? zones : zones + 1;
    }

    /// <summary>Members laid over zones as evenly as possible, the first zones holding the surplus.</summary>
    public static ImmutableArray<int> Spread(int members, int zones)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(members);
        ArgumentOutOfRangeException.ThrowIfLessThan(zones, 1);
        var (each, surplus) = Math.DivRem(members, zones);
        return [.. Enumerable.Range(0, zones).Select(zone => each + (zone < surplus ? 1 : 0))];
    }

    /// <summary>What the loss of a zone leaves of a group whose members lie in zones as given.</summary>
    public static ZoneLoss LoseAnyZone(IReadOnlyList<int> membersPerZone)
    {
        ArgumentNullException.ThrowIfNull(membersPerZone);
        ArgumentOutOfRangeException.ThrowIfZero(membersPerZone.Count, nameof(membersPerZone));
        var members = membersPerZone.Sum();
        return new ZoneLoss([.. membersPerZone], members, Quorum(members), members - membersPerZone.Max());
    }
}

/// <summary>What the loss of the fullest zone does to a group.</summary>
/// <param name="MembersPerZone">Members in each zone.</param>
/// <param name="Members">Members in all.</param>
/// <param name="Quorum">How many must be left.</param>
/// <param name="Remaining">How many the loss of the fullest zone leaves.</param>
public sealed record ZoneLoss(ImmutableArray<int> MembersPerZone, int Members, int Quorum, int Remaining)
{
    /// <summary>Whether a quorum is left whichever zone is lost.</summary>
    public bool IsSurvivable => Remaining >= Quorum;

    /// <summary>
    /// The arithmetic as a sentence, such as "2 zones: members 2+1 of 3; quorum of 3 is 2; losing the zone
    /// with 2 leaves 1".
    /// </summary>
    public string Arithmetic
    {
        get
        {
            var zones = Count(MembersPerZone.Length, "zone");
            var layout = MembersPerZone.Length == 1
                ? Count(Members, "member")
                : string.Create(
                    CultureInfo.InvariantCulture, $"members {string.Join('+', MembersPerZone)} of {Members}");
            var lost = MembersPerZone.Length == 1 ? "it"
                : MembersPerZone.All(m => m == MembersPerZone[0]) ? "any zone"
                : string.Create(CultureInfo.InvariantCulture, $"the zone with {MembersPerZone.Max()}");
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{zones}: {layout}; quorum of {Members} is {Quorum}; losing {lost} leaves {Remaining}");
        }
    }

    private static string Count(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
