using System.Text.Json;
using System.Text.Json.Nodes;
using Evenkeel.Compiler.Emit.Yaml;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>YAML as it is written, and read back by the project's reader and by another.</summary>
public sealed class YamlTextTests
{
    private static readonly string[] Texts =
    [
        "", " ", "a", "a b", "1", "1.0", "0x1F", "1e3", "-1", ".5", "1:30", "2026-01-01", "true", "Yes", "off", "n", "null",
        "~", "- a", "-", "--flag=a", "a: b", "a:", ":a", "#a", "a #b", "a#b", "{a}", "[a]", "a, b", "*a", "&a", "!a", "|", ">",
        "%a", "@a", "`a", "'a'", "\"a\"", "a\"b", "\\", "a\nb", "a\nb\n", "a\n\n b\n", "\na", "a\n\n", " a\nb", "\ta", "a\tb",
        "é", "${a}", "$(A)", "https://a:1/b?c=d", "aws:///@ZONE@/i", "<<", "=", "...", "---", "a\u0007",
    ];

    [Fact]
    public void Every_text_is_read_back_as_it_was()
    {
        foreach (var text in Texts)
        {
            var root = new JsonObject
            {
                ["value"] = text,
                ["list"] = new JsonArray(text, new JsonObject { ["deep"] = text, ["next"] = new JsonArray(text) }),
                ["after"] = 1,
            };
            var written = YamlText.Write(root);
            var diagnostics = new DiagnosticBag();
            var read = YamlReader.Read(new SourceText("a.yaml", written), diagnostics)
                .ShouldHaveSingleItem(written).ShouldBeOfType<YamlMapping>();
            diagnostics.ToOrderedList().ShouldBeEmpty(written);
            IsText(read.Get("value"), text, written);
            var list = read.Get("list").ShouldBeOfType<YamlSequence>();
            IsText(list.Items[0], text, written);
            var map = list.Items[1].ShouldBeOfType<YamlMapping>();
            IsText(map.Get("deep"), text, written);
            IsText(map.Get("next").ShouldBeOfType<YamlSequence>().Items[0], text, written);
        }
    }

    [Fact]
    public void Another_reader_agrees()
    {
        var python = Programs.Require("python3", "the Debian package of that name");
        var folder = Directory.CreateTempSubdirectory("evenkeel-yaml").FullName;
        try
        {
            var root = new JsonObject { ["texts"] = new JsonArray([.. Texts.Select(t => JsonValue.Create(t))]) };
            File.WriteAllText(Path.Combine(folder, "a.yaml"), YamlText.Write(root));
            var (exit, output) = Programs.Run(
                python, folder, new Dictionary<string, string>(), "-c",
                "import sys\ntry:\n import yaml\nexcept ImportError:\n sys.exit(3)\n"
                + "import json\nprint(json.dumps(yaml.safe_load(open('a.yaml', encoding='utf-8'))['texts']))");
            if (exit == 3) Assert.Skip("needs PyYAML, the Debian package python3-yaml");
            exit.ShouldBe(0, output);
            JsonSerializer.Deserialize<string[]>(output).ShouldBe(Texts);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void It_is_written_as_people_write_it() => YamlText.Write(JsonNode.Parse(
        """{"a": {"b": [1, true, null, {"c": "d", "e": []}], "f": {}}, "g": "one\ntwo\n", "h": "yes"}""")!).ShouldBe(
        """
        a:
          b:
          - 1
          - true
          - null
          - c: d
            e: []
          f: {}
        g: |
          one
          two
        h: "yes"

        """);

    private static void IsText(YamlNode? node, string text, string written)
    {
        var scalar = node.ShouldBeOfType<YamlScalar>(written);
        scalar.Value.ShouldBe(text, written);
        if (scalar.IsPlain) YamlScalars(scalar.Value).ShouldBeFalse(written);
    }

    /// <summary>What a plain scalar must not look like, by the rules of YAML 1.1 that kubectl reads by.</summary>
    private static bool YamlScalars(string text) =>
        text.ToLowerInvariant() is "" or "~" or "null" or "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n"
        || double.TryParse(text, out _);
}
