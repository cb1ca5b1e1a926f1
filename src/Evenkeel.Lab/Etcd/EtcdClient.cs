using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Evenkeel.Lab.Etcd;

/// <summary>What came of a write.</summary>
internal enum WriteOutcome
{
    /// <summary>etcd said that it is done.</summary>
    Acknowledged,

    /// <summary>It is surely not done: there was no connection, or no leader.</summary>
    Refused,

    /// <summary>It may have been done or not: the answer did not come.</summary>
    Unknown,
}

/// <summary>A key and its value.</summary>
internal sealed record EtcdPair(string Key, string Value);

/// <summary>What a member says of itself.</summary>
/// <param name="ClusterId">The cluster's id.</param>
/// <param name="MemberId">Its own.</param>
/// <param name="LeaderId">The leader's; 0 where it knows none.</param>
/// <param name="Term">The term.</param>
/// <param name="Revision">The revision of its store.</param>
/// <param name="IsLearner">Whether it has no vote.</param>
internal sealed record EtcdMemberStatus(
    ulong ClusterId, ulong MemberId, ulong LeaderId, ulong Term, long Revision, bool IsLearner);

/// <summary>
/// One connection to etcd's JSON gateway (etcd.io/docs, "gRPC gateway"), kept alive over TLS: at a member, or
/// through the balancer, where a broken one is made anew and may lead to another member.
/// </summary>
internal sealed class EtcdClient : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly HttpClient http;
    private readonly string url;

    /// <summary>A client.</summary>
    /// <param name="url">Where, such as <c>https://127.0.0.1:2379</c>.</param>
    /// <param name="certificate">Its certificate; null without TLS.</param>
    /// <param name="authority">The members' authority; null without TLS.</param>
    /// <param name="patience">How long an answer may take.</param>
    public EtcdClient(
        string url, X509Certificate2? certificate, X509Certificate2? authority, TimeSpan patience)
    {
        this.url = url;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = patience,
            MaxConnectionsPerServer = 1,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        };
        if (certificate is not null && authority is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate];
            handler.SslOptions.RemoteCertificateValidationCallback = (_, member, _, _) =>
                IsOf(member, authority);
        }

        http = new HttpClient(handler) { Timeout = patience };
    }

    /// <summary>Writes a key.</summary>
    public async Task<(WriteOutcome Outcome, string? Why)> PutAsync(
        string key, string value, CancellationToken cancellation)
    {
        try
        {
            await CallAsync(
                "kv/put", $$"""{"key":"{{Coded(key)}}","value":"{{Coded(value)}}"}""", cancellation);
            return (WriteOutcome.Acknowledged, null);
        }
        catch (EtcdException e)
        {
            // Of what a member answers, only this says that nothing was proposed (etcd, rpctypes/error.go).
            return (e.Message.Contains("no leader", StringComparison.Ordinal)
                ? WriteOutcome.Refused : WriteOutcome.Unknown, e.Message);
        }
        catch (HttpRequestException e)
        {
            return (e.HttpRequestError is HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.NameResolutionError
                ? WriteOutcome.Refused : WriteOutcome.Unknown, Cause(e));
        }
        catch (Exception e) when (e is IOException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return (WriteOutcome.Unknown, e is IOException ? e.Message : "no answer in time");
        }
    }

    /// <summary>Reads keys in their order, linearizably.</summary>
    /// <param name="from">The first key.</param>
    /// <param name="end">The first key that is not wanted any more.</param>
    /// <param name="limit">The most.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<EtcdPair>> RangeAsync(
        string from, string end, int limit, CancellationToken cancellation)
    {
        var answer = await CallAsync(
            "kv/range", $$"""{"key":"{{Coded(from)}}","range_end":"{{Coded(end)}}","limit":"{{limit}}"}""",
            cancellation);
        return answer.TryGetProperty("kvs", out var pairs)
            ? [.. pairs.EnumerateArray().Select(p => new EtcdPair(Decoded(p, "key"), Decoded(p, "value")))]
            : [];
    }

    /// <summary>Whether a call failed since nobody answered, or not in time.</summary>
    public static bool IsSilence(Exception failure, CancellationToken cancellation) =>
        failure is IOException or HttpRequestException
        || (failure is OperationCanceledException && !cancellation.IsCancellationRequested);

    /// <summary>Deletes keys.</summary>
    /// <returns>How many there were.</returns>
    public async Task<long> DeleteAsync(string from, string end, CancellationToken cancellation)
    {
        var range = end.Length == 0 ? "" : $",\"range_end\":\"{Coded(end)}\"";
        return Number(await CallAsync(
            "kv/deleterange", $"{{\"key\":\"{Coded(from)}\"{range}}}", cancellation), "deleted");
    }

    /// <summary>What the member says of itself.</summary>
    public async Task<EtcdMemberStatus> StatusAsync(CancellationToken cancellation)
    {
        var answer = await CallAsync("maintenance/status", "{}", cancellation);
        var header = answer.GetProperty("header");
        return new(
            Id(header, "cluster_id"), Id(header, "member_id"), Id(answer, "leader"), Id(answer, "raftTerm"),
            Number(header, "revision"),
            answer.TryGetProperty("isLearner", out var learner) && learner.GetBoolean());
    }

    /// <summary>How many members there are, and how many of them vote.</summary>
    public async Task<(int Members, int Voters)> MembersAsync(CancellationToken cancellation)
    {
        var answer = await CallAsync("cluster/member/list", "{}", cancellation);
        var members = answer.GetProperty("members").EnumerateArray().ToList();
        return (
            members.Count,
            members.Count(m => !m.TryGetProperty("isLearner", out var learner) || !learner.GetBoolean()));
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<JsonElement> CallAsync(string path, string body, CancellationToken cancellation)
    {
        using var content = new StringContent(body, Encoding.UTF8, Json);
        using var response = await PostAsync(path, content, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        if (!response.IsSuccessStatusCode)
        {
            throw new EtcdException(text);
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new IOException("the answer is no JSON", e);
        }
    }

    private async Task<HttpResponseMessage> PostAsync(
        string path, HttpContent content, CancellationToken cancellation)
    {
        try
        {
            return await http.PostAsync(new Uri($"{url}/v3/{path}"), content, cancellation);
        }
        catch (SocketException e)
        {
            // A connection that is reset while it is set up comes through as it is.
            throw new IOException(e.Message, e);
        }
    }

    private static bool IsOf(X509Certificate? member, X509Certificate2 authority)
    {
        if (member is null)
        {
            return false;
        }

        // Names are not compared: through the balancer any member may answer.
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var copy = X509CertificateLoader.LoadCertificate(member.GetRawCertData());
        return chain.Build(copy);
    }

    private static string Cause(Exception e) =>
        e.InnerException is SocketException socket ? $"{socket.SocketErrorCode}" : e.Message;

    private static string Coded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Decoded(JsonElement pair, string name) =>
        pair.TryGetProperty(name, out var value)
            ? Encoding.UTF8.GetString(Convert.FromBase64String(value.GetString() ?? "")) : "";

    private static ulong Id(JsonElement element, string name) => element.TryGetProperty(name, out var value)
        ? ulong.Parse(value.ToString(), CultureInfo.InvariantCulture) : 0;

    private static long Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value)
        ? long.Parse(value.ToString(), CultureInfo.InvariantCulture) : 0;
}

/// <summary>A member answered that it does not do it.</summary>
/// <param name="message">Its words.</param>
internal sealed class EtcdException(string message) : IOException(message);
