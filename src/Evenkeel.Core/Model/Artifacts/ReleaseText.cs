using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Evenkeel.Core.Model.Artifacts;

/// <summary>
/// The text of a release: JSON with keys in a fixed order and artifacts in ordinal order, so that the same
/// release has the same digest wherever it is gathered.
/// </summary>
public static class ReleaseText
{
    private const int Format = 1;
    private const int DigestLength = 64;

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        NewLine = "\n",
    };

    private static readonly (string Word, ArtifactKind Kind)[] Kinds =
    [
        ("program", ArtifactKind.Program), ("archive", ArtifactKind.Archive),
        ("images", ArtifactKind.Images), ("manifests", ArtifactKind.Manifests),
    ];

    /// <summary>The text of a release.</summary>
    public static string Write(Release release)
    {
        ArgumentNullException.ThrowIfNull(release);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteStartArray("artifacts");
            foreach (var artifact in release.Artifacts
                .OrderBy(a => a.Name, StringComparer.Ordinal)
                .ThenBy(a => a.Architecture, StringComparer.Ordinal))
            {
                Write(json, artifact);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    /// <summary>The digest of a text: its name in the bucket.</summary>
    public static string DigestOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Whether a text is a digest: 64 small hexadecimal digits.</summary>
    public static bool IsDigest(string? text) =>
        text is { Length: DigestLength } && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));

    /// <summary>The release in a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="problem">What is wrong with it, or null.</param>
    /// <returns>Null where something is wrong. It never throws on any text.</returns>
    public static Release? Read(string text, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        problem = null;
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.GetProperty("format").GetInt32() != Format)
            {
                problem = "its format is another than 1: it was written by another version of Evenkeel";
                return null;
            }

            return new([.. root.GetProperty("artifacts").EnumerateArray().Select(ReadArtifact)]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            problem = $"it is no release: {e.Message}";
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, ReleaseArtifact artifact)
    {
        json.WriteStartObject();
        json.WriteString("name", artifact.Name);
        json.WriteString("version", artifact.Version);
        json.WriteString("architecture", artifact.Architecture);
        json.WriteString("kind", Kinds.First(k => k.Kind == artifact.Kind).Word);
        WriteTexts(json, "roles", artifact.Roles);
        if (!artifact.Members.IsEmpty)
        {
            WriteTexts(json, "members", artifact.Members);
        }

        json.WriteString("digest", artifact.Digest);
        json.WriteString("key", artifact.Key);
        json.WriteNumber("size", artifact.Size);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static ReleaseArtifact ReadArtifact(JsonElement artifact)
    {
        var kind = Text(artifact, "kind");
        var digest = Text(artifact, "digest");
        if (!IsDigest(digest) || Text(artifact, "key") != ReleaseArtifact.KeyOf(digest))
        {
            throw new FormatException("a digest or key is malformed");
        }

        return new()
        {
            Name = Text(artifact, "name"),
            Version = Text(artifact, "version"),
            Architecture = Text(artifact, "architecture"),
            Kind = Array.Find(Kinds, k => k.Word == kind) is { Word: not null } known
                ? known.Kind
                : throw new FormatException($"{kind} is no kind of artifact"),
            Roles = Texts(artifact.GetProperty("roles")),
            Members = artifact.TryGetProperty("members", out var members) ? Texts(members) : [],
            Digest = digest,
            Size = artifact.GetProperty("size").GetInt64(),
        };
    }

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null");

    private static ImmutableArray<string> Texts(JsonElement list) =>
        [.. list.EnumerateArray().Select(e => e.GetString() ?? throw new FormatException("a text is null"))];
}
