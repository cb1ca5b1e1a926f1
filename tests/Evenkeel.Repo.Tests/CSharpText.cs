namespace Evenkeel.Repo.Tests;

/// <summary>C# source with the contents of comments, strings and character literals blanked out.</summary>
/// <remarks>Lengths and line ends stay, so that positions in the result are positions in the source.</remarks>
internal static class CSharpText
{
    public static string Blank(string source)
    {
        var text = source.ToCharArray();
        var at = 0;
        while (at < text.Length)
        {
            var end = LiteralEnd(source, at);
            if (end == at)
            {
                at++;
                continue;
            }

            for (; at < end; at++)
            {
                if (text[at] != '\n') text[at] = ' ';
            }
        }

        return new string(text);
    }

    /// <summary>The position after the comment or literal that starts at <paramref name="at"/>, or the same.</summary>
    private static int LiteralEnd(string source, int at)
    {
        if (Starts(source, at, "//")) return IndexOrEnd(source, "\n", at);
        if (Starts(source, at, "/*")) return After(source, "*/", at + 2);
        if (source[at] == '\'') return QuotedEnd(source, at + 1, '\'');

        var quote = at;
        while (quote < source.Length && source[quote] is '$' or '@') quote++;
        if (quote >= source.Length || source[quote] != '"') return at;

        var quotes = 0;
        while (quote + quotes < source.Length && source[quote + quotes] == '"') quotes++;
        var prefix = source[at..quote];
        if (quotes >= 3) return After(source, new string('"', quotes), quote + quotes);
        if (prefix.Contains('$')) return InterpolatedEnd(source, quote + 1, verbatim: prefix.Contains('@'));
        return prefix.Contains('@') ? VerbatimEnd(source, quote + 1) : QuotedEnd(source, quote + 1, '"');
    }

    private static int QuotedEnd(string source, int at, char quote)
    {
        while (at < source.Length && source[at] != quote && source[at] != '\n') at += source[at] == '\\' ? 2 : 1;
        return Math.Min(source.Length, at + 1);
    }

    private static int VerbatimEnd(string source, int at)
    {
        for (; at < source.Length; at++)
        {
            if (source[at] != '"') continue;
            if (!Starts(source, at, "\"\"")) return at + 1;
            at++;
        }

        return source.Length;
    }

    private static int InterpolatedEnd(string source, int at, bool verbatim)
    {
        var holes = 0;
        while (at < source.Length)
        {
            var next = source[at];
            if (holes == 0)
            {
                if (next == '"' && !(verbatim && Starts(source, at, "\"\""))) return at + 1;
                if (next == '"' || Starts(source, at, "{{") || (next == '\\' && !verbatim)) at++;
                else if (next == '{') holes++;
                at++;
                continue;
            }

            var end = LiteralEnd(source, at);
            if (next == '{') holes++;
            if (next == '}') holes--;
            at = Math.Max(end, at + 1);
        }

        return source.Length;
    }

    private static bool Starts(string source, int at, string with) =>
        string.CompareOrdinal(source, at, with, 0, with.Length) == 0;

    private static int IndexOrEnd(string source, string what, int from)
    {
        var found = source.IndexOf(what, from, StringComparison.Ordinal);
        return found < 0 ? source.Length : found;
    }

    private static int After(string source, string what, int from) =>
        Math.Min(source.Length, IndexOrEnd(source, what, from) + what.Length);
}
