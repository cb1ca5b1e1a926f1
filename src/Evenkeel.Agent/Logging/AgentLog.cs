using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Evenkeel.Agent.Logging;

/// <summary>
/// Lines of JSON, one an event, for journald: <c>time</c>, <c>event</c> (a number that does not change),
/// <c>name</c>, <c>text</c>. docs/agent.md lists the numbers.
/// </summary>
internal sealed class AgentLog(TextWriter output, TimeProvider time)
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Lock gate = new();

    /// <summary>Writes a line.</summary>
    public void Write(int number, string name, string text)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteNumber("event", number);
            json.WriteString("name", name);
            json.WriteString("text", text);
            json.WriteEndObject();
        }

        var line = Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
        lock (gate)
        {
            output.Write(line + "\n");
            output.Flush();
        }
    }

    /// <summary>Writes what the executor itself has to say.</summary>
    public void Write(AgentEvent what, string text) => Write((int)what, what.ToString(), text);
}

/// <summary>
/// What the executor reports besides what the decisions do (NodeEvent, below 200). The numbers are stable.
/// </summary>
internal enum AgentEvent
{
    /// <summary>The verdict has changed.</summary>
    Verdict = 200,

    /// <summary>A request failed or was refused.</summary>
    RequestFailed = 201,

    /// <summary>The ports of etcd are cut, or open again.</summary>
    Ports = 202,

    /// <summary>Something in the executor broke that should not have: it goes on.</summary>
    Broken = 203,

    /// <summary>The agent ends, and its children live on.</summary>
    Ends = 204,

    /// <summary>Manifests of the bundle were applied, or could not be.</summary>
    Manifests = 220,
}
