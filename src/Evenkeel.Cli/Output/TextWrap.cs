using Evenkeel.Core.Diagnostics;

namespace Evenkeel.Cli.Output;

/// <summary>Breaks text into lines.</summary>
internal static class TextWrap
{
    /// <summary>
    /// The text in lines of at most <paramref name="width"/> characters, broken at spaces; a longer word
    /// keeps a line to itself. At least one line. What could move a terminal's cursor is escaped.
    /// </summary>
    public static IReadOnlyList<string> Lines(string text, int width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in DisplayText.Escape(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        lines.Add(line);
        return [.. lines.Select(l => l.Replace(Phrases.Join, ' '))];
    }
}
