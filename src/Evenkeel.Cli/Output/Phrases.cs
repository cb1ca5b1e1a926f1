
namespace Evenkeel.Cli.Output;

/// <summary>Numbers and lists as people say them.</summary>
internal static class Phrases
{
    /// <summary>
    /// A space at which no line is broken; <see cref="TextWrap"/> prints it as a plain one.
    /// </summary>
    public const char Join = '\u00a0';

    private const int ListedAtMost = 8;

    /// <summary><c>1 pod</c>, <c>6 pods</c>.</summary>
    public static string Count(int count, string noun) =>
        $"{count} {noun}{(count == 1 ? "" : "s")}";

    /// <summary><c>b1, b2</c>; a long list is cut: <c>b1, b2, … (12 in all)</c>.</summary>
    public static string List(IEnumerable<string> names, int most = ListedAtMost)
    {
        var all = names.ToList();
        return all.Count <= most
            ? string.Join(", ", all)
            : $"{string.Join(", ", all.Take(most - 2))}, … ({all.Count} in all)";
    }

    /// <summary><c>a1 ×2, a2, c1</c>, in the order of the names; a long list is cut.</summary>
    public static string Tally(IEnumerable<string> names) => List(names
        .GroupBy(n => n, StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => g.Count() == 1
            ? g.Key
            : $"{g.Key}{Join}×{g.Count()}"));

    /// <summary><c>eu-west-1a 6, eu-west-1b 6</c>.</summary>
    public static string Counts(IEnumerable<KeyValuePair<string, int>> counts) => List(counts
        .Where(c => c.Value != 0)
        .Select(c => $"{c.Key}{Join}{c.Value}"), 12);
}
