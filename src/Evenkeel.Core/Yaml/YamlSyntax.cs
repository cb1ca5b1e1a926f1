using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using YamlDotNet.Core;

namespace Evenkeel.Core.Yaml;

/// <summary>Says what stopped the parser in words that help to mend it.</summary>
internal static class YamlSyntax
{
    private const string TabFix = "indent with spaces; YAML does not allow tabs there";

    private const string ColonFix =
        "put a space behind each colon, check the indentation, quote text that contains `: `";

    private static readonly (string Part, string Fix)[] Fixes =
    [
        ("multi-line double-quoted", "close the quote that begins here"),
        ("unknown escape character", "double the backslash, or use single quotes"),
        ("quoted scalar", "close the quote that begins here"),
        ("cannot start any token", "put the value in quotes: YAML reserves `@`, `%` and the backquote"),
        ("flow ", "check the brackets, braces and commas up to here"),
        ("invalid mapping", ColonFix),
        ("Mapping values", ColonFix),
        ("simple key", "put a colon and a space behind the key, and check the indentation"),
        ("'-' indicator", "indent the list's items alike, and put `- ` before each"),
        ("sequence entries", "put the list on the lines below its key, or in brackets"),
        ("expected key", "indent the keys of one mapping alike, and put a colon behind each"),
        ("anchor or alias", "quote text that begins with `&` or `*`"),
        ("scanning a tag", "quote text that begins with `!`"),
        ("<document", "separate documents by a line `---`, or join this to the value above"),
        ("directive", "quote text that begins with `%`"),
    ];

    /// <summary>A diagnostic for a message of the parser at its place.</summary>
    /// <param name="source">The text.</param>
    /// <param name="mark">Where the parser says that it stopped.</param>
    /// <param name="message">Its message, or null when it failed without one.</param>
    /// <param name="openBracket">Offset of the innermost bracket that was not closed, or null.</param>
    public static Diagnostic Describe(SourceText source, Mark mark, string? message, int? openBracket)
    {
        var start = (int)Math.Clamp(mark.Index, 0, source.Content.Length);
        var atEnd = source.Content.AsSpan(start).IsWhiteSpace();
        if (openBracket is { } bracket && (atEnd || message is null))
        {
            return YamlDiagnostics.Syntax(
                new SourceSpan(source, bracket, 1),
                "this bracket is not closed",
                "close the bracket that begins here");
        }

        message ??= "the parser cannot read what follows";
        if (message.Contains(" tab ", StringComparison.Ordinal) && FindTab(source, start) is { } tab)
        {
            return YamlDiagnostics.Syntax(new SourceSpan(source, tab, 1), "a tab in the indentation", TabFix);
        }

        var (line, _) = source.Locate(start);
        var length = start < source.Content.Length && source.Content[start] is not ('\n' or '\r') ? 1 : 0;
        return YamlDiagnostics.Syntax(
            new SourceSpan(source, start, length), Reason(message), Fix(source.LineText(line), message));
    }

    /// <summary>"While scanning x, found y." becomes "found y, while scanning x".</summary>
    private static string Reason(string message)
    {
        var text = message.Trim().TrimEnd('.');
        var comma = text.IndexOf(", ", StringComparison.Ordinal);
        if (text.StartsWith("While ", StringComparison.Ordinal) && comma > 0)
        {
            text = $"{text[(comma + 2)..]}, {text[..comma]}";
        }

        return text.Replace(", While ", ", while ", StringComparison.Ordinal) switch
        {
            "" => "unexpected text",
            var reason => char.ToLowerInvariant(reason[0]) + reason[1..],
        };
    }

    private static string Fix(string line, string message)
    {
        if (line.Contains("{{", StringComparison.Ordinal))
        {
            return "if this is a template with {{ … }}, render it first (helm template)";
        }

        foreach (var (part, fix) in Fixes)
        {
            if (message.Contains(part, StringComparison.Ordinal))
            {
                return fix;
            }
        }

        return "check the indentation and the quotes on this line and the one above";
    }

    /// <summary>The first tab in the indentation of a line, from the line of an offset on.</summary>
    private static int? FindTab(SourceText source, int offset)
    {
        var blank = false;
        for (var i = offset; i < source.Content.Length; i++)
        {
            var c = source.Content[i];
            if (c == '\t' && blank)
            {
                return i;
            }

            blank = c is '\n' or '\r' || (blank && c == ' ');
        }

        return null;
    }
}
