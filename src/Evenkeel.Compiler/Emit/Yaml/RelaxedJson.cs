using System.Text.Encodings.Web;
using System.Text.Json;

namespace Evenkeel.Compiler.Emit.Yaml;

/// <summary>JSON without escapes that only HTML needs.</summary>
internal static class RelaxedJson
{
    /// <summary>On one line.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
