using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Evenkeel.Compiler.Emit.Terraform;

/// <summary>
/// Writes files of a configuration in Terraform's JSON syntax: keys in ordinal order, two spaces, <c>\n</c>.
/// </summary>
internal static class TfJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        IndentSize = 2,
        NewLine = "\n",
    };

    /// <summary>The file's text.</summary>
    /// <exception cref="InvalidOperationException">Two blocks have the same labels.</exception>
    public static string Write(TfFile file)
    {
        var root = new Level();
        foreach (var block in file.Blocks)
        {
            root.Add(block);
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            Write(json, root);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    /// <summary>
    /// A text in which nothing begins a template (Terraform, "JSON configuration syntax": texts are read as
    /// templates).
    /// </summary>
    public static string Escape(string text) =>
        text.Replace("${", "$${", StringComparison.Ordinal).Replace("%{", "%%{", StringComparison.Ordinal);

    private static void Write(Utf8JsonWriter json, Level level)
    {
        json.WriteStartObject();
        foreach (var (label, below) in level.Below)
        {
            json.WritePropertyName(label);
            if (below.Body is { } body)
            {
                Write(json, body);
            }
            else
            {
                Write(json, below);
            }
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TfValue value)
    {
        switch (value)
        {
            case TfText text:
                json.WriteStringValue(Escape(text.Value));
                break;
            case TfExpression expression:
                json.WriteStringValue(expression.Template);
                break;
            case TfNumber number:
                json.WriteNumberValue(number.Value);
                break;
            case TfFlag flag:
                json.WriteBooleanValue(flag.Value);
                break;
            case TfList list:
                json.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case TfObject map:
                json.WriteStartObject();
                foreach (var (name, member) in map.Members)
                {
                    json.WritePropertyName(name);
                    Write(json, member);
                }

                json.WriteEndObject();
                break;
            default:
                throw new InvalidOperationException($"value {value.GetType().Name}");
        }
    }

    /// <summary>Blocks below a label, or the body of one.</summary>
    private sealed class Level
    {
        public SortedDictionary<string, Level> Below { get; } = new(StringComparer.Ordinal);

        public TfObject? Body { get; private set; }

        public void Add(TfBlock block)
        {
            var at = this;
            foreach (var label in block.Labels)
            {
                if (!at.Below.TryGetValue(label, out var next))
                {
                    at.Below.Add(label, next = new());
                }

                at = next;
            }

            if (at.Body is not null || at.Below.Count > 0)
            {
                throw new InvalidOperationException($"two blocks {string.Join('.', block.Labels)}");
            }

            at.Body = block.Body;
        }
    }
}
