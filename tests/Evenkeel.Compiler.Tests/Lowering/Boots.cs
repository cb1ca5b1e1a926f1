using System.Text.RegularExpressions;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Compiler.Lowering.Bootstrap;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>The texts that machines of the cases boot with, filled in as Terraform does.</summary>
internal static partial class Boots
{
    public static string Digest { get; } = new('d', 64);

    /// <summary>Every text of a case, by its path.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(string name) =>
        Renders.Of(name).Files.Where(f => f.Key.StartsWith("cloud-init/"));

    /// <summary>The text with a value for every mark, each as long as AWS may make it.</summary>
    public static string Filled(string name, string text)
    {
        var values = new TemplateValues(new LoweringScope(Renders.Model(name))).All
            .Select(v => v.Name).Append(TemplateValues.Slot).Append(TemplateValues.Files.Name)
            .Select((key, i) => (key, i))
            .ToDictionary(v => v.key, v => Longest(v.key, v.i), StringComparer.Ordinal);
        return Mark().Replace(text, match => values[match.Groups[1].Value]);
    }

    public static YamlMapping Read(string text)
    {
        var diagnostics = new DiagnosticBag();
        var root = YamlReader.Read(new SourceText("user-data", text), diagnostics)
            .ShouldHaveSingleItem().ShouldBeOfType<YamlMapping>();
        diagnostics.ToOrderedList().ShouldBeEmpty();
        return root;
    }

    /// <summary>The content of the file that a text writes at a path, or null.</summary>
    public static string? Content(YamlMapping root, string path) =>
        ((YamlSequence)root.Get("write_files")!).Items.Cast<YamlMapping>()
            .Where(f => Text(f, "path") == path).Select(f => Text(f, "content")).SingleOrDefault();

    public static string? Text(YamlMapping map, string key) => (map.Get(key) as YamlScalar)?.Value;

    private static string Longest(string key, int i) => key switch
    {
        "release" => Digest,
        "slot" => "us-gov-west-1a-2",
        "api" => new string('a', 32) + "-0123456789abcdef.elb.us-gov-west-1.amazonaws.com",
        "artifacts" or "snapshots" or "issuer" => new string('b', 63),
        _ => $"10.255.255.{100 + i}",
    };

    [GeneratedRegex(@"(?<!\$)\$\{([a-z0-9_]+)\}")]
    private static partial Regex Mark();
}
