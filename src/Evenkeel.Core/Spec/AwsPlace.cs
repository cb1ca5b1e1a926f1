namespace Evenkeel.Core.Spec;

/// <summary>
/// Reads the names of AWS regions and zones by their form alone: new ones appear every year.
/// </summary>
internal static class AwsPlace
{
    /// <summary>
    /// Whether a text has the form of a region, such as <c>eu-west-1</c> or <c>us-gov-east-1</c>.
    /// </summary>
    public static bool IsRegion(string text)
    {
        var parts = text.Split('-');
        return NumberAt(parts) == parts.Length - 1 && parts[^1].All(char.IsAsciiDigit);
    }

    /// <summary>
    /// The region of a zone: <c>eu-west-1</c> for <c>eu-west-1a</c>, <c>us-west-2</c> for the Local Zone
    /// <c>us-west-2-lax-1a</c>; null when the text does not have the form of a zone.
    /// </summary>
    public static string? RegionOf(string zone)
    {
        var parts = zone.Split('-');
        var number = NumberAt(parts);
        if (number < 0)
        {
            return null;
        }

        var digits = parts[number].TrimEnd(Letters);
        var letters = parts[number].Length - digits.Length;
        var isZone = number == parts.Length - 1 ? letters == 1 : letters == 0 && parts[^1].Length > 0;
        return isZone && digits.Length > 0 && digits.All(char.IsAsciiDigit)
            ? string.Join('-', [.. parts[..number], digits])
            : null;
    }

    private static readonly char[] Letters = [.. Enumerable.Range('a', 26).Select(c => (char)c)];

    /// <summary>
    /// The index of the part that begins with a digit, behind two letters (four in the European
    /// Sovereign Cloud, <c>eusc-de-east-1</c>) and a direction; else -1.
    /// </summary>
    private static int NumberAt(string[] parts)
    {
        var index = Array.FindIndex(parts, p => p.Length > 0 && char.IsAsciiDigit(p[0]));
        var isPlace = index >= 2 && parts[0].Length is 2 or 4
            && parts[..index].All(p => p.Length > 0 && p.All(char.IsAsciiLetterLower));
        return isPlace ? index : -1;
    }
}
