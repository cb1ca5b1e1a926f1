using System.Globalization;
using System.Text;

namespace Evenkeel.Core.Diagnostics;

/// <summary>Makes text from input files safe and measurable on a terminal.</summary>
public static class DisplayText
{
    private const int QuotedLength = 60;

    /// <summary>A value of the input inside backquotes: escaped, and shortened when it is long.</summary>
    public static string Quote(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length == 0)
        {
            return "an empty text";
        }

        var shown = value.Length <= QuotedLength ? value : value[..SafeCut(value, QuotedLength)] + "…";
        return "`" + Escape(shown) + "`";
    }

    /// <summary>Replaces characters that move a terminal's cursor or hide text by <c>\u{hex}</c>.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Append(result, rune);
        }

        return result.ToString();
    }

    /// <summary>Appends one character, escaped if need be.</summary>
    internal static void Append(StringBuilder result, Rune rune)
    {
        if (IsUnsafe(rune))
        {
            result.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        }
        else
        {
            result.Append(rune.ToString());
        }
    }

    /// <summary>
    /// How many terminal cells a character takes: 0, 1 or 2 (East Asian wide forms and pictographs).
    /// </summary>
    internal static int Cells(Rune rune)
    {
        if (rune.Value < 0x300)
        {
            return 1;
        }

        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
        {
            return 0;
        }

        return rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF)
            or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
            or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60)
            or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD)
            ? 2
            : 1;
    }

    private static bool IsUnsafe(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static int SafeCut(string value, int length) =>
        char.IsHighSurrogate(value[length - 1]) ? length - 1 : length;
}
