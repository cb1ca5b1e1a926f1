using System.Text;

namespace Evenkeel.Import.Tests.Hostile;

/// <summary>A file that nobody wrote for Evenkeel, or somebody wrote against it.</summary>
/// <param name="Name">What it is, as tests show it.</param>
/// <param name="Make">Makes its bytes; some are large.</param>
/// <param name="IsLarge">Whether it has millions of characters.</param>
internal sealed record HostileInput(string Name, Func<byte[]> Make, bool IsLarge = false)
{
    private const int Levels = 100_000;
    private const int Huge = 50_000_000;

    /// <summary>Every one of them. Each must be refused, with one clear diagnostic.</summary>
    public static IReadOnlyList<HostileInput> All { get; } =
    [
        Text("nothing", () => ""),
        Text("blanks", () => " \n\t\r\n  \n"),
        Text("comments alone", () => "# one\n# two\n"),
        Text("empty documents", () => string.Concat(Enumerable.Repeat("---\n", 1000))),
        Text("a byte order mark alone", () => "\uFEFF"),
        Text("deep flow lists", () => new string('[', Levels)),
        Text("deep flow lists, closed", () => new string('[', Levels) + new string(']', Levels)),
        Text("deep flow mappings", () => Repeat("{a: ", Levels)),
        Text("deep JSON", () => Repeat("{\"a\":[", Levels)),
        Text("deep block lists", () => Repeat("- ", Levels)),
        Text("deep block mappings", () => string.Concat(
            Enumerable.Range(0, 3000).Select(i => new string(' ', i) + "a:\n"))),
        Text("deep complex keys", () => Repeat("? ", Levels)),
        Text("an alias bomb", () => Bomb(i => string.Join(", ", Enumerable.Repeat($"*a{i}", 10)))),
        Text("a merge bomb", () =>
            "a0: &a0 {" + string.Join(", ", Enumerable.Range(0, 100).Select(i => $"k{i}: 1")) + "}\n"
            + string.Concat(Enumerable.Range(1, 20_000).Select(i => $"a{i}: &a{i} {{<<: *a{i - 1}}}\n"))),
        Text("an alias inside itself", () => "a: &a [*a]\n"),
        Large("50 MB of one letter", () => new string('a', Huge)),
        Large("50 MB of line ends", () => new string('\n', Huge)),
        Large("50 MB of objects", () =>
            Repeat("---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\n", Huge / 50)),
        Large("10 MB of an unclosed quote", () => "a: \"" + new string('x', 10_000_000)),
        Large("10 MB of tabs", () => "a:\n" + new string('\t', 10_000_000)),
        Large("a list of two million", () => "[" + Repeat("1,", 2_000_000) + "1]"),
        Text("a NUL byte", () => "kind: Pod\nmetadata: {name: \"a\0b\"}\n"),
        Text("a terminal's escapes", () => "kind: \u001b[2J\u001b]0;x\u0007\n"),
        Text("a directive of another YAML", () => "%YAML 9.9\n---\nkind: Pod\n"),
        Text("an unknown tag on everything", () => "!!python/object:os.system\n- !!binary x\n"),
        Text("mixed line ends and tabs", () => "kind: Pod\r\nmetadata:\n\r\tname: a\r\n"),
        Bytes("random bytes", () => Random(5000)),
        Bytes("a compressed file", () => [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3, .. Random(200)]),
        Bytes("a program", () => [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, .. Random(200)]),
        Bytes("lone surrogates in UTF-16", () =>
            [0xff, 0xfe, .. Encoding.Unicode.GetBytes("kind: [\n"), 0x00, 0xd8, 0x20, 0x00]),
        Bytes("UTF-16 without its mark", () => Encoding.Unicode.GetBytes("kind: Pod\n")),
        Bytes("UTF-32 with its mark", () =>
            [.. Encoding.UTF32.GetPreamble(), .. Encoding.UTF32.GetBytes("a: b\n")]),
        Bytes("broken UTF-8", () => [.. "kind: ["u8, 0xc3, 0x28, 0xff, 0xed, 0xa0, 0x80]),
    ];

    /// <summary>Its name.</summary>
    public override string ToString() => Name;

    private static HostileInput Text(string name, Func<string> make) =>
        new(name, () => Encoding.UTF8.GetBytes(make()));

    private static HostileInput Large(string name, Func<string> make) =>
        Text(name, make) with { IsLarge = true };

    private static HostileInput Bytes(string name, Func<byte[]> make) => new(name, make);

    private static string Bomb(Func<int, string> next) => "a0: &a0 [x]\n"
        + string.Concat(Enumerable.Range(1, 30).Select(i => $"a{i}: &a{i} [{next(i - 1)}]\n"));

    private static string Repeat(string text, int count) =>
        new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
