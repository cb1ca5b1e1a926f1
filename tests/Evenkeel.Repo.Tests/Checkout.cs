namespace Evenkeel.Repo.Tests;

/// <summary>The text files of the checkout, without what tools wrote there.</summary>
internal static class Checkout
{
    private static readonly HashSet<string> NotOurs =
        new(StringComparer.Ordinal) { ".git", "artifacts", "bin", "obj", ".vs", ".idea", ".evenkeel" };

    private static readonly HashSet<string> TextKinds = new(StringComparer.Ordinal)
    {
        "", ".cs", ".csproj", ".props", ".targets", ".slnx", ".md", ".txt", ".sh", ".py", ".yaml", ".yml", ".json",
        ".editorconfig", ".gitignore", ".gitattributes",
    };

    public static string Root => RepositoryRoot.Find();

    /// <summary>Every text file, by its path from the root with forward slashes, in ordinal order.</summary>
    public static IReadOnlyList<SourceFile> Files { get; } = Walk(Root)
        .Where(path => TextKinds.Contains(Path.GetExtension(path)) && !path.EndsWith(".lock.json"))
        .Select(path => new SourceFile(Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllText(path)))
        .OrderBy(file => file.Path, StringComparer.Ordinal)
        .ToList();

    /// <summary>The C# files below <c>src/</c>.</summary>
    public static IEnumerable<SourceFile> Shipped => CSharp("src/");

    /// <summary>The C# files below <c>tests/</c>.</summary>
    public static IEnumerable<SourceFile> Tests => CSharp("tests/");

    private static IEnumerable<SourceFile> CSharp(string below) =>
        Files.Where(file => file.Path.StartsWith(below) && file.Path.EndsWith(".cs"));

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder)) yield return file;
        foreach (var below in Directory.EnumerateDirectories(folder))
        {
            if (NotOurs.Contains(Path.GetFileName(below))) continue;
            foreach (var file in Walk(below)) yield return file;
        }
    }
}

/// <summary>One text file: its path from the root and its text.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    public string[] Lines { get; } = (Text.EndsWith('\n') ? Text[..^1] : Text).Split('\n');
}
