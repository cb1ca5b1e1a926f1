using System.Globalization;

namespace Evenkeel.Core.Text;

/// <summary>A stretch of a source text: what a diagnostic underlines.</summary>
/// <param name="Source">The text it lies in.</param>
/// <param name="Start">Offset of its first UTF-16 unit.</param>
/// <param name="Length">Its length in UTF-16 units; 0 is a place between two characters.</param>
public readonly record struct SourceSpan(SourceText Source, int Start, int Length)
{
    /// <summary>Line of the start, from 1.</summary>
    public int Line => Source.Locate(Start).Line;

    /// <summary>Column of the start, from 1.</summary>
    public int Column => Source.Locate(Start).Column;

    /// <summary>Offset behind the last UTF-16 unit.</summary>
    public int End => Start + Length;

    /// <summary><c>path:line:column</c>.</summary>
    public override string ToString()
    {
        var (line, column) = Source.Locate(Start);
        return string.Create(CultureInfo.InvariantCulture, $"{Source.Path}:{line}:{column}");
    }
}
