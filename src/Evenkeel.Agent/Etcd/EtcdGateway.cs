using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Evenkeel.Agent.Certificates;

namespace Evenkeel.Agent.Etcd;

/// <summary>
/// Members of etcd, asked through their JSON gateway with a client's certificate (etcd.io/docs, "gRPC
/// gateway").
/// </summary>
/// <param name="certificate">The client's certificate file.</param>
/// <param name="key">Its key.</param>
/// <param name="authority">The authority of the members.</param>
internal sealed class EtcdGateway(string certificate, string key, string authority) : IDisposable
{
    private static readonly TimeSpan Dial = TimeSpan.FromSeconds(2);
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly Lock gate = new();
    private HttpClient? client;
    private DateTime loadedFor;

    /// <summary>Asks.</summary>
    /// <param name="url">The member, such as <c>https://10.0.0.1:2379</c>.</param>
    /// <param name="path">What, such as <c>kv/range</c>.</param>
    /// <param name="body">The request, as JSON.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="EtcdException">It was refused.</exception>
    /// <exception cref="IOException">It is not known what came of it.</exception>
    public async Task<JsonElement> CallAsync(
        string url, string path, string body, CancellationToken cancellation)
    {
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, Json);
            using var response = await Client().PostAsync(new Uri($"{url}/v3/{path}"), content, cancellation);
            var text = await response.Content.ReadAsStringAsync(cancellation);
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement.Clone();
            return response.IsSuccessStatusCode ? root
                : throw new EtcdException((int)response.StatusCode, Message(root, text));
        }
        catch (HttpRequestException e)
        {
            throw new EtcdUnreachableException(
                $"{url}: {e.Message}", e.InnerException is SocketException or CryptographicException, e);
        }
        catch (JsonException e)
        {
            throw new IOException($"{url}: the answer is no JSON", e);
        }
        catch (CryptographicException e)
        {
            throw new EtcdUnreachableException($"{url}: {e.Message}", isSurelyUndone: true, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client?.Dispose();

    /// <summary>An id in the gateway's JSON, where it is a decimal text, and missing for 0.</summary>
    public static ulong Id(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value)
            ? ulong.Parse(value.ToString(), CultureInfo.InvariantCulture)
            : 0;

    /// <summary>A number in the gateway's JSON.</summary>
    public static long Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value)
            ? long.Parse(value.ToString(), CultureInfo.InvariantCulture)
            : 0;

    private static string Message(JsonElement root, string text) =>
        root.ValueKind == JsonValueKind.Object
            && (root.TryGetProperty("error", out var error) || root.TryGetProperty("message", out error))
            && error.ValueKind == JsonValueKind.String
            ? error.GetString()!
            : text;

    /// <summary>A client with the present certificate: a renewed one makes a new client.</summary>
    private HttpClient Client()
    {
        var written = File.GetLastWriteTimeUtc(certificate);
        lock (gate)
        {
            if (client is not null && written == loadedFor)
            {
                return client;
            }

            HttpClient fresh;
            try
            {
                fresh = Load();
            }
            catch (IOException e)
            {
                throw new EtcdUnreachableException(
                    "no certificate for clients yet: " + e.Message, isSurelyUndone: true, e);
            }

            // Calls of the one before may still be under way: it is left to the collector.
            (client, loadedFor) = (fresh, written);
            return fresh;
        }
    }

    private HttpClient Load()
    {
        var own = X509Certificate2.CreateFromPemFile(certificate, key);
        var trusted = X509CertificateLoader.LoadCertificateFromFile(authority);
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = Dial,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
        };
        handler.SslOptions.ClientCertificates = [own];
        handler.SslOptions.RemoteCertificateValidationCallback = CertificateChains.Check([trusted]);
        return new HttpClient(handler, disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 16 << 20,
        };
    }
}

/// <summary>A member refused.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">Its words.</param>
internal sealed class EtcdException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;
}

/// <summary>A member could not be asked.</summary>
/// <param name="message">Why.</param>
/// <param name="isSurelyUndone">Whether the request surely never reached it.</param>
/// <param name="cause">What failed below.</param>
internal sealed class EtcdUnreachableException(string message, bool isSurelyUndone, Exception cause)
    : IOException(message, cause)
{
    /// <summary>Whether the request surely never reached it, so that another may be asked.</summary>
    public bool IsSurelyUndone { get; } = isSurelyUndone;
}
