using System.Text.RegularExpressions;

namespace Evenkeel.Repo.Tests;

/// <summary>The house style, as far as a program can see it; each rule returns what it found wrong.</summary>
internal static partial class StyleRules
{
    public const int LongestShippedFile = 500;
    public const int LongestTestFile = 800;
    public const int LongestLine = 110;
    public const int LongestMethod = 60;
    public const int MedianFile = 150;

    // Spelled in parts, so that this file does not break its own rule.
    private static readonly string[] Unfinished = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception"];

    public static IEnumerable<string> FileLength(SourceFile file, int longest) =>
        file.Lines.Length > longest ? [$"{file.Path}: {file.Lines.Length} lines; the limit is {longest}"] : [];

    public static IEnumerable<string> LineLength(SourceFile file) => file.Lines
        .Select((line, index) => (Number: index + 1, new System.Globalization.StringInfo(line).LengthInTextElements))
        .Where(line => line.LengthInTextElements > LongestLine)
        .Select(line => $"{file.Path}:{line.Number}: {line.LengthInTextElements} columns; the limit is {LongestLine}");

    public static IEnumerable<string> MethodLength(SourceFile file) => Members.Of(file.Text)
        .Where(member => member.Length > LongestMethod)
        .Select(member =>
            $"{file.Path}:{member.FirstLine}: {member.Length} lines; the limit is {LongestMethod}: {member.Header}");

    public static IEnumerable<string> UnfinishedMarks(SourceFile file) => Lines(file, line =>
        Unfinished.FirstOrDefault(word => Regex.IsMatch(line, $@"\b{word}\b")) is { } word ? $"unfinished: {word}" : null);

    /// <summary>Folders of one machine: homes, build folders, and wherever this checkout happens to lie.</summary>
    public static IEnumerable<string> MachinePaths(SourceFile file, string checkout) => Lines(file, line =>
        MachinePath().Match(line) is { Success: true } found ? $"a path of one machine: {found.Value}"
        : line.Contains(checkout + "/", StringComparison.Ordinal) ? $"the path of this checkout: {checkout}" : null);

    /// <summary>
    /// Public types without a <c>///</c> summary (or <c>inheritdoc</c>) right above them. Of a partial type, the file
    /// that bears its name alone (<c>Type.cs</c>, not <c>Type.Part.cs</c>) has to have it.
    /// </summary>
    public static IEnumerable<string> UndocumentedTypes(SourceFile file)
    {
        var code = CSharpText.Blank(file.Text).Split('\n');
        var part = Path.GetFileNameWithoutExtension(file.Path).Contains('.');
        for (var index = 0; index < file.Lines.Length; index++)
        {
            if (!PublicType().IsMatch(code[index])) continue;
            if (part && code[index].Contains(" partial ")) continue;

            var above = index - 1;
            while (above >= 0 && file.Lines[above].TrimStart().StartsWith('[')) above--;
            var documented = false;
            for (; above >= 0 && file.Lines[above].TrimStart().StartsWith("///"); above--)
            {
                documented |= file.Lines[above].Contains("<summary>") || file.Lines[above].Contains("<inheritdoc");
            }

            if (!documented) yield return $"{file.Path}:{index + 1}: no summary: {code[index].Trim()}";
        }
    }

    private static IEnumerable<string> Lines(SourceFile file, Func<string, string?> check)
    {
        for (var index = 0; index < file.Lines.Length; index++)
        {
            if (check(file.Lines[index]) is { } wrong) yield return $"{file.Path}:{index + 1}: {wrong}";
        }
    }

    [GeneratedRegex(@"(?<![\w.])(/(home|Users)/(?!ec2-user|ubuntu|admin)\w+|/(work|workspace)/|[A-Z]:\\Users\\)")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"^\s*public\s+([a-z]+\s+)*(class|struct|interface|record|enum|delegate)\s")]
    private static partial Regex PublicType();
}
