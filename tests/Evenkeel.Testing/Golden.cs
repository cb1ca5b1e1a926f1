using System.Text;
using Xunit;

namespace Evenkeel.Testing;

/// <summary>
/// Golden files: expected output that lies beside the tests. <c>EVENKEEL_UPDATE_GOLDEN=1 ./test</c> rewrites
/// them; the diff is then read as carefully as code.
/// </summary>
public static class Golden
{
    private const int ShownLines = 40;

    /// <summary>
    /// Fails with a line diff unless the file at <paramref name="path"/> (relative paths count from the
    /// repository's root) holds exactly <paramref name="actual"/>.
    /// </summary>
    public static void Verify(string path, string actual)
    {
        var full = Path.GetFullPath(path, RepositoryRoot.Find());
        if (Environment.GetEnvironmentVariable("EVENKEEL_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, actual);
            return;
        }

        var name = Path.GetRelativePath(RepositoryRoot.Find(), full);
        if (!File.Exists(full))
        {
            Assert.Fail($"{name} does not exist; EVENKEEL_UPDATE_GOLDEN=1 ./test writes it. Actual:\n{actual}");
        }

        var expected = File.ReadAllText(full);
        if (expected != actual)
        {
            Assert.Fail($"{name} differs (- expected, + actual; EVENKEEL_UPDATE_GOLDEN=1 ./test rewrites it)\n"
                + LineDiff(expected, actual));
        }
    }

    /// <summary>The lines of both texts that differ, with their numbers, after the common start and end.</summary>
    public static string LineDiff(string expected, string actual)
    {
        var before = expected.Split('\n');
        var after = actual.Split('\n');
        var start = 0;
        while (start < before.Length && start < after.Length && before[start] == after[start]) start++;

        var end = 0;
        while (end < before.Length - start && end < after.Length - start && before[^(end + 1)] == after[^(end + 1)])
        {
            end++;
        }

        var text = new StringBuilder();
        for (var i = Math.Max(0, start - 2); i < start; i++) text.Append($"  {i + 1,5}  {before[i]}\n");
        Append(text, '-', before, start, before.Length - end);
        Append(text, '+', after, start, after.Length - end);
        return text.ToString();
    }

    private static void Append(StringBuilder text, char sign, string[] lines, int from, int to)
    {
        for (var i = from; i < Math.Min(to, from + ShownLines); i++) text.Append($"{sign} {i + 1,5}  {lines[i]}\n");
        if (to - from > ShownLines) text.Append($"{sign}        … and {to - from - ShownLines} more lines\n");
    }
}
