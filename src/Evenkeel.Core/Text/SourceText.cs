namespace Evenkeel.Core.Text;

/// <summary>One input file: its path as shown to people, its text, and where its lines begin.</summary>
/// <remarks>
/// Lines end at <c>\n</c>, <c>\r\n</c> or a lone <c>\r</c>. Offsets and columns count UTF-16 units.
/// A leading byte order mark is dropped, so that offset 0 is the first visible character.
/// </remarks>
public sealed class SourceText
{
    private readonly int[] lineStarts;

    /// <summary>Takes the text of a file under the path that diagnostics show.</summary>
    public SourceText(string path, string content)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(content);
        Path = path;
        Content = content.StartsWith('\uFEFF') ? content[1..] : content;
        lineStarts = FindLineStarts(Content);
    }

    /// <summary>The path as diagnostics show it; it need not exist.</summary>
    public string Path { get; }

    /// <summary>The whole text, without byte order mark.</summary>
    public string Content { get; }

    /// <summary>The number of lines; an empty text has one.</summary>
    public int LineCount => lineStarts.Length;

    /// <summary>
    /// Line and column, both from 1, of an offset. Offsets outside the text mean its nearest end.
    /// </summary>
    public (int Line, int Column) Locate(int offset)
    {
        var clamped = Math.Clamp(offset, 0, Content.Length);
        var index = Array.BinarySearch(lineStarts, clamped);
        if (index < 0)
        {
            index = ~index - 1;
        }

        return (index + 1, clamped - lineStarts[index] + 1);
    }

    /// <summary>A stretch of a line (from 1), by its offset in that line (from 0).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such line.</exception>
    public SourceSpan SpanOf(int line, int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(line, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(line, lineStarts.Length);
        return new SourceSpan(this, lineStarts[line - 1] + start, length);
    }

    /// <summary>The text of a line (from 1) without its end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such line.</exception>
    public string LineText(int line)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(line, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(line, lineStarts.Length);
        var start = lineStarts[line - 1];
        var end = line < lineStarts.Length ? lineStarts[line] : Content.Length;
        while (end > start && Content[end - 1] is '\n' or '\r')
        {
            end--;
        }

        return Content[start..end];
    }

    private static int[] FindLineStarts(string content)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < content.Length; i++)
        {
            var loneReturn = content[i] == '\r' && (i + 1 == content.Length || content[i + 1] != '\n');
            if (loneReturn || content[i] == '\n')
            {
                starts.Add(i + 1);
            }
        }

        return [.. starts];
    }
}
