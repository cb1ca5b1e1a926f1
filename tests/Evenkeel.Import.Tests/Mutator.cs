using System.Text;

namespace Evenkeel.Import.Tests;

/// <summary>Damages files: as a broken disk does, byte by byte, and as a hand does, word by word.</summary>
internal static class Mutator
{
    private const int MostEdits = 5;
    private const int MostLength = 40;

    private static readonly string[] Words =
    [
        "", " ", "null", "~", "true", "-1", "0", "99999999999999999999", "1e9", "1e400", ".nan", ".inf", "[]",
        "{}", "[{}]", "a", "\"\"", "{a: b}", "[1, [2]]", "*x", "&x ", "!!str 5", "!x ", "- ", "? ", "|", ">",
        "\n", "\r", "\t", "  ", "---\n", "...\n", "<<: ", ": ", ",", "'", "\"", "[", "]", "{", "}", "%", "@",
        "#", "{{ .Values }}", "{{", "9223372036854775807Ei", "-5%", "150%", "0x7fffffffffffffff",
        "2001-01-01", "\0", "\ud800", "\u2028", "\u0085", "é", "😀",
        "spec:\n", "kind: List\n", "items: ", "apiVersion: v1\n",
        "matchLabels: ", "metadata: ", "name: ", "any: zone", "zones: ",
    ];

    /// <summary>Bits turned, bytes cut, doubled, overwritten, the end lost.</summary>
    public static byte[] DamageBytes(byte[] original, Random random)
    {
        var bytes = new List<byte>(original);
        for (var edits = random.Next(1, MostEdits); edits > 0 && bytes.Count > 0; edits--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, MostLength), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes[at] = (byte)random.Next(256);
                    break;
                default:
                    // Rarely, or little would be left of most files.
                    bytes.RemoveRange(at, random.Next(4) == 0 ? bytes.Count - at : 1);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>
    /// Words cut, doubled, moved, and replaced by ones that mean trouble; lines indented anew.
    /// </summary>
    public static string DamageTokens(string original, Random random)
    {
        var text = new StringBuilder(original);
        for (var edits = random.Next(1, MostEdits); edits > 0 && text.Length > 0; edits--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(1, MostLength), text.Length - at);
            var word = Words[random.Next(Words.Length)];
            switch (random.Next(6))
            {
                case 0:
                    text.Remove(at, length);
                    break;
                case 1:
                    text.Insert(at, word);
                    break;
                case 2:
                    text.Insert(random.Next(text.Length), text.ToString(at, length));
                    break;
                case 3:
                    Replace(text, Find(text, '\n', at), 0, new string(' ', random.Next(1, 5)));
                    break;
                default:
                    // Replaces a whole value: from behind a colon to the end of its line.
                    var colon = Find(text, ':', at);
                    Replace(text, colon, Find(text, '\n', colon) - colon - 1, " " + word);
                    break;
            }
        }

        return text.ToString();
    }

    private static int Find(StringBuilder text, char wanted, int from)
    {
        var at = from;
        while (at < text.Length && text[at] != wanted)
        {
            at++;
        }

        return at;
    }

    /// <summary>Puts a word behind a place, instead of what stands there.</summary>
    private static void Replace(StringBuilder text, int at, int length, string word)
    {
        if (at + 1 + Math.Max(0, length) <= text.Length)
        {
            text.Remove(at + 1, Math.Max(0, length)).Insert(at + 1, word);
        }
    }
}
