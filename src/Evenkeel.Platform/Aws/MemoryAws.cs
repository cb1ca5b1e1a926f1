using System.Text.Json;
using System.Xml.Linq;

namespace Evenkeel.Platform.Aws;

/// <summary>An AWS that answers as its caller says, and keeps what it was asked.</summary>
/// <param name="region">Its region.</param>
/// <param name="answer">
/// The XML (Query) or JSON text for an action and its parameters; throws an <see cref="AwsException"/> to
/// refuse.
/// </param>
public sealed class MemoryAws(
    string region, Func<AwsService, string, IReadOnlyDictionary<string, string>, string> answer) : IAwsApi
{
    private readonly List<string> asked = [];

    /// <inheritdoc/>
    public string Region => region;

    /// <summary>What was asked, in order: <c>SERVICE ACTION name=value…</c>.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (asked) return [.. asked];
        }
    }

    /// <inheritdoc/>
    public Task<XElement> QueryAsync(
        AwsService service, string action, AwsParameters parameters, CancellationToken cancellation)
    {
        var all = parameters.ToDictionary(
            static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);
        return Task.FromResult(XElement.Parse(Answer(service, action, all)));
    }

    /// <inheritdoc/>
    public Task<JsonElement> JsonAsync(
        AwsService service, string action, IReadOnlyDictionary<string, object> body,
        CancellationToken cancellation)
    {
        var all = body.ToDictionary(
            static pair => pair.Key, static pair => pair.Value.ToString() ?? "", StringComparer.Ordinal);
        return Task.FromResult(JsonDocument.Parse(Answer(service, action, all)).RootElement);
    }

    private string Answer(AwsService service, string action, IReadOnlyDictionary<string, string> parameters)
    {
        var words = parameters.OrderBy(static pair => pair.Key, StringComparer.Ordinal)
            .Select(static pair => $" {pair.Key}={pair.Value}");
        lock (asked) asked.Add($"{service.Host} {action}{string.Concat(words)}");
        return answer(service, action, parameters);
    }
}
