using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.Runtime.Internal.Auth;

namespace Evenkeel.Platform.Aws;

/// <summary>
/// AWS itself, over signed POSTs. Credentials are found as AWS' tools find them: environment, profile,
/// container, the instance's role. A throttled, failed or unanswered call is made again, a few times, with
/// growing pauses.
/// </summary>
public sealed class AwsApi : IAwsApi, IDisposable
{
    private const int Attempts = 5;
    private const int LargestAnswer = 64 * 1024 * 1024;

    private readonly HttpClient http;
    private readonly Func<string, string?> environment;
    private readonly TimeProvider time;
    private readonly Random random;
    private readonly Lazy<AWSCredentials> credentials;

    /// <summary>A client for one region. Credentials are looked for at the first call.</summary>
    /// <param name="region">The region.</param>
    /// <param name="environment">An environment variable's value, or null.</param>
    /// <param name="time">The clock of signatures and pauses.</param>
    /// <param name="timeout">How long one attempt may take.</param>
    /// <param name="credentials">Who asks; null: whom AWS' tools would find on this machine.</param>
    public AwsApi(
        string region, Func<string, string?> environment, TimeProvider time, TimeSpan timeout,
        AWSCredentials? credentials = null)
    {
        Region = region;
        this.environment = environment;
        this.time = time;
        this.credentials = new(credentials is null ? Find : () => credentials);
        random = new Random();
        http = new HttpClient { Timeout = timeout, MaxResponseContentBufferSize = LargestAnswer };
    }

    /// <inheritdoc/>
    public string Region { get; }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <inheritdoc/>
    public async Task<XElement> QueryAsync(
        AwsService service, string action, AwsParameters parameters, CancellationToken cancellation)
    {
        var body = string.Join('&', parameters
            .Prepend(KeyValuePair.Create("Version", service.ApiVersion))
            .Prepend(KeyValuePair.Create("Action", action))
            .Select(static pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        var call = new Call(service, action, "application/x-www-form-urlencoded; charset=utf-8", body);
        var text = await SendAsync(call, cancellation);
        try
        {
            return WithoutNamespaces(XElement.Parse(text));
        }
        catch (XmlException e)
        {
            throw new AwsException(service, action, "", $"the answer is no XML ({e.Message})", e);
        }
    }

    /// <inheritdoc/>
    public async Task<JsonElement> JsonAsync(
        AwsService service, string action, IReadOnlyDictionary<string, object> body,
        CancellationToken cancellation)
    {
        var text = await SendAsync(
            new Call(service, action, "application/x-amz-json-1.1", JsonSerializer.Serialize(body)),
            cancellation);
        try
        {
            return JsonDocument.Parse(text.Length == 0 ? "{}" : text).RootElement;
        }
        catch (JsonException e)
        {
            throw new AwsException(service, action, "", $"the answer is no JSON ({e.Message})", e);
        }
    }

    private async Task<string> SendAsync(Call call, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            AwsException problem;
            bool again;
            try
            {
                using var response = await http.SendAsync(await SignAsync(call), cancellation);
                var text = await response.Content.ReadAsStringAsync(cancellation);
                if (response.IsSuccessStatusCode) return text;

                problem = Problem(call, response.StatusCode, text);
                again = response.StatusCode >= HttpStatusCode.InternalServerError
                    || IsThrottling(problem.Code);
            }
            catch (HttpRequestException e)
            {
                (problem, again) = (new AwsException(call.Service, call.Action, "", e.Message, e), true);
            }
            catch (TaskCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                var message = $"no answer within {http.Timeout.TotalSeconds:0.#} s";
                (problem, again) = (new AwsException(call.Service, call.Action, "", message, e), true);
            }

            if (!again || attempt == Attempts) throw problem;
            var pause = TimeSpan.FromMilliseconds(100 * Math.Pow(2, attempt) * (0.5 + random.NextDouble()));
            await Task.Delay(pause, time, cancellation);
        }
    }

    private async Task<HttpRequestMessage> SignAsync(Call call)
    {
        var endpoint = AwsEndpoints.Of(call.Service, Region, environment);
        var who = await CredentialsAsync(call);
        var now = time.GetUtcNow().UtcDateTime;
        var payload = Encoding.UTF8.GetBytes(call.Body);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = call.ContentType,
            ["host"] = endpoint.IsDefaultPort ? endpoint.Host : endpoint.Authority,
            ["x-amz-date"] = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
        };
        if (call.Service.JsonTarget is { Length: > 0 } target) headers["x-amz-target"] =
            $"{target}.{call.Action}";
        if (!string.IsNullOrEmpty(who?.Token)) headers["x-amz-security-token"] = who.Token;

        var request =
            new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(payload) };
        foreach (var (name, value) in headers)
        {
            if (name == "content-type") request.Content.Headers.TryAddWithoutValidation(name, value);
            else request.Headers.TryAddWithoutValidation(name, value);
        }

