using System.Text;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Tests.Spec;

/// <summary>
/// Random damage to valid files: whatever comes out is read or diagnosed, and nothing throws.
/// </summary>
public sealed class ClusterSpecMutationTests
{
    private const int Rounds = 4000;

    private static readonly string[] Pieces =
    [
        "\n", "  ", "\t", ": ", "- ", "[", "]", "{", "}", "\"", "'", "&a ", "*a", "<<: ", "!!str ", "!x ",
        "|", ">", "? ", "%", "@", "#", "---\n", "...\n", "null", "~", "true", "-1", "99999999999999999999",
        "1e400", "0x", ".inf", "\0", "\r", "\u2028", "\u0085", "😀", "\ud800", "é", "any: zone", "zones: ",
        "spec:\n", "claims: ", "''", ",,",
    ];

    [Fact]
    public void Random_damage_never_throws()
    {
        var originals = Directory.EnumerateFiles(RepositoryRoot.PathOf("tests", "cases", "valid"), "*.yaml")
            .Order(StringComparer.Ordinal).Select(File.ReadAllText).ToArray();
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var text = Damage(originals[seed % originals.Length], random);
            Check(text, $"seed {seed}");
        }
    }

    [Fact]
    public void Every_truncation_is_read_or_diagnosed()
    {
        var text = File.ReadAllText(RepositoryRoot.PathOf("tests", "cases", "valid", "documented.yaml"));
        for (var length = 0; length < text.Length; length++)
        {
            Check(text[..length], $"the first {length} characters");
        }
    }

    [Fact]
    public void Random_bytes_are_diagnosed()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(1, 400)];
            random.NextBytes(bytes);
            Check(SourceEncoding.Decode("f", bytes).Content, $"seed {seed}");
        }
    }

    private static string Damage(string original, Random random)
    {
        var text = new StringBuilder(original);
        for (var edits = random.Next(1, 6); edits > 0 && text.Length > 0; edits--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 20), text.Length - at);
            switch (random.Next(4))
            {
                case 0:
                    text.Remove(at, length);
                    break;
                case 1:
                    text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 2:
                    text.Insert(random.Next(text.Length), text.ToString(at, length));
                    break;
                default:
                    text[at] = (char)random.Next(' ', 0x7F);
                    break;
            }
        }

        return text.ToString();
    }

    private static void Check(string text, string which)
    {
        var diagnostics = new DiagnosticBag();
        try
        {
            var spec = ClusterSpecReader.Read(new SourceText("f", text), diagnostics);
            (spec is null).ShouldBe(diagnostics.HasErrors);
            DiagnosticText.Format(diagnostics, colour: true).ShouldNotContain("\0");
            _ = DiagnosticJson.ToJson(diagnostics);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{which}:\n{text}", e);
        }
    }
}
