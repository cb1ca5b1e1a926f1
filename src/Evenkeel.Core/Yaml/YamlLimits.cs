namespace Evenkeel.Core.Yaml;

/// <summary>How much input the reader takes before it stops with one diagnostic.</summary>
/// <param name="MaxCharacters">UTF-16 units of one file.</param>
/// <param name="MaxDepth">Levels of nesting, aliases followed.</param>
/// <param name="MaxNodes">Nodes of one file, a subtree counted once for each alias to it.</param>
public sealed record YamlLimits(
    int MaxCharacters = 16 * 1024 * 1024, int MaxDepth = 100, int MaxNodes = 1_000_000)
{
    /// <summary>The limits for files that people write.</summary>
    public static YamlLimits Default { get; } = new();
}