        // The canonical request of
        // docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
        var signed = string.Join(';', headers.Keys);
        var canonical = $"POST\n{endpoint.AbsolutePath}\n\n"
            + string.Concat(headers.Select(static header => $"{header.Key}:{header.Value}\n"))
            + $"\n{signed}\n{Convert.ToHexStringLower(AWS4Signer.ComputeHash(payload))}";
        var signature = AWS4Signer.ComputeSignature(
            who, SigningRegion(call.Service), now, call.Service.SigningName, signed, canonical);
        request.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
        return request;
    }

    private async Task<ImmutableCredentials> CredentialsAsync(Call call)
    {
        try
        {
            return await credentials.Value.GetCredentialsAsync();
        }
        catch (Exception e) when (
            e is AmazonClientException or HttpRequestException or InvalidOperationException)
        {
            throw new AwsException(call.Service, call.Action, "", $"no credentials: {e.Message}", e);
        }
    }

    private static AWSCredentials Find() => DefaultAWSCredentialsIdentityResolver.GetCredentials();

    // IAM is global: its signatures name the partition's first region.
    private string SigningRegion(AwsService service)
    {
        if (service != AwsService.Identity) return Region;
        return Region.StartsWith("cn-", StringComparison.Ordinal) ? "cn-north-1"
            : Region.StartsWith("us-gov-", StringComparison.Ordinal) ? "us-gov-west-1" : "us-east-1";
    }

    private static AwsException Problem(Call call, HttpStatusCode status, string text)
    {
        var (code, message) = text.AsSpan().TrimStart().StartsWith("{") ? FromJson(text) : FromXml(text);
        if (message.Length == 0) message = $"HTTP {(int)status}";
        return new AwsException(call.Service, call.Action, code, message);
    }

    private static (string Code, string Message) FromXml(string text)
    {
        try
        {
            var error = WithoutNamespaces(XElement.Parse(text)).DescendantsAndSelf("Error").FirstOrDefault();
            return (error?.Text("Code") ?? "", error?.Text("Message") ?? "");
        }
        catch (XmlException)
        {
            return ("", text.Length > 300 ? text[..300] : text);
        }
    }

    private static (string Code, string Message) FromJson(string text)
    {
        try
        {
            var root = JsonDocument.Parse(text).RootElement;
            var code = Member(root, "__type");
            var message = Member(root, "message");
            if (message.Length == 0) message = Member(root, "Message");
            return (code[(code.LastIndexOf('#') + 1)..], message);
        }
        catch (JsonException)
        {
            return ("", text.Length > 300 ? text[..300] : text);
        }

        static string Member(JsonElement root, string name) =>
            root.TryGetProperty(name, out var value) ? value.ToString() : "";
    }

    private static bool IsThrottling(string code) => code
        is "Throttling" or "ThrottlingException" or "RequestLimitExceeded" or "TooManyRequestsException"
        or "RequestThrottled" or "RequestThrottledException" or "PriorRequestNotComplete";

    private static XElement WithoutNamespaces(XElement element) => new(
        element.Name.LocalName,
        element.HasElements ? element.Elements().Select(WithoutNamespaces) : element.Value);

    private sealed record Call(AwsService Service, string Action, string ContentType, string Body);
}
