using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Http;

/// <summary>What the node says of itself: the verdict, and numbers.</summary>
internal sealed class NodeStatus
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        NewLine = "\n",
    };

    private readonly Lock gate = new();
    private readonly SortedDictionary<NodeEvent, long> events = [];
    private volatile Verdict verdict = new(
        [new Reason(ReasonCodes.Starting, IsOwn: true, "the agent has just started")]);

    private volatile StatusAnswer plain = new(503, "text/plain", "failing\n");
    private volatile StatusAnswer verbose = new(503, "application/json", "{}\n");

    /// <summary>The verdict as it was last announced.</summary>
    public Verdict Verdict
    {
        get => verdict;
        set
        {
            verdict = value;
            var code = value.Status == VerdictStatus.Failing ? 503 : 200;
            plain = new(code, "text/plain", Word(value.Status) + "\n");
            verbose = new(code, "application/json", Json(value));
        }
    }

    /// <summary>How often each event was reported.</summary>
    public IReadOnlyList<(NodeEvent Event, long Count)> Events
    {
        get
        {
            lock (gate)
            {
                return [.. events.Select(e => (e.Key, e.Value))];
            }
        }
    }

    /// <summary>Counts an event.</summary>
    public void Count(NodeEvent what)
    {
        lock (gate)
        {
            events[what] = events.GetValueOrDefault(what) + 1;
        }
    }

    /// <summary>The answer to a probe.</summary>
    public StatusAnswer Health(bool isVerbose) => isVerbose ? verbose : plain;

    private static string Word(VerdictStatus status) => status switch
    {
        VerdictStatus.Ok => "ok",
        VerdictStatus.Degraded => "degraded",
        _ => "failing",
    };

    private static string Json(Verdict verdict)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("status", Word(verdict.Status));
            json.WriteStartArray("reasons");
            foreach (var reason in verdict.Reasons)
            {
                json.WriteStartObject();
                json.WriteString("code", reason.Code);
                json.WriteString("text", reason.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
