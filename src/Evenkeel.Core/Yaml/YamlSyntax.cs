using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using YamlDotNet.Core;

namespace Evenkeel.Core.Yaml;

/// <summary>Says what stopped the parser in words that help to mend it.</summary>
internal static class YamlSyntax
{
    /// <summary>
    /// What the parser's messages mean, and how to mend it; without a meaning, its own words stay.
    /// </summary>
    private static readonly (string Part, string? Reason, string Fix)[] Meanings =
    [
        ("multi-line double-quoted", "this quote is not closed", "close the quote that begins here"),
        ("unknown escape character", null, "double the backslash, or use single quotes"),
        ("scalar, found unexpected end", "this quote is not closed", "close the quote that begins here"),
        ("quoted scalar", null, "check the quote that begins here"),
        (
            "cannot start any token",
            "a value cannot begin with this character",
            "put the value in quotes: YAML reserves `@`, `%` and the backquote"),
        ("invalid mapping", "a colon where no key can stand", ColonFix),
        ("Mapping values", "a colon where no key can stand", ColonFix),
        ("simple key", null, "put a colon and a space behind the key, and check the indentation"),
        (
            "'-' indicator",
            "this line is indented like a list, but is not one of its items",
            "indent the list's items alike, and put `- ` before each"),
        ("sequence entries", null, "put the list on the lines below its key, or in brackets"),
        (
            "block mapping, did not find expected key",
            "this line fits no mapping above it",
            "indent the keys of one mapping alike, and put a colon behind each"),
        ("flow ", null, "check the brackets, braces and commas up to here"),
        ("anchor or alias", null, "quote text that begins with `&` or `*`"),
        ("scanning a tag", null, "quote text that begins with `!`"),
        ("<document", null, "separate documents by a line `---`, or join this to the value above"),
        ("directive", null, "quote text that begins with `%`"),
    ];

    private const string ColonFix =
        "quote text that contains `: `, put a space behind a key's colon, check the indentation";

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
            var span = new SourceSpan(source, tab, 1);
            return YamlDiagnostics.Syntax(span, "a tab in the indentation", "indent with spaces");
        }

        var (line, _) = source.Locate(start);
        var length = start < source.Content.Length && source.Content[start] is not ('\n' or '\r') ? 1 : 0;
        var meaning = Array.Find(Meanings, m => message.Contains(m.Part, StringComparison.Ordinal));
        var fix = source.LineText(line).Contains("{{", StringComparison.Ordinal)
            ? "if this is a template with {{ … }}, render it first (helm template)"
            : meaning.Fix ?? "check the indentation and the quotes on this line and the one above";
        return YamlDiagnostics.Syntax(
            new SourceSpan(source, start, length), meaning.Reason ?? Reason(message), fix);
    }

    /// <summary>"While scanning x, found y." becomes "found y, while scanning x".</summary>
    private static string Reason(string message)
    {
        var text = message.Trim().TrimEnd('.');
        var comma = text.IndexOf(", ", StringComparison.Ordinal);
        if (text.StartsWith("While ", StringComparison.Ordinal) && comma > 0)
        {
            text = $"{text[(comma + 2)..].TrimStart()}, {text[..comma]}";
        }

        return text.Replace(", While ", ", while ", StringComparison.Ordinal) switch
        {
            "" => "unexpected text",
            var reason => char.ToLowerInvariant(reason[0]) + reason[1..],
        };
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
