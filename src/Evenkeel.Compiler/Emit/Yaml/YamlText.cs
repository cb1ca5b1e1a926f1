using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Evenkeel.Compiler.Emit.Yaml;

/// <summary>
/// Writes a tree as YAML in block style: two spaces, members in the order of the tree, texts of several
/// lines as literals, and everything in quotes that could be read as something else. Its bytes depend on no
/// library.
/// </summary>
internal static class YamlText
{
    private const string Indentation = "  ";

    /// <summary>The text of a document.</summary>
    public static string Write(JsonNode root)
    {
        var text = new StringBuilder();
        Write(text, root, "", isInline: false);
        return text.ToString();
    }

    /// <summary>A text as a scalar on one line.</summary>
    public static string Scalar(string text) =>
        Plain.IsMatch(text) && !Ambiguous.IsMatch(text) ? text : Quoted(text);

    private static void Write(StringBuilder text, JsonNode? node, string indent, bool isInline)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map:
                Write(text, map, indent, isInline);
                break;
            case JsonArray { Count: > 0 } list:
                foreach (var item in list)
                {
                    text.Append(isInline ? "" : indent).Append("- ");
                    Write(text, item, indent + Indentation, isInline: true);
                    isInline = false;
                }

                break;
            default:
                text.Append(isInline ? "" : indent);
                Leaf(text, node, indent);
                break;
        }
    }

    private static void Write(StringBuilder text, JsonObject map, string indent, bool isInline)
    {
        foreach (var (key, value) in map)
        {
            text.Append(isInline ? "" : indent).Append(Scalar(key)).Append(':');
            isInline = false;
            switch (value)
            {
                case JsonObject { Count: > 0 }:
                    text.Append('\n');
                    Write(text, value, indent + Indentation, isInline: false);
                    break;
                case JsonArray { Count: > 0 }:
                    text.Append('\n');
                    Write(text, value, indent, isInline: false);
                    break;
                default:
                    text.Append(' ');
                    Leaf(text, value, indent + Indentation);
                    break;
            }
        }
    }

    private static void Leaf(StringBuilder text, JsonNode? node, string indent)
    {
        if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String)
        {
            Text(text, value.GetValue<string>(), indent);
            return;
        }

        text.Append(node?.ToJsonString() ?? "null").Append('\n');
    }

    private static void Text(StringBuilder text, string value, string indent)
    {
        if (!IsLiteral(value))
        {
            text.Append(Scalar(value)).Append('\n');
            return;
        }

        text.Append('|').Append(value.EndsWith('\n') ? "" : "-").Append('\n');
        foreach (var line in value.TrimEnd('\n').Split('\n'))
        {
            text.Append(line.Length == 0 ? "" : indent).Append(line).Append('\n');
        }
    }

    /// <summary>A literal keeps what begins with a letter and ends with one line end at most.</summary>
    private static bool IsLiteral(string value) =>
        value.Contains('\n') && value[0] is not (' ' or '\n' or '\t')
        && !value.EndsWith("\n\n", StringComparison.Ordinal)
        && value.All(c => c is '\n' or >= ' ' and not '\u007f');

    private static string Quoted(string text) =>
        JsonSerializer.Serialize(text, RelaxedJson.Options);

    /// <summary>What is a text in every reader of YAML, if it is none of the words below.</summary>
    private static readonly Regex Plain = new(
        @"^[A-Za-z0-9_./$(-][A-Za-z0-9_./@%+=,:$()<>*-]*( [A-Za-z0-9_./@%+=,:$()<>*-]+)*\z",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>
    /// Numbers, dates, words of YAML 1.1, and what a colon or a hyphen would make a mapping or a list.
    /// </summary>
    private static readonly Regex Ambiguous = new(
        @"^([-+.]?[0-9][0-9_.,:eExXoOa-fA-F+-]*|[-+]?\.(inf|nan)|null|~|true|false|yes|no|on|off|y|n)\z"
        + @"|:( |\z)|^-( |-|\z)|^\.",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
}
